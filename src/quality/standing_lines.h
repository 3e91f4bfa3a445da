#pragma once

#include <opencv2/core.hpp>

#include "constant_pixels.h"
#include "cytrial/core/channel.h"
#include "cytrial/quality/quality_grid.h"
#include "cytrial/quality/slide_quality.h"

namespace cyto {

/// A cell narrower than this tells nothing of lines [px].
inline constexpr int kLeastLinePx = 64;

/// Compares a quarter of the pixels, by rank alone: what lies across a line does not matter. A cell's
/// outermost lines are held against the pixels of `plane` beyond it; where it ends with the cell they are
/// left out.
/// @param plane of type CV_8U, CV_16U or CV_32F. @param cell at most 256 x 256 pixels inside it.
/// @param constant of the same cell: its constant lines are told of as such.
[[nodiscard]] StandingLines standing_lines_of(const cv::Mat& plane, const cv::Rect& cell,
                                              const ConstantPixels& constant);

/// Flags channels with a few such lines: a camera's hot or weak ones. Many are its pattern, which the dark
/// calibration takes off.
void judge_standing_lines(const QualityGrid& grid, const Panel& panel, QualityVerdict& verdict);

}  // namespace cyto
