#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cytrial/core/geometry.h"
#include "cytrial/imageio/tile.h"

namespace cyto {

/// Blocks of kQualityBlockPx, on the slide's grid, within two blocks of the slide's edge or of a constant
/// block of one channel: objects there may be of the edge and not of cells.
class MarginBlocks {
 public:
  /// None.
  MarginBlocks() = default;

  /// Of the blocks that `core` and the pixels around it touch. Constant blocks are seen within `extent`
  /// alone; of blocks that it cuts, what is narrower than 16 pixels counts as not constant.
  /// @param raw with all pixels of `extent`, which contains `core`. @param channel of raw.planes.
  /// Time: a few pixels per block. Thread-safe, pure.
  MarginBlocks(const RawTile& raw, const SlideRect& core, const SlideRect& extent, const SlideRect& slide,
               std::size_t channel);

  /// Whether a slide pixel of the core, or one beside it, lies in one of them; false further outside.
  [[nodiscard]] bool hold(std::int64_t x_px, std::int64_t y_px) const noexcept;
  friend bool operator==(const MarginBlocks&, const MarginBlocks&) = default;

 private:
  void mark_around(std::int64_t row, std::int64_t column);

  SlideRect blocks_;                ///< rows and columns of blocks
  std::vector<std::uint8_t> held_;  ///< one per block, row-major
};

}  // namespace cyto
