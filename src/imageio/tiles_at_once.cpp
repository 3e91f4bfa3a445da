#include "tiles_at_once.h"

#include <algorithm>
#include <cstddef>

namespace cyto {

TilesAtOnce::TilesAtOnce(const TileGrid& grid, int tiles_at_once)
    : tiles(static_cast<std::uint64_t>(std::max(1, tiles_at_once))),
      shared_rows(static_cast<std::uint64_t>(grid.overlap_px)) {
  for (std::size_t i = 0; i < grid.tiles.size(); ++i) {
    const SlideRect& first = grid.tiles[i].rect;
    const SlideRect& last = grid.tiles[std::min<std::size_t>(i + tiles, grid.tiles.size()) - 1].rect;
    width = std::max(width, static_cast<std::uint64_t>(first.width));
    rows = std::max(rows, static_cast<std::uint64_t>(first.height));
    all_rows = std::max(all_rows, static_cast<std::uint64_t>(last.bottom() - first.y));
  }
}

std::uint64_t rows_to_hold(const PageBlocks& blocks, std::uint64_t not_taken, const TilesAtOnce& tiles) {
  // Rows are held from a tile's own top, since what lies above was cut off, to the end of a block; and those
  // above that the slide does not take of the field.
  const auto held_of = [&](std::uint64_t rows) {
    return std::min(blocks.bands() * blocks.block_height(), not_taken + rows + blocks.block_height() - 1);
  };
  // Either the rows that the next tile row shares, over the whole width, and all rows of the tiles being
  // read; or, where blocks are wide or tiles many, all from the top of the first tile to the bottom of the
  // last, which may lie in the next tile row.
  const std::uint64_t tile_columns = (tiles.width + blocks.block_width() - 2) / blocks.block_width() + 1;
  return std::min(
      held_of(tiles.shared_rows) * blocks.across() + held_of(tiles.rows) * tiles.tiles * tile_columns,
      held_of(tiles.all_rows) * blocks.across());
}

}  // namespace cyto
