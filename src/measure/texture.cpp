#include "cytrial/measure/texture.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cyto {
namespace {

constexpr std::size_t kOutside = kTextureLevels;  ///< level of a pixel outside the region
constexpr std::size_t kWidth = kOutside + 1;

/// Pairs of levels in one direction of each line, row by row; those with kOutside count nothing.
using PairCounts = std::array<std::uint32_t, kWidth * kWidth>;

/// Level 0..15 of every pixel of the region, kOutside elsewhere. @pre brightest > 0.
cv::Mat1b quantize(const cv::Mat1f& values, const MeasuredRegion& region, float brightest) {
  cv::Mat1b levels(values.size(), static_cast<std::uint8_t>(kOutside));
  for (const PixelRun& run : region.runs) {
    const float* from = values.ptr<float>(run.y);
    std::uint8_t* to = levels.ptr<std::uint8_t>(run.y);
    for (int x = run.begin; x < run.end; ++x) {
      const double share = static_cast<double>(from[x]) / static_cast<double>(brightest);
      to[x] = static_cast<std::uint8_t>(
          std::clamp(static_cast<int>(share * kTextureLevels), 0, kTextureLevels - 1));
    }
  }
  return levels;
}

void count_pairs(const cv::Mat1b& levels, const MeasuredRegion& region, PairCounts& pairs) {
  for (const PixelRun& run : region.runs) {
    // The border is outside, so that all neighbours exist.
    const std::uint8_t* row = levels.ptr<std::uint8_t>(run.y);
    const std::uint8_t* below = levels.ptr<std::uint8_t>(run.y + 1);
    for (int x = run.begin; x < run.end; ++x) {
      std::uint32_t* const of_level = pairs.data() + row[x] * kWidth;
      ++of_level[row[x + 1]];
      ++of_level[below[x - 1]];
      ++of_level[below[x]];
      ++of_level[below[x + 1]];
    }
  }
}

/// The same as over the full symmetric matrix, whose cells off the diagonal hold half of a pair count each.
Texture texture_from(const PairCounts& pairs) {
  std::array<std::array<std::int64_t, kTextureLevels>, kTextureLevels> both{};  // i >= j
  std::int64_t total = 0;
  for (std::size_t i = 0; i < kTextureLevels; ++i) {
    for (std::size_t j = 0; j < kTextureLevels; ++j) {
      both[std::max(i, j)][std::min(i, j)] += pairs[i * kWidth + j];
      total += pairs[i * kWidth + j];
    }
  }
  if (total == 0) {
    return {};
  }
  Texture texture{0, 0, 0};
  for (std::size_t i = 0; i < kTextureLevels; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      if (both[i][j] == 0) {
        continue;
      }
      const double share = static_cast<double>(both[i][j]) / static_cast<double>(total);
      const auto distance = static_cast<double>(i - j);
      texture.contrast += share * distance * distance;
      texture.homogeneity += share / (1 + distance * distance);
      texture.entropy_bit -= share * std::log2(i == j ? share : share / 2);
    }
  }
  return texture;
}

}  // namespace

Texture measure_texture(const cv::Mat1f& above_background, const MeasuredRegion& region) {
  float brightest = 0;
  for (const PixelRun& run : region.runs) {
    const float* row = above_background.ptr<float>(run.y);
    brightest = std::max(brightest, *std::max_element(row + run.begin, row + run.end));
  }
  if (!(brightest > 0)) {
    return {};
  }
  PairCounts pairs{};
  count_pairs(quantize(above_background, region, brightest), region, pairs);
  return texture_from(pairs);
}

}  // namespace cyto
