#include "cytrial/measure/texture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "texture_meter.h"

namespace cyto {
namespace {

/// n log2 n, small numbers remembered.
class LogarithmTerms {
 public:
  LogarithmTerms() {
    for (std::size_t n = 1; n < known_.size(); ++n) {
      known_[n] = term(static_cast<std::int32_t>(n));
    }
  }
  [[nodiscard]] double of(std::int32_t n) const {
    return static_cast<std::size_t>(n) < known_.size() ? known_[static_cast<std::size_t>(n)] : term(n);
  }

 private:
  static double term(std::int32_t n) { return n * std::log2(static_cast<double>(n)); }
  std::array<double, 1024> known_{};
};

/// What a pair of levels adds to contrast and homogeneity, by its code.
struct PairWeights {
  std::array<double, kLevelPairs> squared_distance{};
  std::array<double, kLevelPairs> nearness{};

  constexpr PairWeights() {
    std::size_t code = 0;
    for (int i = 0; i < kTextureLevels; ++i) {
      for (int j = 0; j <= i; ++j, ++code) {
        squared_distance[code] = (i - j) * (i - j);
        nearness[code] = 1 / (1 + squared_distance[code]);
      }
    }
  }
};

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
Texture texture_from(const PairCounts& pairs) {
  static constexpr PairWeights kWeights;
  static const LogarithmTerms kTerms;
  constexpr std::size_t kLanes = 4;  // so that no sum waits for its last addition
  std::array<double, kLanes> contrast{};
  std::array<double, kLanes> homogeneity{};
  std::array<double, kLanes> logarithms{};
  std::array<std::int32_t, kLanes> pairs_in{};
  for (std::size_t code = 0; code < kLevelPairs; code += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::int32_t count = pairs[code + lane];
      pairs_in[lane] += count;
      contrast[lane] += count * kWeights.squared_distance[code + lane];
      homogeneity[lane] += count * kWeights.nearness[code + lane];
      logarithms[lane] += kTerms.of(count);
    }
  }
  static_assert(kLevelPairs % kLanes == 0);
  const auto sum = [](const auto& lanes) { return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]); };
  const std::int32_t total = sum(pairs_in);
  if (total == 0) {
    return {};
  }
  // Of n pairs with counts c: -sum of c / n log2(c / n), and a bit for each pair whose count is halved.
  const double bits = kTerms.of(total) - sum(logarithms) + (total - count_equal(pairs));
  return {sum(contrast) / total, sum(homogeneity) / total, bits / total};
}

}  // namespace

std::size_t TextureMeter::list_codes(std::span<const float> values, float brightest,
                                     const MeasuredRegion& region) {
  const auto columns = static_cast<std::size_t>(region.frame.width);
  values_.resize(std::max(values_.size(), values.size() + kTextureMargin));
  std::copy(values.begin(), values.end(), values_.begin());
  levels_.assign(static_cast<std::size_t>(region.frame.height) * columns + kTextureMargin, kOutsideLevel);
  put_levels(values_.data(), region.runs, columns, brightest, levels_.data());
  const std::size_t list_size = values.size() + kTextureMargin;
  codes_.resize(std::max(codes_.size(), kPairDirections * list_size));
  std::array<std::uint8_t*, kPairDirections> lists{};
  for (std::size_t i = 0; i < kPairDirections; ++i) {
    lists[i] = codes_.data() + i * list_size;
  }
  pair_codes(levels_.data(), region.runs, columns, lists);
  for (std::uint8_t* list : lists) {  // the margin holds no pairs
    std::fill_n(list + values.size(), kTextureMargin, static_cast<std::uint8_t>(kLevelPairs));
  }
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
  tables_ = {};
  constexpr std::size_t kAtOnce = 8;
  constexpr unsigned kBitsOfCode = 8;
  for (std::size_t i = begin; i < end; i += kAtOnce) {
    std::array<std::uint64_t, kPairDirections> codes{};
    for (std::size_t direction = 0; direction < kPairDirections; ++direction) {
      std::memcpy(&codes[direction], codes_.data() + direction * list_size + i, kAtOnce);
    }
    for (std::size_t pixel = 0; pixel < kAtOnce; ++pixel) {
      for (std::size_t direction = 0; direction < kPairDirections; ++direction) {
        ++tables_[2 * direction + pixel % 2][codes[direction] & 0xFFU];
        codes[direction] >>= kBitsOfCode;
      }
    }
  }
  for (std::size_t table = 1; table < kTables; ++table) {
    for (std::size_t code = 0; code < kLevelPairs; ++code) {
      tables_[0][code] = static_cast<std::uint16_t>(tables_[0][code] + tables_[table][code]);
    }
  }
  for (std::size_t code = 0; code < kLevelPairs; ++code) {
    counts_[code] += tables_[0][code];
  }
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
  return TextureMeter().measure(above_background, brightest, region);
}

}  // namespace cyto
