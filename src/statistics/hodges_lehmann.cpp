#include "cytrial/statistics/hodges_lehmann.h"

#include <algorithm>
#include <cmath>

#include "input_check.h"
#include "rank_sum.h"

namespace cyto::statistics {
namespace {

constexpr double kMostDifferences = 1e7;

void require_values(const std::vector<double>& values) {
  require(!values.empty(), "number of values", 0.0, "leaves a group empty", "give at least one value each");
  for (const double value : values) {
    require(std::isfinite(value), "value", value, "is no number", "leave out what was not measured");
  }
}

}  // namespace

Shift hodges_lehmann_shift(const std::vector<double>& first, const std::vector<double>& second,
                           double confidence) {
  require_probability("confidence", confidence);
  require_values(first);
  require_values(second);
  const auto pairs = static_cast<double>(first.size()) * static_cast<double>(second.size());
  require(pairs <= kMostDifferences, "number of differences", pairs, "is above 10 million",
          "compare smaller groups");
  std::vector<double> differences;
  for (const double a : first) {
    for (const double b : second) {
      differences.push_back(b - a);
    }
  }
  std::sort(differences.begin(), differences.end());
  const std::size_t count = differences.size();
  Shift shift{(differences[(count - 1) / 2] + differences[count / 2]) / 2.0, std::nullopt};
  // The interval from the u-th to the u-th last difference misses with probability 2 P(U <= u - 1).
  const std::size_t u = rank_sum_quantile(first.size(), second.size(), (1.0 - confidence) / 2.0);
  if (u > 0) {
    shift.limits = Interval{differences[u - 1], differences[count - u]};
  }
  return shift;
}

}  // namespace cyto::statistics
