#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "block_values.h"
#include "cytrial/quality/window_quality.h"

namespace cyto {

/// Light of one channel over one window or square of it, block by block.
struct WindowBrightness {
  WindowBrightness(std::int64_t width_px, std::int64_t height_px);

  /// Takes the blocks of one cell, whose first block stands in this row and column of blocks.
  void take(const CellValues& values, std::int64_t row, std::int64_t column);

  std::int64_t columns = 0;              ///< blocks across
  std::int64_t rows = 0;                 ///< blocks down
  std::vector<float> means;              ///< of each block, row-major [ADU]
  std::vector<std::uint16_t> saturated;  ///< pixels of each block at or above the limit
};

/// Mean from which a block is far brighter than is usual among `means` (docs/methods/quality.md) [ADU].
[[nodiscard]] float bright_from(const std::vector<float>& means);

/// Per block, 1 where it is far darker than the blocks around it (docs/methods/quality.md).
[[nodiscard]] std::vector<std::uint8_t> dark_blocks_of(const WindowBrightness& light);

}  // namespace cyto
