#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "bit_kernels.h"

namespace cyto {

// Kernels on regions with one run in every row, with run-time choice of the vector unit. What they count is
// whole numbers, the same as RegionBits and sum_indices() count on the region's pixels.

/// Largest frame, in rows and columns: sums fit 32 bits.
inline constexpr int kMostSpanEdge = 128;
/// Behind the last row.
inline constexpr std::size_t kSpanMargin = 16;

/// First column and the one behind the last, by row of the frame; both 0 where the region has no pixel: in
/// the first row, in the last, and behind it.
struct SpanColumns {
  std::array<std::int32_t, kMostSpanEdge + kSpanMargin> begin{};
  std::array<std::int32_t, kMostSpanEdge + kSpanMargin> end{};
};

/// Sums of pixel indices, counted from the frame's corner.
struct IndexSums {
  std::int64_t n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
};

/// What perimeter and ellipse are made of.
struct ShapeSums {
  CrossingCounts crossings;
  IndexSums indices;
};

/// @param rows of the frame.
[[nodiscard]] ShapeSums sum_spans(const SpanColumns& spans, std::size_t rows);

/// The inner pixels of `whole`, which have one run in a row or, where begin is not before end, none.
/// @param part of it, in the same frame.
InnerCounts find_inner_spans(const SpanColumns& whole, const SpanColumns& part, std::size_t rows,
                             SpanColumns& inner);

}  // namespace cyto
