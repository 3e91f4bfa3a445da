#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands.h"
#include "cytrial/core/error.h"
#include "cytrial/core/sample.h"
#include "cytrial/pipeline/run_config.h"
#include "cytrial/pipeline/run_sample.h"
#include "cytrial/store/run_store.h"

namespace cyto::cli {

/// The files that make an AnalysisConfig, read and checked before the first pixel.
struct ConfigSources {
  Path panel;
  std::optional<Path> gates;
  std::optional<Path> calibration;
  std::optional<Path> model;
  std::optional<double> pixel_size_um;
  FeatureSet features = FeatureSet::Standard;
};

/// A configuration with the texts to keep beside its results, so that events can be classified again later.
struct LoadedConfig {
  AnalysisConfig config;
  std::string panel_text;
};

/// @throws Error NoInput, BadConfig, BadData of the files; Usage for a pixel size out of range.
[[nodiscard]] LoadedConfig load_config(const ConfigSources& sources);
/// The panel a stored sample was analysed with. @throws Error BadData when it is not kept in the folder.
[[nodiscard]] Panel kept_panel(const RunStore& store, const std::string& sample_id);
[[nodiscard]] ResourceLimits limits_of(const ResourceArgs& args);

/// Flags that a study's plan gives a sample, not the analysis of its scan.
inline constexpr std::array<std::string_view, 2> kPlanFlags{"same_scan_as", "identity_released"};

/// Reading, rights or memory failed: another attempt may succeed with the same scan.
[[nodiscard]] bool says_nothing_of_scan(ErrorCode code) noexcept;

/// What analysing one sample into a store came to.
struct StoredSample {
  SampleResult result;
  std::optional<RunSummary> summary;  ///< empty when the scan was refused or the stored result is up to date
  std::optional<Error> refusal;       ///< why the scan was refused; the result says NOT EVALUABLE
  bool up_to_date = false;            ///< the stored result was made from the same bytes and configuration
  bool earlier_kept = false;  ///< `result` was not stored: an earlier evaluable one stays in its place
};

/// Stores the result of a sample that was refused, without a count. When reading, rights or memory failed,
/// which says nothing about the scan, an earlier evaluable result stays instead, unless it is known to be of
/// other files; it is then told wherever it is shown ("rerun_failed"), until a run succeeds.
[[nodiscard]] StoredSample store_refused(const Path& run, RunStore& store, SampleResult result,
                                         const Error& refusal, const AnalysisConfig& config);
/// Why the last run could not put another result in the place of the stored one; empty: it could.
[[nodiscard]] std::string failed_rerun(const RunStore& store, const std::string& sample_id);
/// The scan could be read again.
void forget_failed_rerun(RunStore& store, const std::string& sample_id);

/// Runs one sample and stores what came of it; an earlier evaluable result of another scan, configuration or
/// program becomes an older version. A scan that is refused gives a NOT EVALUABLE result, not an exception.
/// See store_refused() for what then becomes of an earlier result.
/// @param run    the folder of `store`.
/// @param labels also write label images, beside the sample's events.
/// @throws Error TryAgain, CannotCreate and everything else that would hit the next sample too.
[[nodiscard]] StoredSample analyze_into(const Path& run, RunStore& store, SampleInput input, bool labels,
                                        const LoadedConfig& config, const ResourceLimits& limits,
                                        const ScanDigests& digests,
                                        const std::vector<QualityFlag>& extra_flags, Logger& logger);

/// Stores NOT EVALUABLE or Duplicate with its reasons and without any count; an earlier evaluable result
/// becomes an older version.
[[nodiscard]] SampleResult store_without_count(const Path& run, RunStore& store, SampleResult result,
                                               const AnalysisConfig& config);

/// Whether the stored result is what analysing `input` again would give: same scan bytes, configuration,
/// blood volume and flags of the plan, as many candidates may have pictures, and the label images are there
/// when they are asked for.
[[nodiscard]] bool is_up_to_date(const RunStore& store, const SampleInput& input, bool labels,
                                 const AnalysisConfig& config, const ScanDigests& digests,
                                 const std::vector<QualityFlag>& extra_flags);

}  // namespace cyto::cli
