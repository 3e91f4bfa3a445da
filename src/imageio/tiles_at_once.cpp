#include "tiles_at_once.h"

#include <algorithm>
#include <cstddef>

namespace cyto {
namespace {

using Span = TilesAtOnce::Span;

/// Rows that are held of blocks: from the first one on, since what lies above was cut off, to the end of a
/// block. What the slide does not take of a page stays with the rows below it.
std::uint64_t rows_held(const Span& rows, const PageBlocks& blocks, const PagePlace& place) {
  if (rows.second <= place.rect.y || rows.first >= place.rect.bottom()) {
    return 0;
  }
  const auto height = static_cast<std::int64_t>(blocks.block_height());
  const std::int64_t last = std::min(rows.second, place.rect.bottom()) - 1 - place.origin_y;
  const std::int64_t first = rows.first <= place.rect.y ? 0 : rows.first - place.origin_y;
  return static_cast<std::uint64_t>((last / height + 1) * height - first);
}

/// Rows of the block that some rows begin in, above them: who reads them before the tile above was read keeps
/// the whole block.
std::uint64_t rows_above(const Span& rows, const PageBlocks& blocks, const PagePlace& place) {
  if (rows.first <= place.rect.y || rows.first >= place.rect.bottom()) {
    return 0;
  }
  return static_cast<std::uint64_t>(rows.first - place.origin_y) % blocks.block_height();
}

std::uint64_t blocks_beside(const Span& columns, const PageBlocks& blocks, const PagePlace& place) {
  if (columns.second <= place.rect.x || columns.first >= place.rect.right()) {
    return 0;
  }
  const auto width = static_cast<std::int64_t>(blocks.block_width());
  const std::int64_t first = std::max(columns.first, place.rect.x) - place.origin_x;
  const std::int64_t last = std::min(columns.second, place.rect.right()) - 1 - place.origin_x;
  return static_cast<std::uint64_t>(last / width - first / width + 1);
}

template <typename Count>
std::uint64_t most(const std::set<Span>& spans, const Count& count) {
  std::uint64_t found = 0;
  for (const Span& span : spans) {
    found = std::max(found, count(span));
  }
  return found;
}

bool is_next_in_row(const Tile& tile, const Tile& next) {
  return tile.windows.front().row == next.windows.front().row;
}

}  // namespace

TilesAtOnce::TilesAtOnce(const TileGrid& grid, int tiles_at_once)
    : tiles(static_cast<std::uint64_t>(std::max(1, tiles_at_once))) {
  for (std::size_t i = 0; i < grid.tiles.size(); ++i) {
    const SlideRect& rect = grid.tiles[i].rect;
    const SlideRect& last = grid.tiles[std::min<std::size_t>(i + tiles, grid.tiles.size()) - 1].rect;
    rows.emplace(rect.y, rect.bottom());
    columns.emplace(rect.x, rect.right());
    all_rows.emplace(rect.y, last.bottom());
    most_rows = std::max(most_rows, last.bottom() - rect.y);
    if (i + 1 == grid.tiles.size()) {
      continue;
    }
    const Tile& next = grid.tiles[i + 1];
    if (is_next_in_row(grid.tiles[i], next)) {
      shared_columns.emplace(next.rect.x, rect.right());
    } else {
      shared_rows.emplace(next.rect.y, rect.bottom());
    }
  }
}

std::uint64_t rows_to_hold(const PageBlocks& blocks, const PagePlace& place, const TilesAtOnce& tiles) {
  const auto rows_of = [&](const std::set<Span>& spans) {
    return most(spans, [&](const Span& span) { return rows_held(span, blocks, place); });
  };
  const std::uint64_t above =
      most(tiles.shared_rows, [&](const Span& span) { return rows_above(span, blocks, place); });
  const auto columns_of = [&](const std::set<Span>& spans) {
    return most(spans, [&](const Span& span) { return blocks_beside(span, blocks, place); });
  };
  // Either the rows that the next tile row shares, over the whole width and once more below the tiles being
  // read, and all rows of the blocks between these; or, where blocks are wide or tiles many, all from the top
  // of the first tile to the bottom of the last, which may lie in the next tile row.
  const std::uint64_t of_tile = columns_of(tiles.columns);
  return std::min(rows_of(tiles.shared_rows) * (blocks.across() + tiles.tiles * of_tile) +
                      above * (tiles.tiles - 1) * of_tile +
                      rows_of(tiles.rows) * (tiles.tiles + 1) * columns_of(tiles.shared_columns),
                  rows_of(tiles.all_rows) * blocks.across());
}

}  // namespace cyto
