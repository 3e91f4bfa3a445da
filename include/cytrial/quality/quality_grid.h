#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cytrial/quality/window_quality.h"

namespace cyto {

/// What was detected in one grid cell.
struct CellEvents {
  std::uint64_t nucleus_blocks = 0;  ///< blocks that hold a nucleus' centroid
  std::uint16_t nuclei = 0;
  std::uint16_t blurred = 0;  ///< ... of them out of focus
};

/// The quality cells of a whole slide.
struct QualityGrid {
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  std::int64_t columns = 0;
  std::int64_t rows = 0;
  std::size_t channel_count = 0;
  std::vector<ChannelCell> channels;       ///< row-major by cell, the channels of a cell one after the other
  std::vector<SharedLines> shared;         ///< row-major
  std::vector<std::size_t> line_channels;  ///< object_channels() of the panel
  std::vector<StandingLines> lines;  ///< row-major by cell, the line_channels of a cell one after the other
  std::vector<CellEvents> events;    ///< row-major

  [[nodiscard]] std::size_t cell(std::int64_t row, std::int64_t column) const noexcept {
    return static_cast<std::size_t>(row * columns + column);
  }
  [[nodiscard]] const ChannelCell& at(std::size_t cell, std::size_t channel) const noexcept {
    return channels[cell * channel_count + channel];
  }
  [[nodiscard]] SlideRect rect_of(std::int64_t row, std::int64_t column) const noexcept {
    return intersect({column * kQualityCellPx, row * kQualityCellPx, kQualityCellPx, kQualityCellPx},
                     {0, 0, width_px, height_px});
  }
};

}  // namespace cyto
