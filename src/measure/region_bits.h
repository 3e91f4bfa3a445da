#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cytrial/measure/region.h"

namespace cyto {

/// Pixels of a region as bits, so that 64 neighbours are compared at once: row by row, column x is bit
/// x % 64 of a row's word x / 64. The frame's border keeps rows apart; one word of zeros stands at each end.
/// Keeps its memory for the next region.
class RegionBits {
 public:
  /// The pixels of `region` in their places in the frame of `whole`: the region itself or one that holds it.
  void read(const MeasuredRegion& region, const MeasuredRegion& whole);
  /// Those pixels of `all` whose eight neighbours belong to it, too.
  void read_inner(const RegionBits& all);
  /// Those pixels of `all` of which one of the four nearest neighbours does not belong to it.
  void read_edge(const RegionBits& all);
  /// Leaves the pixels that belong to `other` as well. @pre the same frame.
  void keep(const RegionBits& other);

  [[nodiscard]] std::int64_t count() const;
  /// Writes the pixels as runs, row by row.
  void list_runs(std::vector<PixelRun>& runs) const;

  /// All words, the border and the zeros at both ends included.
  [[nodiscard]] std::size_t size() const noexcept { return words_.size(); }
  /// From a word to the one below it.
  [[nodiscard]] std::size_t stride() const noexcept { return stride_; }
  [[nodiscard]] std::uint64_t at(std::size_t i) const noexcept { return words_[i]; }
  /// The left neighbours of the 64 pixels of a word. @pre 0 < i.
  [[nodiscard]] std::uint64_t left_of(std::size_t i) const noexcept {
    return words_[i] << 1U | words_[i - 1] >> 63U;
  }
  /// The right neighbours. @pre i + 1 < size().
  [[nodiscard]] std::uint64_t right_of(std::size_t i) const noexcept {
    return words_[i] >> 1U | words_[i + 1] << 63U;
  }

 private:
  /// Of the same frame as `other`, empty.
  void clear_as(const RegionBits& other);

  std::vector<std::uint64_t> words_;
  std::size_t stride_ = 1;
};

}  // namespace cyto
