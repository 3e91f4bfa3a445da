#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cytrial/process/pixel_run.h"
#include "label_runs.h"

namespace cyto {

/// A set of pixels of a window, a bit each: whether some belong to it is asked word by word.
class BitPlane {
 public:
  static constexpr int kWordBits = 64;

  /// Empty.
  explicit BitPlane(const cv::Size& window);

  /// Adds the pixels of all runs; of as many rows as the window has.
  void add(const LabelRuns& runs);
  /// Takes off what another set of the same window has.
  void remove(const BitPlane& other);

  /// Those from column `x` on of row `y` of the window, the first as the lowest bit; none outside it.
  /// @param x not more than a word left of the window, and not right of it.
  [[nodiscard]] std::uint64_t bits(int y, int x) const {
    const auto column = static_cast<std::size_t>(x + kWordBits);
    const std::uint64_t* const word =
        words_.data() + static_cast<std::size_t>(y) * stride_ + column / kWordBits;
    const std::size_t shift = column % kWordBits;
    return (word[0] >> shift) | (word[1] << 1 << (kWordBits - 1 - shift));
  }
  /// How many pixels of runs inside the window belong to it.
  [[nodiscard]] std::int64_t count(std::span<const PixelRun> runs) const;
  /// Whether any does.
  [[nodiscard]] bool meets(const LabelRuns& runs) const;

 private:
  void add(const PixelRun& run);

  std::size_t
      stride_;  ///< words per row: one before the first and, for whole reads, two behind the last pixel
  std::vector<std::uint64_t> words_;
};

/// Calls visit(x, bits) for the pixels of a run, a word at a time from column x on.
template <typename Visit>
void for_each_word(const PixelRun& run, const Visit& visit) {
  for (int x = run.begin; x < run.end; x += BitPlane::kWordBits) {
    const int length = run.end - x;
    const unsigned beyond =
        length < BitPlane::kWordBits ? static_cast<unsigned>(BitPlane::kWordBits - length) : 0;
    visit(x, ~std::uint64_t{0} >> beyond);
  }
}

/// Appends the runs of bits of row `y` from column `x` on to the object being made.
void append_bits(std::uint64_t bits, int y, int x, ObjectRuns& to);

/// Appends what of runs lies outside a set to the object being made.
void append_outside(std::span<const PixelRun> runs, const BitPlane& others, ObjectRuns& to);

/// What of objects lies outside a set.
[[nodiscard]] ObjectRuns outside_of(const ObjectRuns& objects, const BitPlane& others);

}  // namespace cyto
