#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace cyto {

/// Median; the mean of the middle two of an even number. @pre not empty. Reorders its copy.
template <typename Number>
[[nodiscard]] Number median_of(std::vector<Number> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) {
    return *middle;
  }
  return (*middle + *std::max_element(values.begin(), middle)) / Number(2);
}

/// 1.4826 x median absolute deviation from `centre`: the standard deviation of a normal population.
[[nodiscard]] inline double robust_sd(const std::vector<double>& values, double centre) {
  std::vector<double> away;
  away.reserve(values.size());
  for (const double value : values) {
    away.push_back(std::abs(value - centre));
  }
  constexpr double kMadToSd = 1.482602218505602;
  return kMadToSd * median_of(std::move(away));
}

}  // namespace cyto
