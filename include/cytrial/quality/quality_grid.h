#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cytrial/quality/window_quality.h"

namespace cyto {

/// The quality cells of a whole slide.
struct QualityGrid {
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  std::int64_t columns = 0;
  std::int64_t rows = 0;
  std::size_t channel_count = 0;
  std::vector<ChannelCell> channels;  ///< row-major by cell, the channels of a cell one after the other
  std::vector<SharedLines> shared;    ///< row-major

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
