#include "sample_versions.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/core/strict_json.h"
#include "cytrial/store/json_writer.h"
#include "run_setup.h"

namespace cyto::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMixingReason = "mixed_configurations";
constexpr std::size_t kShownDigits = 12;

std::string document_name(const std::string& sample_id, int number) {
  return "version/" + sample_id + "/" + std::to_string(number);
}

std::string ctcs_of(const SampleResult& result) {
  return result.counts && is_classified(result) ? std::to_string(result.counts->of(Phenotype::Ctc))
                                                : std::string();
}

std::string json_of(const SampleVersion& version) {
  JsonWriter json;
  json.begin_object();
  const auto put = [&](const char* key, const std::string& text) {
    json.key(key);
    json.text(text);
  };
  put("config_digest", version.config_digest);
  put("program_version", version.program_version);
  put("gates_digest", version.gates_digest);
  put("ctcs", version.ctcs);
  put("counts_sha256", version.counts_sha256);
  json.end_object();
  return json.take();
}

SampleVersion version_from(const std::string& text, const std::string& name, int number) {
  const JsonReader json = JsonReader::from_text(text, name);
  SampleVersion version;
  version.number = number;
  version.config_digest = json.text("config_digest");
  version.program_version = json.text("program_version");
  version.gates_digest = json.text("gates_digest");
  version.ctcs = json.text("ctcs");
  version.counts_sha256 = json.text("counts_sha256");
  json.finish();
  return version;
}

std::vector<SampleVersion> kept_versions(const RunStore& store, const std::string& sample_id) {
  std::vector<SampleVersion> versions;
  while (true) {
    const int number = static_cast<int>(versions.size()) + 1;
    const std::string name = document_name(sample_id, number);
    const auto text = store.document(name);
    if (!text) {
      return versions;
    }
    versions.push_back(version_from(*text, name, number));
  }
}

std::optional<SampleVersion> current_version(const RunStore& store, const std::string& sample_id) {
  const auto result = store.result(sample_id);
  const auto provenance = store.provenance(sample_id);
  if (!result || !provenance || result->status != SampleStatus::Evaluable) {
    return std::nullopt;
  }
  SampleVersion version;
  version.current = true;
  version.config_digest = provenance->config_digest;
  version.program_version = provenance->program_version;
  version.gates_digest = provenance->gates_digest;
  version.ctcs = ctcs_of(*result);
  version.counts_sha256 = sha256_of_file(store.sample_folder(sample_id) / "counts.json");
  return version;
}

[[noreturn]] void cannot_keep(const Path& folder, const std::error_code& status) {
  throw Error(ErrorCode::Io, folder.string(), "the older version cannot be kept here: " + status.message(),
              "free disk space and run again");
}

/// The files of `from` under `to`, which appears whole or not at all. Files of a result are never written to
/// again, so that a second name for them is enough.
void copy_folder(const Path& from, const Path& to) {
  const Path staged = to.parent_path() / ("." + to.filename().string() + ".next");
  std::error_code status;
  fs::remove_all(staged, status);
  fs::remove_all(to, status);
  fs::create_directories(to.parent_path(), status);
  fs::copy(from, staged, fs::copy_options::recursive | fs::copy_options::create_hard_links, status);
  if (status) {  // a disk without hard links
    fs::remove_all(staged, status);
    fs::copy(from, staged, fs::copy_options::recursive, status);
  }
  if (status) {
    cannot_keep(to, status);
  }
  fs::rename(staged, to, status);
  if (status) {
    cannot_keep(to, status);
  }
}

std::string shown(const std::string& digest) {
  return digest.substr(0, kShownDigits);
}

/// Of most samples; of several such that of the first sample.
std::string usual_configuration(const Configurations& configurations) {
  std::map<std::string, std::size_t> samples_of;
  for (const auto& [sample, digest] : configurations) {
    ++samples_of[digest];
  }
  // The first of the greatest, in the order of samples: digests have no order that tells a reader anything.
  const auto most = std::max_element(
      configurations.begin(), configurations.end(),
      [&](const auto& a, const auto& b) { return samples_of[a.second] < samples_of[b.second]; });
  return most == configurations.end() ? std::string() : most->second;
}

void flag_version(const RunStore& store, SampleResult& result) {
  const std::vector<SampleVersion> versions = versions_of(store, result.sample_id);
  if (versions.size() < 2 || !versions.back().current) {
    return;
  }
  const SampleVersion& used = versions.back();
  const SampleVersion& before = versions[versions.size() - 2];
  result.flags.push_back(
      {"result_version", "version " + std::to_string(used.number) + " is used, of configuration " +
                             shown(used.config_digest) + " and " + used.program_version + "; version " +
                             std::to_string(before.number) + " of configuration " +
                             shown(before.config_digest) + " and " + before.program_version + " counted " +
                             (before.ctcs.empty() ? "no CTCs: it did not look for them" : before.ctcs)});
}

/// A count that the last run could not confirm is told.
void flag_failed_rerun(const RunStore& store, SampleResult& result) {
  const std::string why = failed_rerun(store, result.sample_id);
  if (result.status == SampleStatus::Evaluable && !why.empty()) {
    result.flags.push_back(
        {"rerun_failed",
         "this result is of an earlier run: the last one failed on the scan (" + why + "); run again"});
  }
}

}  // namespace

void keep_version(const Path& run, RunStore& store, const std::string& sample_id, const Provenance& next,
                  const std::vector<std::string>& scan_digests) {
  const std::optional<SampleVersion> current = current_version(store, sample_id);
  if (!current) {
    return;
  }
  const bool same = current->config_digest == next.config_digest &&
                    current->program_version == next.program_version &&
                    store.result(sample_id)->scan_digests == scan_digests;
  const std::vector<SampleVersion> kept = kept_versions(store, sample_id);
  if (same || (!kept.empty() && kept.back().counts_sha256 == current->counts_sha256)) {
    return;
  }
  const int number = static_cast<int>(kept.size()) + 1;
  const Path folder = run / "versions" / sample_id;
  copy_folder(store.sample_folder(sample_id), folder / std::to_string(number));
  // Beside the folder, for people; writing it also makes the folder's name durable before the database has
  // it.
  write_file_atomically(folder / (std::to_string(number) + ".json"), json_of(*current));
  store.put_document(document_name(sample_id, number), json_of(*current));
}

std::vector<SampleVersion> versions_of(const RunStore& store, const std::string& sample_id) {
  std::vector<SampleVersion> versions = kept_versions(store, sample_id);
  if (std::optional<SampleVersion> current = current_version(store, sample_id)) {
    // Kept by a run that then failed: it never was replaced.
    if (!versions.empty() && versions.back().counts_sha256 == current->counts_sha256) {
      versions.pop_back();
    }
    current->number = static_cast<int>(versions.size()) + 1;
    versions.push_back(std::move(*current));
  }
  return versions;
}

TimepointGrid versions_grid(const RunStore& store) {
  TimepointGrid grid;
  grid.columns = {{"sample_id", CellKind::Text},     {"version", CellKind::Number},
                  {"current", CellKind::Text},       {"program_version", CellKind::Text},
                  {"config_digest", CellKind::Text}, {"gates_digest", CellKind::Text},
                  {"ctc", CellKind::Number},         {"counts_sha256", CellKind::Text}};
  for (const std::string& id : store.sample_ids()) {
    for (const SampleVersion& version : versions_of(store, id)) {
      grid.rows.push_back({id, std::to_string(version.number), version.current ? "yes" : "no",
                           version.program_version, version.config_digest, version.gates_digest, version.ctcs,
                           version.counts_sha256});
    }
  }
  return grid;
}

Configurations stored_configurations(const RunStore& store) {
  Configurations configurations;
  for (const std::string& id : store.sample_ids()) {
    const auto result = store.result(id);
    const auto provenance = store.provenance(id);
    if (result && provenance && result->status == SampleStatus::Evaluable) {
      configurations[id] = provenance->config_digest;
    }
  }
  return configurations;
}

void require_one_configuration(const Configurations& configurations, const std::string& reason) {
  if (!reason.empty()) {
    return;
  }
  const std::string usual = usual_configuration(configurations);
  const auto with = [&](bool like_most) {
    return std::find_if(configurations.begin(), configurations.end(),
                        [&](const auto& entry) { return (entry.second == usual) == like_most; });
  };
  const auto other = with(false);
  if (other == configurations.end()) {
    return;
  }
  throw Error(
      ErrorCode::BadConfig, "sample " + other->first,
      "would be counted with another configuration (" + shown(other->second) + ") than sample " +
          with(true)->first + " (" + shown(usual) + ") of the same study",
      "give the reason with --mixed-configurations, or as \"mixed_configurations\" in the study file");
}

std::string kept_mixing_reason(const RunStore& store) {
  return store.document(kMixingReason).value_or("");
}

void keep_mixing_reason(RunStore& store, const std::string& reason) {
  if (!reason.empty()) {
    store.put_document(kMixingReason, reason);
  }
}

void flag_versions(const RunStore& store, std::vector<SampleResult>& results) {
  const Configurations configurations = stored_configurations(store);
  const std::string usual = usual_configuration(configurations);
  const std::string reason = kept_mixing_reason(store);
  for (SampleResult& result : results) {
    flag_version(store, result);
    flag_failed_rerun(store, result);
    const auto own = configurations.find(result.sample_id);
    if (own != configurations.end() && own->second != usual) {
      result.flags.push_back(
          {"mixed_configurations", "analysed with configuration " + shown(own->second) +
                                       "; usual in the folder (of most samples, or of the first) is " +
                                       shown(usual) +
                                       "; reason: " + (reason.empty() ? "none was given" : reason)});
    }
  }
}

}  // namespace cyto::cli
