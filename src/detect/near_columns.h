#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace cyto {

/// Neighbouring columns [begin, end) of a row.
struct ColumnStretch {
  int begin = 0;
  int end = 0;
};

/// Row by row the columns of a plane that lie no further than a margin from some boxes, along both axes.
class NearColumns {
 public:
  /// @param boxes inside the plane, from the highest upper edge down; must live as long. @param columns of
  /// the plane.
  NearColumns(std::span<const cv::Rect> boxes, int margin, int columns)
      : boxes_(boxes), margin_(margin), columns_(columns) {}

  /// Stretches of row `y`, left to right, none touching the next; valid until the next call. Rows must
  /// ascend.
  const std::vector<ColumnStretch>& row(int y);

 private:
  std::span<const cv::Rect> boxes_;
  int margin_;
  int columns_;
  std::size_t next_ = 0;
  std::vector<cv::Rect> near_;  ///< boxes that the row is near, left to right
  std::vector<ColumnStretch> stretches_;
};

}  // namespace cyto
