#pragma once

#include <vector>

#include "cytrial/validation/summary.h"

namespace cyto::validation {

/// Samples with a truth, added up: all, then each batch when there are several.
[[nodiscard]] std::vector<TruthFit> truth_fits(const std::vector<MeasuredSample>& samples);
/// Blank samples, likewise.
[[nodiscard]] std::vector<BlankRate> blank_rates(const std::vector<MeasuredSample>& samples);
/// Program and readers, every pair.
[[nodiscard]] std::vector<RaterPair> rater_pairs(const ValidationPlan& plan,
                                                 const std::vector<MeasuredSample>& samples);

}  // namespace cyto::validation
