#include "cytrial/statistics/rank_correlation.h"

#include <cmath>

#include "cluster_jackknife.h"
#include "input_check.h"

namespace cyto::statistics {
namespace {

/// Pairs of values, as they order both quantities.
struct PairTally {
  std::int64_t concordant = 0;
  std::int64_t discordant = 0;
  std::int64_t first_differs = 0;
  std::int64_t second_differs = 0;

  void add(int first_order, int second_order) noexcept {
    const int product = first_order * second_order;
    concordant += product > 0 ? 1 : 0;
    discordant += product < 0 ? 1 : 0;
    first_differs += first_order != 0 ? 1 : 0;
    second_differs += second_order != 0 ? 1 : 0;
  }
  [[nodiscard]] PairTally without(const PairTally& part) const noexcept {
    return {concordant - part.concordant, discordant - part.discordant, first_differs - part.first_differs,
            second_differs - part.second_differs};
  }
  [[nodiscard]] std::optional<double> tau() const noexcept {
    if (first_differs == 0 || second_differs == 0) {
      return std::nullopt;
    }
    return static_cast<double>(concordant - discordant) /
           (std::sqrt(static_cast<double>(first_differs)) * std::sqrt(static_cast<double>(second_differs)));
  }
};

/// -1, 1, or 0 where the order is not certain.
int order_of(const CensoredValue& a, const CensoredValue& b) noexcept {
  const std::partial_ordering order = a <=> b;
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}  // namespace

RankCorrelation rank_correlation(const std::vector<PairedValue>& values, Comparison comparison,
                                 double confidence) {
  require_probability("confidence", confidence);
  ClusterNumbers numbers;
  std::vector<std::size_t> cluster;
  for (const PairedValue& value : values) {
    cluster.push_back(numbers.number_of(value.subject));
  }
  PairTally all;
  std::vector<PairTally> touching(numbers.size());  // pairs with a value of that subject
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) {
      const bool within = cluster[i] == cluster[j];
      if (comparison == Comparison::WithinSubjects && !within) {
        continue;
      }
      const int first = order_of(values[i].first, values[j].first);
      const int second = order_of(values[i].second, values[j].second);
      all.add(first, second);
      touching[cluster[i]].add(first, second);
      if (!within) {
        touching[cluster[j]].add(first, second);
      }
    }
  }
  RankCorrelation correlation{static_cast<std::int64_t>(values.size()),
                              static_cast<std::int64_t>(numbers.size()), all.tau(), std::nullopt};
  if (correlation.tau) {
    std::vector<std::optional<double>> without_each;
    for (const PairTally& part : touching) {
      without_each.push_back(all.without(part).tau());
    }
    correlation.limits = jackknife_limits(*correlation.tau, without_each, {-1.0, 1.0}, confidence);
  }
  return correlation;
}

}  // namespace cyto::statistics
