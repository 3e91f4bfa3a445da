#pragma once

#include <cstddef>
#include <span>

namespace cyto {

/// Neighbouring pixels of one row whose eight neighbours can be read: the first one and those over and under
/// it.
struct EdgePixels {
  const float* above;
  const float* here;
  const float* below;
  std::size_t count;
};

/// Squares of what the masks for edges and noise make of pixels, summed.
struct EdgeSums {
  double along_x;  ///< of Sobel's derivative per pixel
  double along_y;
  double roughness;  ///< of Immerkaer's mask, blind to slopes and to upright edges
};

/// Values that are read behind the last neighbour of a row of pixels, and do not matter.
inline constexpr std::size_t kEdgeMargin = 16;

/// Over all pixels. A sum runs in eight interleaved lanes, which begin anew with each row of pixels, and are
/// added in pairs in the end. Run-time choice of the vector unit; the plain form gives the same bits.
[[nodiscard]] EdgeSums sum_edges(std::span<const EdgePixels> rows);
[[nodiscard]] EdgeSums plain_sum_edges(std::span<const EdgePixels> rows);

}  // namespace cyto
