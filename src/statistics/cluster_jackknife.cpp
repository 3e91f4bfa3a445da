#include "cluster_jackknife.h"

#include <algorithm>
#include <cmath>

#include "cytrial/statistics/distributions.h"

namespace cyto::statistics {

std::optional<Interval> jackknife_limits(double estimate,
                                         const std::vector<std::optional<double>>& without_each,
                                         const Interval& range, double confidence) {
  constexpr std::size_t kFewestClusters = 3;
  const bool each_is_known = std::all_of(without_each.begin(), without_each.end(),
                                         [](const auto& without) { return without.has_value(); });
  if (without_each.size() < kFewestClusters || !each_is_known) {
    return std::nullopt;
  }
  const auto m = static_cast<double>(without_each.size());
  double mean = 0.0;
  for (const auto& without : without_each) {
    mean += *without / m;
  }
  double squares = 0.0;
  for (const auto& without : without_each) {
    squares += (*without - mean) * (*without - mean);
  }
  const double reach = student_t_two_sided(m - 1.0, confidence) * std::sqrt((m - 1.0) / m * squares);
  return Interval{std::max(estimate - reach, range.low), std::min(estimate + reach, range.high)};
}

std::size_t ClusterNumbers::number_of(std::size_t cluster) {
  const auto place = std::lower_bound(known_.begin(), known_.end(), cluster,
                                      [](const auto& entry, std::size_t key) { return entry.first < key; });
  if (place != known_.end() && place->first == cluster) {
    return place->second;
  }
  return known_.insert(place, {cluster, known_.size()})->second;
}

}  // namespace cyto::statistics
