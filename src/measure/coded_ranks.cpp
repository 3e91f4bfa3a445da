#include "cytrial/measure/coded_ranks.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "code_kernels.h"
#include "cytrial/measure/value_lists.h"

namespace cyto {
namespace {

/// 64 classes per standard deviation, from one below the mean to three above it: the median is never farther
/// from the mean than one, and of 200 pixels a class there holds one or two.
CodeScale scale_around(double mean, double sd) {
  constexpr float kPerDeviation = 64.0F;
  const CodeScale scale{static_cast<float>(mean - sd), kPerDeviation / static_cast<float>(sd)};
  // One class for all where values lie too close or too far apart for a difference in float.
  return std::isnormal(scale.per_adu) && std::isfinite(scale.first) ? scale : CodeScale{};
}

}  // namespace

void CodedRanks::read(std::span<const float> values, double mean, double sd) {
  static_assert(ValueLists::kMargin >= kCodeMargin);
  assert(!values.empty());
  values_ = values;
  codes_.resize(std::max(codes_.size(), values.size() + kCodeMargin));
  put_codes(values.data(), values.size(), scale_around(mean, sd), codes_.data());
  taken_ = 0;
}

void CodedRanks::find(std::span<CodedRanks> lists, std::span<const std::size_t> ranks) {
  constexpr std::size_t kAtOnce = 4;
  for (std::size_t first = 0; first < lists.size(); first += kAtOnce) {
    const std::span<CodedRanks> some = lists.subspan(first, std::min(kAtOnce, lists.size() - first));
    std::array<const std::uint8_t*, kAtOnce> codes{};
    std::transform(some.begin(), some.end(), codes.begin(),
                   [](const CodedRanks& list) { return list.codes_.data(); });
    std::array<CodeRank, kAtOnce> found{};
    find_codes(codes.data(), some.size(), some.front().size(), ranks.data() + first, found.data());
    for (std::size_t i = 0; i < some.size(); ++i) {
      some[i].take(found[i].code, found[i].below);
    }
  }
}

void CodedRanks::take(std::uint8_t code, std::size_t below) {
  members_.resize(std::max(members_.size(), values_.size() + kCodeMargin));
  code_ = code;
  first_rank_ = below;
  taken_ = take_coded(values_.data(), codes_.data(), values_.size(), code_, members_.data());
  std::sort(members_.begin(), members_.begin() + static_cast<std::ptrdiff_t>(taken_));
}

float CodedRanks::at(std::size_t rank) {
  assert(rank < values_.size());
  if (rank < first_rank_ || rank - first_rank_ >= taken_) {
    find({this, 1}, {&rank, 1});
  }
  return members_[rank - first_rank_] + 0.0F;  // of two zeros the one without a sign
}

double CodedRanks::median() {
  const std::size_t middle = values_.size() / 2;
  const auto upper = static_cast<double>(at(middle));
  if (values_.size() % 2 == 1) {
    return upper;
  }
  const float lower = middle > first_rank_
                          ? at(middle - 1)
                          : largest_below(values_.data(), codes_.data(), values_.size(), code_);
  return 0.5 * (static_cast<double>(lower) + upper);
}

}  // namespace cyto
