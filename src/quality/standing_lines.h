#pragma once

#include <opencv2/core.hpp>

#include <cstdint>

#include "constant_pixels.h"
#include "cytrial/core/channel.h"
#include "cytrial/quality/quality_grid.h"
#include "cytrial/quality/slide_quality.h"

namespace cyto {

/// Rows and columns of one channel of one grid cell that stand out from both neighbours nearly all along.
struct StandingLines {
  std::uint16_t rows = 0;
  std::uint16_t columns = 0;
};

/// Compares a quarter of the pixels, by rank alone: what lies across a line does not matter.
/// @param raw at most 256 x 256 pixels of type CV_8U, CV_16U or CV_32F; nothing in a cell narrower than 64.
/// @param constant of the same cell: its constant lines are told of as such.
[[nodiscard]] StandingLines standing_lines_of(const cv::Mat& raw, const ConstantPixels& constant);

/// Flags channels with a few such lines: a camera's hot or weak ones. Many are its pattern, which the dark
/// calibration takes off.
void judge_standing_lines(const QualityGrid& grid, const Panel& panel, QualityVerdict& verdict);

}  // namespace cyto
