#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "cytrial/statistics/interval.h"

namespace cyto::statistics {

/// Limits of an estimate from what it is without each cluster in turn: estimate -+ t se with
/// se^2 = (m - 1) / m sum (without_i - mean)^2 and m - 1 degrees of freedom, kept inside `range`. Empty with
/// fewer than 3 clusters or where leaving one out leaves no estimate.
[[nodiscard]] std::optional<Interval> jackknife_limits(double estimate,
                                                       const std::vector<std::optional<double>>& without_each,
                                                       const Interval& range, double confidence);

/// Numbers clusters 0, 1, ... by their first appearance.
class ClusterNumbers {
 public:
  /// The number of `cluster`; a new one when it has none.
  std::size_t number_of(std::size_t cluster);
  [[nodiscard]] std::size_t size() const noexcept { return known_.size(); }

 private:
  std::vector<std::pair<std::size_t, std::size_t>> known_;  ///< cluster and its number, by cluster
};

}  // namespace cyto::statistics
