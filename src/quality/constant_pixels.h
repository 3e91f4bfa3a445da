#pragma once

#include <opencv2/core.hpp>

#include "block_values.h"
#include "cytrial/quality/window_quality.h"

namespace cyto {

/// A block or the rest of one narrower than this may be constant by chance [px].
inline constexpr int kLeastBlockPx = 8;

/// Constant blocks and lines of one channel of one grid cell. Lines that lie in constant blocks alone are
/// left out; cell.constant_rows and cell.constant_columns are not filled.
struct ConstantPixels {
  ChannelCell cell;
  CellLines rows;
  CellLines columns;
};

/// @param raw at most 256 x 256 pixels of type CV_8U, CV_16U or CV_32F. @param values of its blocks.
[[nodiscard]] ConstantPixels constant_pixels(const cv::Mat& raw, const CellValues& values);

}  // namespace cyto
