#pragma once

#include <cstddef>
#include <cstdint>

namespace cyto {

// Kernels on the words of RegionBits, with run-time choice of the vector unit; each has a plain form that
// gives the same. All take the first words that may hold pixels and their number; below each row lies the
// next, `stride` words behind. Read are one word and one row before and behind them, and kBitMargin words of
// zeros behind these. The last column of a row is empty.

inline constexpr std::size_t kBitMargin = 8;

/// Changes between inside and outside from pixels to those below them.
struct CrossingCounts {
  std::int64_t straight = 0;
  std::int64_t diagonal = 0;  ///< to the left and to the right
};

/// From the rows of n words to those below. @param words from the row above the first pixels on.
[[nodiscard]] CrossingCounts count_crossings(const std::uint64_t* words, std::size_t n, std::size_t stride);
[[nodiscard]] CrossingCounts plain_count_crossings(const std::uint64_t* words, std::size_t n,
                                                   std::size_t stride);

/// Pixels of a region whose eight neighbours belong to it, and the edge of a part of the region: pixels of
/// which one of the four nearest neighbours does not belong to the part.
struct InnerCounts {
  std::int64_t inner = 0;
  std::int64_t edge = 0;
  std::int64_t inner_edge = 0;  ///< pixels of the edge that are inner pixels of the region
};

/// @param inner the inner pixels, with room for kBitMargin more words, which become zero.
InnerCounts find_inner(const std::uint64_t* whole, const std::uint64_t* part, std::size_t n,
                       std::size_t stride, std::uint64_t* inner);
InnerCounts plain_find_inner(const std::uint64_t* whole, const std::uint64_t* part, std::size_t n,
                             std::size_t stride, std::uint64_t* inner);

}  // namespace cyto
