#include "cytrial/core/digest.h"
#include "cytrial/core/number_text.h"
#include "cytrial/store/json_writer.h"
#include "review_desk.h"

namespace cyto::review {
namespace {

void text(JsonWriter& json, std::string_view key, std::string_view value) {
  json.key(key);
  json.text(value);
}

/// What the machine found: everything that a person relied on.
std::string result_text(const StudyContent& content, const ReviewSample& sample) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  text(json, "program", sample.provenance.program_version);
  text(json, "configuration", sample.provenance.config_digest);
  text(json, "panel", sample.provenance.panel_digest);
  text(json, "gates", sample.provenance.gates_digest);
  text(json, "calibration", sample.provenance.calibration_digest);
  json.key("scans");
  json.begin_array();
  for (const std::string& digest : sample.result.scan_digests) {
    json.text(digest);
  }
  json.end_array();
  text(json, "status", name_of(sample.result.status));
  json.key("counts");
  json.begin_object();
  for (const Phenotype phenotype : kAllPhenotypes) {
    json.key(name_of(phenotype));
    json.integer(sample.result.counts ? sample.result.counts->of(phenotype) : 0);
  }
  json.end_object();
  json.key("blood_volume_ml");
  json.number(sample.result.blood_volume_ml);
  std::string candidates;
  for (const std::size_t index : sample.candidates) {
    const ReviewCandidate& candidate = content.candidates()[index];
    candidates += candidate.key + "=" + std::string(name_of(candidate.found.phenotype)) + "\n";
  }
  json.key("candidates");
  json.integer(static_cast<std::uint64_t>(sample.candidates.size()));
  text(json, "candidates_sha256", sha256_of(candidates));
  json.end_object();
  return json.take();
}

void put_decision(JsonWriter& json, const std::string& place, const Decision& decision) {
  json.begin_object();
  text(json, "place", place);
  text(json, "call", name_of(decision.call));
  json.key("phenotype");
  decision.phenotype ? json.text(name_of(*decision.phenotype)) : json.null();
  text(json, "comment", decision.comment);
  text(json, "by", decision.by);
  text(json, "at", decision.at);
  json.end_object();
}

void put_reading(JsonWriter& json, const StudyContent& content, const ReviewState& state,
                 const ReviewSample& sample, Reading reading) {
  const ReadingLock& lock = state.lock(sample.name(), reading);
  json.begin_object();
  text(json, "reading", name_of(reading));
  json.key("locked");
  json.boolean(lock.locked);
  text(json, "locked_by", lock.locked ? lock.by : "");
  text(json, "locked_at", lock.locked ? lock.at : "");
  json.key("decisions");
  json.begin_array();
  for (const std::size_t index : sample.candidates) {
    const ReviewCandidate& candidate = content.candidates()[index];
    if (const Decision* decision = state.current(candidate.key, reading)) {
      put_decision(json, candidate.key, *decision);
    }
  }
  json.end_array();
  json.end_object();
}

void put_optional(JsonWriter& json, std::string_view key, const std::optional<std::uint64_t>& value) {
  json.key(key);
  value ? json.integer(*value) : json.null();
}

void put_counts(JsonWriter& json, const StudyContent& content, const ReviewState& state,
                const ReviewSample& sample) {
  const SampleFigures figures = figures_of(content, state, sample);
  json.key("counts");
  json.begin_object();
  put_optional(json, "automatic", figures.automatic);
  put_optional(json, "first", figures.readers[0]);
  put_optional(json, "second", figures.readers[1]);
  put_optional(json, "reviewed", figures.reviewed);
  text(json, "which_counts", figures.counts);
  json.end_object();
}

}  // namespace

std::string scope_of(Role role) {
  if (role == Role::LabLead) {
    return "sample";
  }
  const auto reading = reading_of(role);
  return reading ? std::string(name_of(*reading)) : std::string();
}

std::string record_text(const StudyContent& content, const ReviewState& state, const ReviewSample& sample,
                        std::string_view scope) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  text(json, "format", "cytrial-review-record-1");
  // A reader may have to sign without knowing name and counts: the opaque id and a digest stand for them.
  const bool whole = scope == "sample";
  text(json, "sample", whole ? sample.name() : sample.id);
  text(json, "scope", scope);
  json.key("second_read");
  json.boolean(state.plan().second_read);
  json.key("blinded");
  json.boolean(state.plan().blinded);
  text(json, "result_sha256", sha256_of(result_text(content, sample)));
  json.key("readings");
  json.begin_array();
  for (const Reading reading : kAllReadings) {
    if (whole || scope == name_of(reading)) {
      put_reading(json, content, state, sample, reading);
    }
  }
  json.end_array();
  if (whole) {
    put_counts(json, content, state, sample);
  }
  json.end_object();
  return json.take();
}

std::optional<std::string> why_invalid(const StudyContent& content, const ReviewState& state,
                                       const ReviewSample& sample, const Signature& signature) {
  if (sha256_of(record_text(content, state, sample, signature.scope)) == signature.digest) {
    return std::nullopt;
  }
  // Locked readings change by being opened again, and by nothing else.
  for (std::size_t row = signature.seq; row < state.rows().size(); ++row) {
    const LogEntry& entry = state.rows()[row];
    const auto parts = parts_of(entry.object);
    const bool concerns = entry.action == "reopen" && parts.size() == 3 && parts[1] == sample.name() &&
                          (signature.scope == "sample" || signature.scope == parts[2]);
    if (concerns) {
      return "what was signed has been changed since: the " + parts[2] + " reading was opened again by " +
             entry.actor + " at " + entry.utc + " (" + entry.reason + ")";
    }
  }
  return "what was signed has been changed since: the stored result is another one";
}

}  // namespace cyto::review
