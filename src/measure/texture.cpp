#include "cytrial/measure/texture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "texture_kernels.h"

namespace cyto {
namespace {

using PairCounts = std::array<std::uint32_t, kPairCodes>;

/// Smallest values v of the levels 1 to 15 of 16, where the level is v / brightest * 16 cut to a whole
/// number.
LevelLimits level_limits(float brightest) {
  LevelLimits limits{};
  for (std::size_t i = 0; i < limits.size(); ++i) {
    // Exact: the product has 28 bits, and two floats are not as near to a quotient of i / 16 as doubles
    // round.
    const double exact = static_cast<double>(brightest) * static_cast<double>(i + 1) / kTextureLevels;
    limits[i] = static_cast<float>(exact);
    if (static_cast<double>(limits[i]) < exact) {
      limits[i] = std::nextafter(limits[i], std::numeric_limits<float>::infinity());
    }
  }
  return limits;
}

/// Largest value; 0 when none is above.
float brightest_of(std::span<const float> values) {
  std::array<float, 8> lanes{};
  const std::size_t whole = values.size() / lanes.size() * lanes.size();
  for (std::size_t i = 0; i < whole; i += lanes.size()) {
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
      lanes[lane] = std::max(lanes[lane], values[i + lane]);
    }
  }
  const float rest = std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(whole), values.end(), 0.0F,
                                     [](float a, float b) { return std::max(a, b); });
  return std::max(rest, *std::max_element(lanes.begin(), lanes.end()));
}

/// Levels of the region's pixels, laid out as its mask.
std::vector<std::uint8_t> level_plane(std::span<const float> values, const MeasuredRegion& region,
                                      float brightest) {
  std::vector<std::uint8_t> levels(values.size());
  levels_of(values.data(), values.size(), level_limits(brightest), levels.data());
  std::vector<std::uint8_t> plane(region.mask.total() + kTextureMargin, kOutsideLevel);
  const std::uint8_t* from = levels.data();
  for (const PixelRun& run : region.runs) {
    std::copy_n(from, run.end - run.begin, plane.data() + mask_index(region, run.y, run.begin));
    from += run.end - run.begin;
  }
  return plane;
}

/// In one direction of each line.
PairCounts count_pairs(const std::vector<std::uint8_t>& levels, const MeasuredRegion& region) {
  const auto pixels = static_cast<std::size_t>(region.area_px);
  std::vector<std::uint8_t> codes(kPairDirections * (pixels + kTextureMargin));
  std::array<std::uint8_t*, kPairDirections> to{};
  for (std::size_t i = 0; i < kPairDirections; ++i) {
    to[i] = codes.data() + i * (pixels + kTextureMargin);
  }
  const std::array<std::uint8_t*, kPairDirections> first = to;
  for (const PixelRun& run : region.runs) {
    // The border is outside, so that all neighbours exist.
    const std::uint8_t* const row = levels.data() + mask_index(region, run.y, run.begin);
    pair_codes(row, row + region.mask.cols, static_cast<std::size_t>(run.end - run.begin), to);
    for (std::uint8_t*& code : to) {
      code += run.end - run.begin;
    }
  }
  // One table per direction: neighbours that fall into one count do not wait for each other.
  std::array<PairCounts, kPairDirections> counts{};
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t direction = 0; direction < kPairDirections; ++direction) {
      ++counts[direction][first[direction][i]];
    }
  }
  for (std::size_t code = 0; code < kPairCodes; ++code) {
    counts[0][code] += counts[1][code] + counts[2][code] + counts[3][code];
  }
  return counts[0];
}

/// log2 of shares count / total, small counts remembered.
class ShareLogarithms {
 public:
  explicit ShareLogarithms(double parts_of_one) : parts_(parts_of_one) { known_.fill(0); }
  double of(std::uint32_t count, double share) {
    if (count >= known_.size()) {
      return std::log2(share / parts_);
    }
    double& known = known_[count];
    if (known == 0) {  // a share of 1 is asked for once
      known = std::log2(share / parts_);
    }
    return known;
  }

 private:
  double parts_;
  std::array<double, 32> known_{};
};

/// The same as over the full symmetric matrix, whose cells off the diagonal hold half of a pair count each.
Texture texture_from(const PairCounts& pairs) {
  const auto total = std::accumulate(pairs.begin(), pairs.begin() + kLevelPairs, std::int64_t{0});
  if (total == 0) {
    return {};
  }
  ShareLogarithms whole(1);
  ShareLogarithms half(2);
  Texture texture{0, 0, 0};
  const std::uint32_t* count = pairs.data();
  for (int i = 0; i < kTextureLevels; ++i) {
    for (int j = 0; j <= i; ++j, ++count) {
      if (*count == 0) {
        continue;
      }
      const double share = static_cast<double>(*count) / static_cast<double>(total);
      const auto distance = static_cast<double>(i - j);
      texture.contrast += share * distance * distance;
      texture.homogeneity += share / (1 + distance * distance);
      texture.entropy_bit -= share * (i == j ? whole : half).of(*count, share);
    }
  }
  return texture;
}

}  // namespace

Texture measure_texture(std::span<const float> above_background, const MeasuredRegion& region) {
  const float brightest = brightest_of(above_background);
  if (!(brightest > 0)) {
    return {};
  }
  return texture_from(count_pairs(level_plane(above_background, region, brightest), region));
}

}  // namespace cyto
