#include "rank_finder.h"

#include <algorithm>

namespace cyto {

RankFinder::RankFinder(const std::vector<float>& values)
    : values_(values), min_(values.front()), max_(values.front()) {
  for (const float value : values) {
    min_ = value < min_ ? value : min_;
    max_ = value > max_ ? value : max_;
  }
  // A span too small or too large for the division puts all values into one bin: slower, still exact.
  const float span = max_ - min_;
  const float scale = static_cast<float>(kBins) / span;
  scale_ = span > 0 && scale < 1e30F && scale > 1e-30F ? scale : 0.0F;
  for (const float value : values) {
    ++counts_[bin_of(value)];
  }
}

std::size_t RankFinder::bin_of(float value) const {
  return std::min(kBins - 1, static_cast<std::size_t>((value - min_) * scale_));
}

float RankFinder::at(std::size_t rank) const {
  std::size_t bin = 0;
  std::size_t before = 0;
  while (before + counts_[bin] <= rank) {
    before += counts_[bin++];
  }
  std::vector<float> members;
  members.reserve(counts_[bin]);
  for (const float value : values_) {
    if (bin_of(value) == bin) {
      members.push_back(value);
    }
  }
  const auto wanted = members.begin() + static_cast<std::vector<float>::difference_type>(rank - before);
  std::nth_element(members.begin(), wanted, members.end());
  return *wanted;
}

}  // namespace cyto
