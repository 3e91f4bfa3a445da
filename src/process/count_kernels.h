#pragma once

#include <cstddef>
#include <cstdint>

namespace cyto {

// Kernels with run-time choice of the vector unit. All count or copy: the same result on every processor.

/// The count with `rank` counts before it in ascending order. Lists of neighbouring places are alike: the
/// answer for the one before tells where to look first.
/// @param counts n, rank < n, and room for kCountMargin behind them, which is overwritten.
[[nodiscard]] std::uint16_t ranked_count(std::uint16_t* counts, std::size_t n, std::size_t rank,
                                         std::uint16_t near);

/// Rows of a plane, `step` counts apart, of `width` > 0 counts each.
struct CountRows {
  const std::uint16_t* first = nullptr;
  std::size_t step = 0;
  std::size_t rows = 0;
  std::size_t width = 0;
};

/// Lists the counts of all rows, and |count - next count of its row|, of which there is one less per row.
void list_counts(const CountRows& from, std::uint16_t* counts, std::uint16_t* differences);

/// Largest of n counts; 0 of none.
[[nodiscard]] std::uint16_t largest_count(const std::uint16_t* counts, std::size_t n);

inline constexpr std::size_t kCountMargin = 64;

}  // namespace cyto
