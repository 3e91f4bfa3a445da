#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cyto {

/// Rows without bits that the growths need before the first and behind the last row.
inline constexpr std::size_t kBitRowMargin = 8;

/// Grows the bits of a region into free ones, one word per row of pixels: to four neighbours and to eight in
/// turn, at most `steps` times. Whole words only, so that all vector units give the same.
/// @param region, free as many words each, kBitRowMargin of 0 at both ends. @param spare is overwritten.
void grow_bits(std::vector<std::uint64_t>& region, const std::vector<std::uint64_t>& free, int steps,
               std::vector<std::uint64_t>& spare);

/// A place of a disc relative to its centre; stands for those with other signs, too.
struct DiscStep {
  int right = 0;
  int down = 0;
  bool ends_distance = false;  ///< the next one is further away
};

/// The places of a disc but its centre, from the nearest to the furthest: those as far away as the radius,
/// and not further than a place one row above `int(radius_px)` columns aside.
[[nodiscard]] std::vector<DiscStep> disc_steps(double radius_px);

/// Bits of a region and of those around it, a word per row.
struct RegionBits {
  const std::uint64_t* own = nullptr;
  const std::uint64_t* first = nullptr;   ///< others, which get what is equally near
  const std::uint64_t* second = nullptr;  ///< others, which do not
};

/// Grows a region to what lies within a disc around its bits and no nearer to others. Whole words only, so
/// that all vector units give the same.
/// @param steps none further than kBitRowMargin. @param row, rows of the words to be found; up to
/// kBitRowMargin - 1 more are read than the steps reach. @param found as large as the others.
void grow_disc(const RegionBits& bits, std::span<const DiscStep> steps, std::size_t row, std::size_t rows,
               std::uint64_t* found);

}  // namespace cyto
