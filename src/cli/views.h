#pragma once

#include <string>
#include <vector>

#include "cytrial/core/sample.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/pipeline/run_summary.h"

namespace cyto::cli {

/// What was understood of a scan, as text for people and as JSON for programs.
[[nodiscard]] std::string slide_text(const SlideDescription& slide);
[[nodiscard]] std::string slide_json(const SlideDescription& slide);

/// One sample's outcome in a few lines: status, count with interval, flags.
[[nodiscard]] std::string result_text(const SampleResult& result);
/// One line on how a run went: time, pixels, events, memory.
[[nodiscard]] std::string summary_text(const RunSummary& summary);
/// Outcome and, when there is one, the summary of its run.
[[nodiscard]] std::string result_json(const SampleResult& result, const RunSummary* summary);

/// How the samples of a batch add up.
struct Reconciliation {
  std::size_t in = 0;
  std::size_t evaluable = 0;
  std::size_t not_evaluable = 0;
  std::size_t duplicates = 0;
  std::size_t quarantined = 0;   ///< their identity is in doubt; not among the not evaluable
  std::size_t earlier_kept = 0;  ///< of the not evaluable: an earlier count stays, with a flag
  std::size_t refused_rows = 0;  ///< rows of the sample sheet that cannot be a sample
};
/// Adds one sample with that result.
void count_in(Reconciliation& sums, const SampleResult& result);
[[nodiscard]] std::string reconciliation_text(const Reconciliation& sums);
[[nodiscard]] std::string reconciliation_json(const Reconciliation& sums,
                                              const std::vector<SampleResult>& results);

}  // namespace cyto::cli
