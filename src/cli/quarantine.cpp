#include "quarantine.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/core/strict_json.h"
#include "cytrial/store/json_writer.h"
#include "scan_identity.h"

namespace cyto::cli {
namespace {

std::string sample_document(const std::string& sample_id) {
  return "quarantine/" + sample_id;
}

void add_part(std::string& text, const std::string& part) {
  text += std::to_string(part.size()) + ":" + part;
}

/// Of the pixels, whatever they are called and in whatever order they are listed.
std::string scan_document(const ScanDigests& digests) {
  std::vector<std::string> sorted = digests.digests;
  std::sort(sorted.begin(), sorted.end());
  std::string text;
  for (const std::string& digest : sorted) {
    add_part(text, digest);
  }
  return "quarantined_scan/" + sha256_of(text);
}

std::string text_of(const QuarantineRecord& record) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  for (const auto& [key, value] :
       {std::pair("sample", &record.sample_id), std::pair("finding", &record.finding),
        std::pair("identity_sha256", &record.identity_sha256)}) {
    json.key(key);
    json.text(*value);
  }
  json.end_object();
  return json.take();
}

std::optional<QuarantineRecord> record_in(const RunStore& store, const std::string& name) {
  const auto text = store.document(name);
  if (!text) {
    return std::nullopt;
  }
  const JsonReader json = JsonReader::from_text(*text, name);
  QuarantineRecord record{json.text("sample"), json.text("finding"), json.text("identity_sha256")};
  json.finish();
  return record;
}

QualityFlag released_flag(const review::IdentityRelease& release) {
  return {"identity_released", "was in quarantine (" + release.finding + "); released by " +
                                   release.full_name + " (" + release.by + ", " + release.role + ") at " +
                                   release.at + ": " + release.reason};
}

}  // namespace

std::string identity_digest(const SheetSample& row, const std::vector<IdentitySource>& sources,
                            const ScanDigests& digests) {
  std::string text;
  for (const std::string& part : {row.sample_id, row.subject, row.visit, scan_document(digests)}) {
    add_part(text, part);
  }
  for (const IdentitySource& source : sources) {
    add_part(text, source.name);
    add_part(text, source.text);
  }
  return sha256_of(text);
}

QuarantineMemory::QuarantineMemory(const Path& run) {
  std::error_code status;
  if (std::filesystem::exists(run / "cytrial.db", status)) {
    store_ = RunStore::open_for_reading(run);
    releases_ = review::identity_releases(run);
  }
}

std::optional<QuarantineRecord> QuarantineMemory::record_of(const PlannedSample& sample) const {
  if (!store_) {
    return std::nullopt;
  }
  auto record = record_in(*store_, sample_document(sample.input.sample_id));
  return record ? record : record_in(*store_, scan_document(sample.digests));
}

const review::IdentityRelease* QuarantineMemory::release_of(const std::string& sample_id,
                                                            const std::string& identity_sha256) const {
  const auto found = std::find_if(releases_.rbegin(), releases_.rend(), [&](const auto& release) {
    return release.sample_id == sample_id && release.identity_sha256 == identity_sha256;
  });
  return found == releases_.rend() ? nullptr : &*found;
}

void QuarantineMemory::judge(const Study& study, const SampleSheet& sheet, const SheetSample& row,
                             PlannedSample& sample) const {
  const std::vector<IdentitySource> sources = identity_sources(row);
  sample.identity_sha256 = identity_digest(row, sources, sample.digests);
  const auto problem = identity_problem(study, sheet, row, sources);
  const auto record = record_of(sample);
  if (!problem && !record) {
    return;
  }
  if (const review::IdentityRelease* release = release_of(row.sample_id, sample.identity_sha256)) {
    sample.flags.push_back(released_flag(*release));
    return;
  }
  sample.finding = problem ? problem->text : record->finding;
  sample.identity = problem ? *problem
                            : QualityFlag{"identity_changed",
                                          (record->sample_id == row.sample_id
                                               ? std::string("the sample")
                                               : "its scan, then as sample " + record->sample_id + ",") +
                                              " was in quarantine (" + record->finding +
                                              ") and has been corrected since; a lab lead must release it, "
                                              "with 'cytrial release'"};
}

void keep_quarantine(RunStore& store, const PlannedSample& sample) {
  const std::string text = text_of({sample.input.sample_id, sample.finding, sample.identity_sha256});
  store.put_document(sample_document(sample.input.sample_id), text);
  store.put_document(scan_document(sample.digests), text);
}

std::optional<QuarantineRecord> kept_quarantine(const RunStore& store, const std::string& sample_id) {
  return record_in(store, sample_document(sample_id));
}

void refuse_quarantined(const RunStore& store, const std::string& sample_id, const ScanDigests& digests) {
  auto record = kept_quarantine(store, sample_id);
  record = record ? record : record_in(store, scan_document(digests));
  if (record) {
    throw Error(ErrorCode::BadConfig, "sample " + sample_id,
                "or its scan was in quarantine in this folder (" + record->finding + ")",
                "release it with 'cytrial release', then run 'cytrial batch'");
  }
}

}  // namespace cyto::cli
