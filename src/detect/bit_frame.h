#pragma once

#include <opencv2/core.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bit_plane.h"
#include "cytrial/detect/object_runs.h"
#include "growth_kernel.h"

namespace cyto {

/// A rectangle of pixels, at most a word wide. Sets of its pixels are a word per row, the first column the
/// lowest bit, between kBitRowMargin rows without bits.
class BitFrame {
 public:
  static constexpr int kColumns = BitPlane::kWordBits;

  BitFrame() = default;
  /// @param box not wider than kColumns.
  explicit BitFrame(const cv::Rect& box) : box_(box) {}

  /// Empties a set.
  void clear(std::vector<std::uint64_t>& rows) const {
    rows.assign(static_cast<std::size_t>(box_.height) + 2 * kBitRowMargin, 0);
  }
  /// Adds what of runs lies in the frame to a set.
  void mark(std::span<const PixelRun> runs, std::vector<std::uint64_t>& rows) const {
    for (const PixelRun& run : runs) {
      const int begin = std::max(run.begin - box_.x, 0);
      const int end = std::min(run.end - box_.x, box_.width);
      if (run.y >= box_.y && run.y < box_.br().y && begin < end) {
        rows[word_of(run.y)] |= (~std::uint64_t{0} >> static_cast<unsigned>(kColumns - (end - begin)))
                                << static_cast<unsigned>(begin);
      }
    }
  }
  /// Takes what lies in a plane off a set. The frame lies in the plane's window.
  void remove(const BitPlane& plane, std::vector<std::uint64_t>& rows) const {
    for (int y = box_.y; y < box_.br().y; ++y) {
      rows[word_of(y)] &= ~plane.bits(y, box_.x);
    }
  }
  /// Appends what of a set lies in `part`, which lies in the frame, as one object.
  void append(const std::vector<std::uint64_t>& rows, const cv::Rect& part, ObjectRuns& to) const {
    std::uint64_t columns = ~std::uint64_t{0} >> static_cast<unsigned>(kColumns - part.width);
    columns <<= static_cast<unsigned>(part.x - box_.x);
    for (int y = part.y; y < part.br().y; ++y) {
      append_bits(rows[word_of(y)] & columns, y, box_.x, to);
    }
    to.end_object();
  }
  /// Place of row `y` in a set.
  [[nodiscard]] std::size_t word_of(int y) const {
    return static_cast<std::size_t>(y - box_.y) + kBitRowMargin;
  }
  [[nodiscard]] const cv::Rect& box() const { return box_; }

 private:
  cv::Rect box_;
};

}  // namespace cyto
