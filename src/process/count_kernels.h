#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace cyto {

// Kernels with run-time choice of the vector unit. All count or copy: the same result on every processor.

/// A count of a list that is asked for: the one with `rank` counts before it in ascending order.
struct CountRank {
  std::uint16_t* counts = nullptr;  ///< with room for those of the longest list and kCountMargin, overwritten
  std::size_t n = 0;
  std::size_t rank = 0;  ///< < n
  /// Where it is looked for first, then the answer. Lists of neighbouring places are alike: the answer for
  /// the one before is a good guess, and no guess changes an answer.
  std::uint16_t count = 0;
};

/// Finds three counts side by side, of lists of about the same length.
void find_ranks(std::array<CountRank, 3>& wanted);

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
