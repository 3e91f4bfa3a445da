#include "cytrial/process/value_ranks.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <tuple>

#include "rank_kernels.h"

namespace cyto {

void ValueRanks::read(std::span<const float> values) {
  assert(!values.empty());
  values_ = values;
  std::tie(least_, most_) = extent_of(values.data(), values.size());
  limits_.size = 0;
  taken_ = 0;
}

void ValueRanks::expect(float limit) {
  if (limit > least_ && limit < most_ && limits_.size < RankLimits::kMost) {
    limits_.seen[limits_.size++] = {limit, count_up_to(values_.data(), values_.size(), limit)};
  }
}

void ValueRanks::take(std::size_t rank) {
  RankLimit low{-std::numeric_limits<float>::infinity(), 0};
  RankLimit high{most_, values_.size()};
  for (std::size_t i = 0; i < limits_.size; ++i) {
    const RankLimit& known = limits_.seen[i];
    if (known.count <= rank) {
      low = known.limit > low.limit ? known : low;
    } else {
      high = known.limit < high.limit ? known : high;
    }
  }
  members_.resize(std::max(values_.size(), kFewRanked) + kTakeMargin);
  taken_ = take_around(values_.data(), values_.size(), rank, least_, low, high, limits_, members_.data());
  first_rank_ = low.count;
}

float ValueRanks::at(std::size_t rank) {
  assert(rank < values_.size());
  if (rank < first_rank_ || rank - first_rank_ >= taken_) {
    take(rank);
  }
  if (taken_ <= kFewRanked) {
    return ranked_of_few(members_.data(), taken_, rank - first_rank_);
  }
  const auto wanted = members_.begin() + static_cast<std::ptrdiff_t>(rank - first_rank_);
  std::nth_element(members_.begin(), wanted, members_.begin() + static_cast<std::ptrdiff_t>(taken_));
  return *wanted;
}

float ValueRanks::quantile(float q) {
  return at(rank_at(q, values_.size()));
}

}  // namespace cyto
