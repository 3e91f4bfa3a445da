#pragma once

#include <map>
#include <string>
#include <vector>

#include "commands.h"
#include "cytrial/core/sample.h"
#include "cytrial/store/run_store.h"
#include "cytrial/trial/timepoint_columns.h"

namespace cyto::cli {

/// One version of a sample's result (docs/methods/versions.md).
struct SampleVersion {
  int number = 0;  ///< 1..; the highest is the one that every table and report uses
  bool current = false;
  std::string config_digest;
  std::string program_version;
  std::string gates_digest;
  std::string ctcs;           ///< empty: not counted
  std::string counts_sha256;  ///< of its counts.json
};

/// Keeps the stored result of a sample as an older version when what is about to take its place was made from
/// another scan, with another configuration or by another program: its files under versions/ID/N, what it
/// said in the database. Does nothing for a sample without an evaluable result. Killed at any moment it
/// leaves the result as it was.
/// @param next          of the result that will take the place.
/// @param scan_digests  of its scan.
/// @throws Error Io, CannotCreate.
void keep_version(const Path& run, RunStore& store, const std::string& sample_id, const Provenance& next,
                  const std::vector<std::string>& scan_digests);

/// All versions of a sample, the oldest first.
[[nodiscard]] std::vector<SampleVersion> versions_of(const RunStore& store, const std::string& sample_id);
/// As a table: sample, version, current, program_version, config_digest, gates_digest, ctc, counts_sha256.
[[nodiscard]] TimepointGrid versions_grid(const RunStore& store);

/// Configuration of each evaluable sample, by sample id.
using Configurations = std::map<std::string, std::string, std::less<>>;
[[nodiscard]] Configurations stored_configurations(const RunStore& store);

/// Refuses to let samples of one study be counted with different configurations, unless a reason is given,
/// which is then kept with the results. @param planned wins over what is stored.
/// @throws Error BadConfig naming one sample of each configuration.
void require_one_configuration(const Configurations& configurations, const std::string& reason);
/// The reason that was given when the samples were analysed; empty: none.
[[nodiscard]] std::string kept_mixing_reason(const RunStore& store);
void keep_mixing_reason(RunStore& store, const std::string& reason);

/// Adds to the results of a store what their versions and configurations say: "result_version" where there is
/// an older one, "mixed_configurations" where the configuration is not that of most samples, "rerun_failed"
/// where the last run could not read the scan.
void flag_versions(const RunStore& store, std::vector<SampleResult>& results);

}  // namespace cyto::cli
