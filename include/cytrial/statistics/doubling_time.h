#pragma once

#include <optional>
#include <vector>

#include "cytrial/statistics/interval.h"
#include "cytrial/statistics/reference_change.h"

namespace cyto::statistics {

/// A marker value at a day.
struct DatedValue {
  double day = 0.0;
  double value = 0.0;  ///< > 0, not censored
};

/// Exponential growth (or decline) of a marker.
struct Growth {
  double per_day = 0.0;            ///< growth of the logarithm; below 0 it falls
  std::optional<Interval> limits;  ///< of `per_day`; empty when the values do not tell
  /// ln 2 / per_day: days to double; negative: days to halve, with the sign of the fall. Empty at 0.
  [[nodiscard]] std::optional<double> doubling_days() const noexcept;
  /// Whether the limits leave out 0: without that a doubling time is one of noise.
  [[nodiscard]] bool is_distinguished() const noexcept {
    return limits && (limits->low > 0.0 || limits->high < 0.0);
  }
};

/// Growth between two results: ln(later / earlier) / days; limits -+ z log_ratio_sd() / days.
/// @throws Error BadData: a value not above 0, days not in order, a bad variation.
[[nodiscard]] Growth growth_between(const DatedValue& earlier, const DatedValue& later,
                                    const MarkerVariation& variation, double confidence = kConfidence);

/// Growth over a series: least squares of ln(value) on day; limits by Student's t with n - 2 degrees of
/// freedom (none for two values).
/// @throws Error BadData: fewer than two values, a value not above 0, all on one day.
[[nodiscard]] Growth growth_of(const std::vector<DatedValue>& values, double confidence = kConfidence);

}  // namespace cyto::statistics
