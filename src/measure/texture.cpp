#include "cytrial/measure/texture.h"

#include <algorithm>
#include <array>
#include <limits>

#include "texture_meter.h"

namespace cyto {
namespace {

/// Pairs of equal levels, which stand at the end of each level's codes.
std::int32_t count_equal(const PairCounts& pairs) {
  std::int32_t equal = 0;
  for (std::size_t level = 0, code = 0; level < kTextureLevels; ++level, code += level + 1) {
    equal += pairs[code];
  }
  return equal;
}

/// The same as over the full symmetric matrix of shares, whose cells off the diagonal hold half of a pair
/// count each.
Texture texture_from(const PairCounts& counts) {
  const PairSums sums = sum_pairs(counts);
  if (sums.pairs == 0) {
    return {};
  }
  const auto pairs = static_cast<std::int32_t>(sums.pairs);
  // Of n pairs with counts c: -sum of c / n log2(c / n), and a bit for each pair whose count is halved.
  const double bits = logarithm_term(pairs) - sums.logarithms + (pairs - count_equal(counts));
  return {sums.squared_distance / sums.pairs, sums.nearness / sums.pairs, bits / sums.pairs};
}

}  // namespace

std::size_t TextureMeter::list_codes(std::span<const float> values, float brightest,
                                     const MeasuredRegion& region) {
  const auto columns = static_cast<std::size_t>(region.frame.width);
  levels_.assign(static_cast<std::size_t>(region.frame.height) * columns + kTextureMargin, kOutsideLevel);
  put_levels(values.data(), region.runs, columns, brightest, levels_.data());
  const std::size_t list_size = values.size() + kTextureMargin;
  codes_.resize(std::max(codes_.size(), kPairDirections * list_size));
  std::array<std::uint8_t*, kPairDirections> lists{};
  for (std::size_t i = 0; i < kPairDirections; ++i) {
    lists[i] = codes_.data() + i * list_size;
  }
  pair_codes(levels_.data(), region.runs, columns, lists);
  return list_size;
}

void TextureMeter::count_pairs(std::size_t list_size) {
  counts_ = {};
  // So many pixels that no sum over the small tables can overflow.
  constexpr std::size_t kChunk = 16'000;
  static_assert(kChunk * kPairDirections <= std::numeric_limits<std::uint16_t>::max());
  const std::size_t pixels = list_size - kTextureMargin;
  for (std::size_t first = 0; first < pixels; first += kChunk) {
    count_chunk(first, std::min(first + kChunk, pixels), list_size);
  }
}

void TextureMeter::count_chunk(std::size_t begin, std::size_t end, std::size_t list_size) {
  const std::uint8_t* const codes = codes_.data();
  for (std::size_t i = begin; i < end; ++i) {
    for (std::size_t direction = 0; direction < kPairDirections; ++direction) {
      ++tables_[direction][codes[direction * list_size + i]];
    }
  }
  collect_counts(tables_, counts_);
}

Texture TextureMeter::measure(std::span<const float> above_background, float brightest,
                              const MeasuredRegion& region) {
  if (!(brightest > 0)) {
    return {};
  }
  count_pairs(list_codes(above_background, brightest, region));
  return texture_from(counts_);
}

Texture measure_texture(std::span<const float> above_background, const MeasuredRegion& region) {
  const float brightest = *std::max_element(above_background.begin(), above_background.end());
  std::vector<float> values(above_background.begin(), above_background.end());
  values.resize(values.size() + kTextureMargin);
  return TextureMeter().measure({values.data(), above_background.size()}, brightest, region);
}

}  // namespace cyto
