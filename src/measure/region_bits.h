#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bit_kernels.h"
#include "cytrial/measure/region.h"

namespace cyto {

/// Pixels of a region as bits, so that 64 neighbours are compared at once: row by row, column x is bit
/// x % 64 of a row's word x / 64. The frame's border keeps rows apart; words of zeros stand at both ends.
/// Keeps its memory for the next region.
class RegionBits {
 public:
  /// The pixels of `region` in their places in the frame of `whole`: the region itself or one that holds it.
  void read(const MeasuredRegion& region, const MeasuredRegion& whole);
  /// The inner pixels of `all`. @param part of it, in the same frame.
  InnerCounts read_inner(const RegionBits& all, const RegionBits& part);

  /// Over all pairs of rows, one below the other.
  [[nodiscard]] CrossingCounts crossings() const;
  /// Writes the pixels as runs, row by row.
  void list_runs(std::vector<PixelRun>& runs) const;

 private:
  std::vector<std::uint64_t> words_;  ///< a zero, the rows of the frame, a zero, kBitMargin zeros
  std::size_t row_words_ = 0;         ///< of all rows together
  std::size_t stride_ = 1;            ///< from a word to the one below it
};

}  // namespace cyto
