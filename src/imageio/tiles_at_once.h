#pragma once

#include <cstdint>
#include <set>
#include <utility>

#include "cytrial/imageio/tile_grid.h"
#include "page_blocks.h"

namespace cyto {

/// The tiles of a grid that are read at the same time, neighbours in row-major order.
struct TilesAtOnce {
  /// Slide rows or columns, from the first to behind the last.
  using Span = std::pair<std::int64_t, std::int64_t>;

  std::uint64_t tiles = 1;
  std::set<Span> rows;         ///< of the tiles
  std::set<Span> columns;      ///< of the tiles
  std::set<Span> all_rows;     ///< from the top of the first of the tiles at once to the bottom of the last
  std::set<Span> shared_rows;  ///< of tile rows with the next
  std::set<Span> shared_columns;  ///< of tiles with the next in their row
  std::int64_t most_rows = 0;     ///< of all_rows

  TilesAtOnce(const TileGrid& grid, int tiles_at_once);
};

/// Where a page lies on the slide, and which part the slide takes of it.
struct PagePlace {
  SlideRect rect;
  std::int64_t origin_x = 0;
  std::int64_t origin_y = 0;
};

/// Rows of blocks that a cache has to hold so that such tiles decode each block once, where what is above the
/// first tile is cut off, and what a tile reads alone is not kept.
[[nodiscard]] std::uint64_t rows_to_hold(const PageBlocks& blocks, const PagePlace& place,
                                         const TilesAtOnce& tiles);

}  // namespace cyto
