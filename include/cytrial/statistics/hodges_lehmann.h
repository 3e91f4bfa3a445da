#pragma once

#include <optional>
#include <vector>

#include "cytrial/statistics/interval.h"

namespace cyto::statistics {

/// By how much a second group lies above a first.
struct Shift {
  double estimate = 0.0;           ///< median of all differences second - first
  std::optional<Interval> limits;  ///< empty when the groups are too small for the confidence
};

/// Hodges-Lehmann estimate and the limits that belong to the Wilcoxon rank sum test: differences at ranks
/// of its distribution, which is counted out for groups of up to 50 and normal above. Uncensored values only.
/// Ties make the limits conservative.
/// @throws Error BadData: an empty group, a value that is not finite, more than 10^7 differences.
/// Source: Hodges & Lehmann 1963, Ann Math Stat 34:598-611; Moses in Walker & Lev 1953, Statistical
/// Inference.
[[nodiscard]] Shift hodges_lehmann_shift(const std::vector<double>& first, const std::vector<double>& second,
                                         double confidence = kConfidence);

}  // namespace cyto::statistics
