#include "robust_statistics.h"

#include <algorithm>
#include <cmath>

namespace cyto {

double median_of(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  const double upper = *middle;
  if (values.size() % 2 == 1) {
    return upper;
  }
  const double lower = *std::max_element(values.begin(), middle);
  return lower + (upper - lower) / 2.0;
}

RobustStatistic robust_statistic_of(std::vector<float>& values) {
  RobustStatistic statistic;
  statistic.location = median_of(values);
  for (float& value : values) {
    value = static_cast<float>(std::abs(static_cast<double>(value) - statistic.location));
  }
  statistic.scale = kNormalMad * median_of(values);
  return statistic;
}

}  // namespace cyto
