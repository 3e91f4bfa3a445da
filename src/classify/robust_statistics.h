#pragma once

#include <vector>

namespace cyto {

/// 1.4826 = 1 / Phi^-1(3/4): makes the median absolute deviation of a normal population its standard
/// deviation. Source: Rousseeuw & Croux 1993, J Am Stat Assoc 88:1273.
inline constexpr double kNormalMad = 1.4826;

struct RobustStatistic {
  double location = 0.0;  ///< median
  double scale = 0.0;     ///< 1.4826 x median absolute deviation from the median
};

/// Median: the middle value, or the mean of the two middle ones. Reorders `values`.
/// @pre not empty, no NaN. O(n); depends on the multiset of values alone.
[[nodiscard]] double median_of(std::vector<float>& values);

/// Reorders and overwrites `values`. @pre as median_of().
[[nodiscard]] RobustStatistic robust_statistic_of(std::vector<float>& values);

}  // namespace cyto
