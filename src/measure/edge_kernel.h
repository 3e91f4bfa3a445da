#pragma once

#include <cstddef>
#include <cstdint>

namespace cyto {

/// Squares of what the masks for edges and noise make of pixels; one list each.
struct EdgeTerms {
  double* along_x;  ///< of Sobel's derivative per pixel
  double* along_y;
  double* roughness;  ///< of Immerkaer's mask, blind to slopes and to upright edges
};

/// Room behind the last pixel of each list and row, which is read or overwritten.
inline constexpr std::size_t kEdgeMargin = 16;

/// Terms of n neighbouring pixels where `inside` is 1, zero where it is 0. @param above, here, below their
/// rows, with one pixel more on the left and the margin on the right. Run-time choice of the vector unit; the
/// plain form gives the same bits.
void edge_terms(const float* above, const float* here, const float* below, const std::uint8_t* inside,
                std::size_t n, const EdgeTerms& to);
void plain_edge_terms(const float* above, const float* here, const float* below, const std::uint8_t* inside,
                      std::size_t n, const EdgeTerms& to);

}  // namespace cyto
