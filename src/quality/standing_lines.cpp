#include "standing_lines.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "cytrial/core/error.h"
#include "pixel_kernels.h"
#include "quality_limits.h"
#include "scan_place.h"

namespace cyto {
namespace {

/// Every so many rows are compared in a whole cell; in lower ones more of them, so that they are as many.
constexpr int kSampledRow = 4;
constexpr int kStretch = kLeastLinePx;  ///< pixels of a row that are compared
/// Columns of a cell and one on each side.
constexpr auto kMost = static_cast<std::size_t>(kQualityCellPx + 2);

/// Of that many comparisons nearly all: in noise one in three is, give or take 4 in 64.
bool stands_out(int higher, int lower, int compared) {
  return 5 * higher > 4 * compared || 5 * lower > 4 * compared;
}

template <typename Count>
CellLines standing_columns(const cv::Mat& plane, const cv::Rect& cell, const CellLines& constant) {
  std::array<std::uint16_t, kMost> higher{};
  std::array<std::uint16_t, kMost> lower{};
  const int first = std::max(0, cell.x - 1);
  const int end = std::min(plane.cols, cell.x + cell.width + 1);
  const int sampled = std::clamp(cell.height / kStretch, 1, kSampledRow);
  const int compared = (cell.height + sampled - 1) / sampled;
  const auto step = static_cast<std::ptrdiff_t>(plane.step1());
  count_standing_columns(
      PixelRows<Count>{plane.ptr<Count>(cell.y) + first, sampled * step, compared, end - first},
      higher.data(), lower.data());
  CellLines found;
  for (int x = 0; x < cell.width; ++x) {
    const auto at = static_cast<std::size_t>(cell.x + x - first);
    found[static_cast<std::size_t>(x)] = stands_out(higher[at], lower[at], compared);
  }
  return found & ~constant;
}

template <typename Count>
CellLines standing_rows(const cv::Mat& plane, const cv::Rect& cell, const CellLines& constant) {
  CellLines found;
  const int end = std::min(plane.rows - 1, cell.y + cell.height);
  for (int y = std::max(1, cell.y); y < end; ++y) {
    const auto from = [&](int row) { return plane.ptr<Count>(row) + cell.x; };
    const StandingPixels pixels = count_standing(from(y - 1), from(y), from(y + 1), kStretch);
    found[static_cast<std::size_t>(y - cell.y)] = stands_out(pixels.higher, pixels.lower, kStretch);
  }
  return found & ~constant;
}

template <typename Count>
StandingLines lines_of(const cv::Mat& plane, const cv::Rect& cell, const ConstantPixels& constant) {
  return {standing_rows<Count>(plane, cell, constant.rows),
          standing_columns<Count>(plane, cell, constant.columns)};
}

}  // namespace

StandingLines standing_lines_of(const cv::Mat& plane, const cv::Rect& cell, const ConstantPixels& constant) {
  if (cell.height < kLeastLinePx || cell.width < kLeastLinePx) {
    return {};
  }
  switch (plane.type()) {
    case CV_8UC1:
      return lines_of<std::uint8_t>(plane, cell, constant);
    case CV_16UC1:
      return lines_of<std::uint16_t>(plane, cell, constant);
    case CV_32FC1:
      return lines_of<float>(plane, cell, constant);
    default:
      throw Error(ErrorCode::Internal, "image plane", "pixels are neither 8-bit, 16-bit nor float");
  }
}

void judge_standing_lines(const QualityGrid& grid, const Panel& panel, QualityVerdict& verdict) {
  for (std::size_t channel = 0; channel < grid.channel_count; ++channel) {
    double pixels = 0.0;
    SlideRect first;
    for (std::int64_t row = 0; row < grid.rows; ++row) {
      for (std::int64_t column = 0; column < grid.columns; ++column) {
        const ChannelCell& found = grid.at(grid.cell(row, column), channel);
        const SlideRect rect = grid.rect_of(row, column);
        const double here = static_cast<double>(found.standing_rows) * static_cast<double>(rect.width) +
                            static_cast<double>(found.standing_columns) * static_cast<double>(rect.height);
        first = here > 0.0 && pixels == 0.0 ? rect : first;
        pixels += here;
      }
    }
    const double share = pixels / (static_cast<double>(grid.width_px) * static_cast<double>(grid.height_px));
    if (pixels > 0.0 && share < quality_limits::kPatternShare) {
      verdict.flags.push_back(
          {"standing_lines", "channel " + panel.channels[channel].name +
                                 " has rows or columns brighter or darker than both their neighbours all "
                                 "along, " +
                                 percent_text(share) + " of its area, the first within " + place_text(first) +
                                 "; calibrate the camera's dark pattern"});
    }
  }
}

}  // namespace cyto
