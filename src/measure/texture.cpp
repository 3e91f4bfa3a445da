#include "cytrial/measure/texture.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cyto {
namespace {

/// Pairs of levels; (i, j) and (j, i) are counted together in the lower triangle i >= j.
using PairCounts = std::array<std::array<std::int64_t, kTextureLevels>, kTextureLevels>;

constexpr std::uint8_t kOutside = 255;

/// Level 0..15 of every pixel of the region, kOutside elsewhere. @pre brightest > 0.
cv::Mat1b quantize(const cv::Mat1f& values, const Region& region, float brightest) {
  cv::Mat1b levels(values.size(), kOutside);
  for (int y = 0; y < values.rows; ++y) {
    for (int x = 0; x < values.cols; ++x) {
      if (region.mask(y, x) != 0) {
        const double share = static_cast<double>(values(y, x)) / static_cast<double>(brightest);
        levels(y, x) = static_cast<std::uint8_t>(
            std::clamp(std::floor(share * kTextureLevels), 0.0, kTextureLevels - 1.0));
      }
    }
  }
  return levels;
}

std::int64_t count_pair(std::uint8_t a, std::uint8_t b, PairCounts& pairs) {
  if (a == kOutside || b == kOutside) {
    return 0;
  }
  ++pairs[std::max(a, b)][std::min(a, b)];
  return 1;
}

/// @return the number of pairs.
std::int64_t count_pairs(const cv::Mat1b& levels, PairCounts& pairs) {
  std::int64_t total = 0;
  // The border row and columns are outside, so that all four neighbours exist.
  for (int y = 1; y + 1 < levels.rows; ++y) {
    const std::uint8_t* row = levels.ptr<std::uint8_t>(y);
    const std::uint8_t* below = levels.ptr<std::uint8_t>(y + 1);
    for (int x = 1; x + 1 < levels.cols; ++x) {
      total += count_pair(row[x], row[x + 1], pairs) + count_pair(row[x], below[x], pairs) +
               count_pair(row[x], below[x + 1], pairs) + count_pair(row[x], below[x - 1], pairs);
    }
  }
  return total;
}

/// The same as over the full symmetric matrix, whose cells off the diagonal hold half of a pair count each.
Texture texture_from(const PairCounts& pairs, std::int64_t total) {
  Texture texture{0, 0, 0};
  for (std::size_t i = 0; i < kTextureLevels; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      if (pairs[i][j] == 0) {
        continue;
      }
      const double share = static_cast<double>(pairs[i][j]) / static_cast<double>(total);
      const auto distance = static_cast<double>(i - j);
      texture.contrast += share * distance * distance;
      texture.homogeneity += share / (1 + distance * distance);
      texture.entropy_bit -= share * std::log2(i == j ? share : share / 2);
    }
  }
  return texture;
}

}  // namespace

Texture measure_texture(const cv::Mat1f& above_background, const Region& region) {
  float brightest = 0;
  for (int y = 0; y < above_background.rows; ++y) {
    const float* row = above_background.ptr<float>(y);
    // Outside the region the values are 0: they cannot be the brightest when there is any signal.
    brightest = std::max(brightest, *std::max_element(row, row + above_background.cols));
  }
  PairCounts pairs{};
  if (!(brightest > 0)) {
    return {};
  }
  const std::int64_t total = count_pairs(quantize(above_background, region, brightest), pairs);
  return total > 0 ? texture_from(pairs, total) : Texture{};
}

}  // namespace cyto
