#pragma once

#include <cstddef>
#include <span>

namespace cyto {

/// Two lines of a symmetric filter and their weight.
struct BlurTap {
  const float* before = nullptr;
  const float* after = nullptr;
  float weight = 0.0F;
};

/// out[i] = centre_weight * centre[i] + sum over taps of weight * (before[i] + after[i]), added up in the
/// order of the taps, each step rounded: the same bits on every processor. `out` overlaps none of the lines.
void blur_line(const float* centre, float centre_weight, std::span<const BlurTap> taps, std::size_t n,
               float* out);

/// The same, plain.
void blur_line_reference(const float* centre, float centre_weight, std::span<const BlurTap> taps,
                         std::size_t n, float* out);

}  // namespace cyto
