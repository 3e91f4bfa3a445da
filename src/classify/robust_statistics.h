#pragma once

#include <span>
#include <vector>

namespace cyto {

/// 1.4826 = 1 / Phi^-1(3/4): makes the median absolute deviation of a normal population its standard
/// deviation. Source: Rousseeuw & Croux 1993, J Am Stat Assoc 88:1273.
inline constexpr double kNormalMad = 1.4826;

struct RobustStatistic {
  double location = 0.0;  ///< median
  double scale = 0.0;     ///< 1.4826 x median absolute deviation from the median
};

/// Sorts upwards, by the digits of their bits: O(n), as much memory again meanwhile. @pre no NaN.
void sort_values(std::vector<float>& values);

/// Median: the middle value, or the mean of the two middle ones. @pre not empty, ascending, no NaN.
[[nodiscard]] double median_of_sorted(std::span<const float> sorted);

/// The deviations are rounded to floats before their median is taken. O(log n). @pre as median_of_sorted().
[[nodiscard]] RobustStatistic robust_statistic_of_sorted(std::span<const float> sorted);

/// Sorts `values`. @pre not empty, no NaN. Depends on the multiset of values alone.
[[nodiscard]] double median_of(std::vector<float>& values);
[[nodiscard]] RobustStatistic robust_statistic_of(std::vector<float>& values);

}  // namespace cyto
