#pragma once

#include <limits>
#include <span>

#include "cytrial/measure/region.h"

namespace cyto {

/// Texture of one channel over one region, from the co-occurrence of grey levels at 1 px distance, four
/// directions summed, both pixels inside. NaN without a pair or without signal.
/// Source: Haralick et al. 1973, IEEE Trans SMC 3:610 (docs/methods/texture-and-focus.md).
struct Texture {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  double contrast = kNone;     ///< sum of p(i, j) (i - j)^2 [levels^2], 0..225
  double homogeneity = kNone;  ///< sum of p(i, j) / (1 + (i - j)^2), 0..1
  double entropy_bit = kNone;  ///< -sum of p(i, j) log2 p(i, j) [bit], 0..8
};

/// Grey levels between the local background and the region's brightest pixel.
inline constexpr int kTextureLevels = 16;

/// @param above_background the region's values, row by row. Thread-safe, pure.
[[nodiscard]] Texture measure_texture(std::span<const float> above_background, const MeasuredRegion& region);

}  // namespace cyto
