#include "standing_lines.h"

#include <array>
#include <cstddef>
#include <string>

#include "cytrial/core/error.h"
#include "pixel_kernels.h"
#include "quality_limits.h"
#include "scan_place.h"

namespace cyto {
namespace {

constexpr int kSampledRow = 4;
constexpr int kStretch = 64;  ///< pixels of a row that are compared
constexpr auto kMost = static_cast<std::size_t>(kQualityCellPx);

/// Of that many comparisons nearly all: in noise one in three is, give or take 4 in 64.
bool stands_out(int higher, int lower, int compared) {
  return 5 * higher > 4 * compared || 5 * lower > 4 * compared;
}

template <typename Count>
std::uint16_t standing_columns(const cv::Mat& raw, const CellLines& constant) {
  std::array<std::uint16_t, kMost> higher{};
  std::array<std::uint16_t, kMost> lower{};
  const int compared = (raw.rows + kSampledRow - 1) / kSampledRow;
  const auto step = static_cast<std::ptrdiff_t>(raw.step1());
  count_standing_columns(PixelRows<Count>{raw.ptr<Count>(), kSampledRow * step, compared, raw.cols},
                         higher.data(), lower.data());
  std::uint16_t found = 0;
  for (std::size_t x = 0; x < kMost; ++x) {
    const bool stands = !constant[x] && stands_out(higher[x], lower[x], compared);
    found = static_cast<std::uint16_t>(found + (stands ? 1 : 0));
  }
  return found;
}

template <typename Count>
std::uint16_t standing_rows(const cv::Mat& raw, const CellLines& constant) {
  std::uint16_t found = 0;
  for (int y = 1; y + 1 < raw.rows; ++y) {
    const StandingPixels pixels =
        count_standing(raw.ptr<Count>(y - 1), raw.ptr<Count>(y), raw.ptr<Count>(y + 1), kStretch);
    const bool stands =
        !constant[static_cast<std::size_t>(y)] && stands_out(pixels.higher, pixels.lower, kStretch);
    found = static_cast<std::uint16_t>(found + (stands ? 1 : 0));
  }
  return found;
}

template <typename Count>
StandingLines lines_of(const cv::Mat& raw, const ConstantPixels& constant) {
  return {standing_rows<Count>(raw, constant.rows), standing_columns<Count>(raw, constant.columns)};
}

}  // namespace

StandingLines standing_lines_of(const cv::Mat& raw, const ConstantPixels& constant) {
  if (raw.rows < kStretch || raw.cols < kStretch) {
    return {};
  }
  switch (raw.type()) {
    case CV_8UC1:
      return lines_of<std::uint8_t>(raw, constant);
    case CV_16UC1:
      return lines_of<std::uint16_t>(raw, constant);
    case CV_32FC1:
      return lines_of<float>(raw, constant);
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
