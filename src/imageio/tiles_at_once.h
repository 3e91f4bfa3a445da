#pragma once

#include <cstdint>

#include "cytrial/imageio/tile_grid.h"
#include "page_blocks.h"

namespace cyto {

/// The tiles of a grid that are read at the same time, neighbours in row-major order.
struct TilesAtOnce {
  std::uint64_t tiles = 1;
  std::uint64_t width = 0;        ///< of the widest tile [px]
  std::uint64_t rows = 0;         ///< of the tallest tile
  std::uint64_t all_rows = 0;     ///< from the top of the first to the bottom of the last, at most
  std::uint64_t shared_rows = 0;  ///< by a tile row with the next, at most

  TilesAtOnce(const TileGrid& grid, int tiles_at_once);
};

/// Rows of blocks that a cache has to hold so that such tiles decode each block once, where what is above the
/// first tile is cut off. @param not_taken rows at the top of the page that are no part of the slide.
[[nodiscard]] std::uint64_t rows_to_hold(const PageBlocks& blocks, std::uint64_t not_taken,
                                         const TilesAtOnce& tiles);

}  // namespace cyto
