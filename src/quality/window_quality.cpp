#include "cytrial/quality/window_quality.h"

#include <algorithm>

#include "constant_pixels.h"
#include "cytrial/core/error.h"

namespace cyto {
namespace {

/// Lines that every channel has are no fault of one: they are told apart.
void take_cell(const std::vector<ConstantPixels>& channels, WindowQuality& found) {
  CellLines rows = channels.front().rows;
  CellLines columns = channels.front().columns;
  for (const ConstantPixels& channel : channels) {
    rows &= channel.rows;
    columns &= channel.columns;
  }
  for (const ConstantPixels& channel : channels) {
    found.channels.push_back(channel.cell);
    found.channels.back().constant_rows = static_cast<std::uint16_t>((channel.rows & ~rows).count());
    found.channels.back().constant_columns = static_cast<std::uint16_t>((channel.columns & ~columns).count());
  }
  found.shared.push_back(
      {static_cast<std::uint16_t>(rows.count()), static_cast<std::uint16_t>(columns.count())});
}

}  // namespace

WindowQuality examine_window(const RawTile& raw, const SlideRect& core) {
  if (raw.planes.empty() || core.empty() || intersect(core, raw.rect) != core ||
      core.x % kQualityCellPx != 0 || core.y % kQualityCellPx != 0) {
    throw Error(ErrorCode::Internal, "analysis window", "does not lie on the quality grid");
  }
  WindowQuality found;
  found.core = core;
  for (std::int64_t y = core.y; y < core.bottom(); y += kQualityCellPx) {
    for (std::int64_t x = core.x; x < core.right(); x += kQualityCellPx) {
      const SlideRect cell = intersect({x, y, kQualityCellPx, kQualityCellPx}, core);
      const cv::Rect place(static_cast<int>(cell.x - raw.rect.x), static_cast<int>(cell.y - raw.rect.y),
                           static_cast<int>(cell.width), static_cast<int>(cell.height));
      std::vector<ConstantPixels> channels;
      for (const cv::Mat& plane : raw.planes) {
        channels.push_back(constant_pixels(plane(place)));
      }
      take_cell(channels, found);
    }
  }
  return found;
}

}  // namespace cyto
