#include "cytrial/process/value_ranks.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "rank_kernels.h"

namespace cyto {
namespace {

// So few values are sorted out faster than counted once more.
constexpr std::size_t kFew = 10;
// A list of a few values that lie unevenly is sorted out rather than halved for ever.
constexpr int kMostHalvings = 24;

}  // namespace

void ValueRanks::read(std::span<const float> values) {
  assert(!values.empty());
  values_ = values;
  const auto [least, most] = extent_of(values.data(), values.size());
  least_ = least;
  known_[0] = {-std::numeric_limits<float>::infinity(), 0};
  known_[1] = {most, values.size()};
  knowns_ = 2;
}

float ValueRanks::among(float above, float up_to, std::size_t rank) {
  members_.resize(values_.size() + kTakeMargin);
  const std::size_t n = take_between(values_.data(), values_.size(), above, up_to, members_.data());
  const auto wanted = members_.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(members_.begin(), wanted, members_.begin() + static_cast<std::ptrdiff_t>(n));
  return *wanted;
}

float ValueRanks::at(std::size_t rank) {
  assert(rank < values_.size());
  Known low = known_[0];
  Known high = known_[1];
  for (std::size_t i = 2; i < knowns_; ++i) {
    if (known_[i].count <= rank) {
      low = known_[i].limit > low.limit ? known_[i] : low;
    } else {
      high = known_[i].limit < high.limit ? known_[i] : high;
    }
  }
  for (int halving = 0; halving < kMostHalvings && high.count - low.count > kFew; ++halving) {
    const float from = std::max(low.limit, least_);
    const float middle = 0.5F * from + 0.5F * high.limit;
    if (!(middle > low.limit && middle < high.limit)) {
      break;  // no limit lies between: the values left are equal, or too small for a half
    }
    const Known found{middle, count_up_to(values_.data(), values_.size(), middle)};
    (found.count <= rank ? low : high) = found;
    if (knowns_ < kMostKnown) {
      known_[knowns_++] = found;
    }
  }
  return among(low.limit, high.limit, rank - low.count);
}

float ValueRanks::quantile(float q) {
  return at(static_cast<std::size_t>(q * static_cast<float>(values_.size() - 1)));
}

}  // namespace cyto
