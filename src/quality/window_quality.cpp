#include "cytrial/quality/window_quality.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "block_values.h"
#include "brightness.h"
#include "constant_pixels.h"
#include "content_marks.h"
#include "cytrial/core/error.h"
#include "lossy_compression.h"
#include "standing_lines.h"

namespace cyto {
namespace {

std::uint16_t lines_from_first(const CellLines& lines) {
  std::uint16_t count = 0;
  while (count < lines.size() && lines[count]) {
    ++count;
  }
  return count;
}

/// @param length of the cell across the lines. A rest too narrow to tell anything has no lines.
std::uint16_t lines_from_last(const CellLines& lines, std::int64_t length) {
  const std::int64_t rest = length % kQualityBlockPx;
  auto line = static_cast<std::size_t>(rest < kLeastBlockPx ? length - rest : length);
  std::uint16_t count = 0;
  while (line > 0 && lines[line - 1]) {
    --line;
    ++count;
  }
  return count;
}

/// One channel of a window.
struct WindowChannel {
  WindowBrightness light;
  std::vector<ConstantPixels> cells;  ///< row-major
  std::vector<StandingLines> lines;   ///< row-major
};

/// Lines that every channel has are no fault of one: they are told apart.
void take_cell(const std::vector<WindowChannel>& channels, std::size_t index, const SlideRect& cell,
               WindowQuality& found) {
  CellLines rows = channels.front().cells[index].rows;
  CellLines columns = channels.front().cells[index].columns;
  for (const WindowChannel& channel : channels) {
    rows &= channel.cells[index].rows;
    columns &= channel.cells[index].columns;
  }
  for (const WindowChannel& channel : channels) {
    const ConstantPixels& pixels = channel.cells[index];
    found.channels.push_back(pixels.cell);
    found.channels.back().constant_rows = static_cast<std::uint16_t>((pixels.rows & ~rows).count());
    found.channels.back().constant_columns = static_cast<std::uint16_t>((pixels.columns & ~columns).count());
  }
  found.shared.push_back({static_cast<std::uint16_t>(rows.count()),
                          static_cast<std::uint16_t>(columns.count()), lines_from_first(rows),
                          lines_from_last(rows, cell.height), lines_from_first(columns),
                          lines_from_last(columns, cell.width)});
}

void take_cells(const std::vector<WindowChannel>& channels, const SlideRect& core, WindowQuality& found) {
  std::size_t index = 0;
  for (std::int64_t y = core.y; y < core.bottom(); y += kQualityCellPx) {
    for (std::int64_t x = core.x; x < core.right(); x += kQualityCellPx) {
      take_cell(channels, index++, intersect({x, y, kQualityCellPx, kQualityCellPx}, core), found);
    }
  }
}

void take_lines(const std::vector<WindowChannel>& channels, const std::vector<std::size_t>& wanted,
                WindowQuality& found) {
  for (std::size_t cell = 0; cell < found.shared.size(); ++cell) {
    for (const std::size_t channel : wanted) {
      found.lines.push_back(channels[channel].lines[cell]);
    }
  }
}

/// Hands the window's blocks of one channel out to its cells.
void take_brightness(const WindowBrightness& light, std::size_t channel, std::size_t channels,
                     WindowQuality& found) {
  const float bright = bright_from(light.means);
  const std::vector<std::uint8_t> dark = dark_blocks_of(light);
  const std::int64_t cells_across = (light.columns + kBlocksAcrossCell - 1) / kBlocksAcrossCell;
  for (std::int64_t row = 0; row < light.rows; ++row) {
    for (std::int64_t column = 0; column < light.columns; ++column) {
      const auto block = static_cast<std::size_t>(row * light.columns + column);
      const auto cell =
          static_cast<std::size_t>(row / kBlocksAcrossCell * cells_across + column / kBlocksAcrossCell);
      const auto bit =
          static_cast<unsigned>(row % kBlocksAcrossCell * kBlocksAcrossCell + column % kBlocksAcrossCell);
      ChannelCell& to = found.channels[cell * channels + channel];
      to.saturated_px += light.saturated[block];
      to.bright_blocks |= light.means[block] > bright ? 1ULL << bit : 0;
      to.dark_blocks |= dark[block] != 0 ? 1ULL << bit : 0;
    }
  }
}

/// @param plane with all pixels there are around the cell.
void take_traces(const cv::Mat& plane, const cv::Rect& cell, WindowChannel& found) {
  ChannelCell& to = found.cells.back().cell;
  const BlockTraces traces = block_traces_of(plane(cell));
  to.block_steps = traces.steps;
  to.equal_pixels = traces.equal;
  found.lines.push_back(standing_lines_of(plane, cell, found.cells.back()));
  to.standing_rows = static_cast<std::uint16_t>(found.lines.back().rows.count());
  to.standing_columns = static_cast<std::uint16_t>(found.lines.back().columns.count());
}

/// One row of cells after the other, so that its pixels are read while they are in the cache.
/// @param core the window's part of the plane.
WindowChannel examine_channel(const cv::Mat& tile, const cv::Rect& core, std::optional<double> limit_adu,
                              ContentMarker& marker) {
  constexpr int kCell = static_cast<int>(kQualityCellPx);
  const cv::Mat plane = tile(core);
  WindowChannel found{WindowBrightness(plane.cols, plane.rows), {}, {}};
  for (int y = 0; y < plane.rows; y += kCell) {
    const cv::Mat band = plane.rowRange(y, std::min(y + kCell, plane.rows));
    for (int x = 0; x < band.cols; x += kCell) {
      const cv::Mat pixels = band.colRange(x, std::min(x + kCell, band.cols));
      const CellValues values = block_values_of(pixels, limit_adu);
      found.light.take(values, y / kQualityBlockPx, x / kQualityBlockPx);
      found.cells.push_back(constant_pixels(pixels, values));
      take_traces(tile, {core.x + x, core.y + y, pixels.cols, pixels.rows}, found);
    }
    marker.take(band);
  }
  return found;
}

cv::Rect within(const SlideRect& rect, const SlideRect& tile) {
  return {static_cast<int>(rect.x - tile.x), static_cast<int>(rect.y - tile.y), static_cast<int>(rect.width),
          static_cast<int>(rect.height)};
}

}  // namespace

std::vector<std::size_t> object_channels(const Panel& panel) {
  std::vector<std::size_t> found;
  for (std::size_t channel = 0; channel < panel.channels.size(); ++channel) {
    const ChannelRole role = panel.channels[channel].role;
    if (role == ChannelRole::Nuclear || role == ChannelRole::Cytokeratin) {
      found.push_back(channel);
    }
  }
  return found;
}

int content_mark_bits(std::int64_t slide_width_px, std::int64_t slide_height_px) noexcept {
  constexpr int kFewest = 12;
  constexpr int kMarksPerChannel = 17;
  const auto area = static_cast<std::uint64_t>(slide_width_px) * static_cast<std::uint64_t>(slide_height_px);
  return std::max(kFewest, static_cast<int>(std::bit_width(area)) - kMarksPerChannel);
}

WindowQuality examine_window(const RawTile& raw, const SlideRect& core, const Panel& panel, int mark_bits) {
  if (raw.planes.empty() || raw.planes.size() != panel.channels.size() || core.empty() ||
      intersect(core, raw.rect) != core || core.x % kQualityCellPx != 0 || core.y % kQualityCellPx != 0) {
    throw Error(ErrorCode::Internal, "analysis window", "does not lie on the quality grid");
  }
  WindowQuality found;
  found.core = core;
  std::vector<WindowChannel> channels;
  for (std::size_t channel = 0; channel < raw.planes.size(); ++channel) {
    ContentMarker marker(core, static_cast<std::uint32_t>(channel), mark_bits, found.marks);
    channels.push_back(examine_channel(raw.planes[channel], within(core, raw.rect),
                                       panel.channels[channel].saturation_adu, marker));
  }
  take_cells(channels, core, found);
  take_lines(channels, object_channels(panel), found);
  for (std::size_t channel = 0; channel < channels.size(); ++channel) {
    take_brightness(channels[channel].light, channel, channels.size(), found);
  }
  return found;
}

}  // namespace cyto
