#include "cytrial/imageio/tile_grid.h"

#include <string>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

void require_in_range(const char* name, std::int64_t value, std::int64_t least) {
  if (value < least) {
    throw Error(ErrorCode::BadConfig, name,
                "is " + std::to_string(value) + ", must be at least " + std::to_string(least));
  }
}

SlideRect bounding_box(const SlideRect& a, const SlideRect& b) {
  if (a.empty()) {
    return b;
  }
  const std::int64_t x = std::min(a.x, b.x);
  const std::int64_t y = std::min(a.y, b.y);
  return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

/// First window whose core begins at or behind `position_px`.
std::int64_t first_window_at(std::int64_t position_px, std::int64_t window_px) {
  return (position_px + window_px - 1) / window_px;
}

/// First tile of the next tile row, or the end.
std::size_t next_row_of(const std::vector<Tile>& tiles, std::size_t index) {
  std::size_t next = index + 1;
  while (next < tiles.size() && tiles[next].windows.front().row == tiles[index].windows.front().row) {
    ++next;
  }
  return next;
}

/// Tells each tile what no later one reads, and the grid how far tile rows overlap.
void mark_finished_parts(TileGrid& grid, const SlideRect& slide) {
  for (std::size_t i = 0; i < grid.tiles.size(); ++i) {
    Tile& tile = grid.tiles[i];
    const std::size_t next_row = next_row_of(grid.tiles, i);
    const bool last_in_row = next_row == i + 1;
    const bool last_row = next_row == grid.tiles.size();
    const std::int64_t right = last_in_row ? slide.width : grid.tiles[i + 1].rect.x;
    const std::int64_t bottom = last_row ? slide.height : grid.tiles[next_row].rect.y;
    tile.finished = {0, 0, right, bottom};
    grid.overlap_px = std::max(grid.overlap_px, tile.rect.bottom() - bottom);
  }
}

}  // namespace

TileGrid make_tile_grid(std::int64_t slide_width_px, std::int64_t slide_height_px,
                        const WindowSize& window_size, std::int64_t halo_px, std::int64_t tile_px) {
  require_in_range("slide width", slide_width_px, 1);
  require_in_range("slide height", slide_height_px, 1);
  require_in_range("window width", window_size.width_px, 1);
  require_in_range("window height", window_size.height_px, 1);
  require_in_range("halo", halo_px, 0);
  require_in_range("tile size", tile_px, 1);

  const SlideRect slide{0, 0, slide_width_px, slide_height_px};
  TileGrid grid;
  grid.window_rows = first_window_at(slide_height_px, window_size.height_px);
  grid.window_columns = first_window_at(slide_width_px, window_size.width_px);
  for (std::int64_t tile_y = 0; tile_y < slide_height_px; tile_y += tile_px) {
    const std::int64_t row_end =
        std::min(first_window_at(tile_y + tile_px, window_size.height_px), grid.window_rows);
    for (std::int64_t tile_x = 0; tile_x < slide_width_px; tile_x += tile_px) {
      const std::int64_t column_end =
          std::min(first_window_at(tile_x + tile_px, window_size.width_px), grid.window_columns);
      Tile tile;
      for (std::int64_t row = first_window_at(tile_y, window_size.height_px); row < row_end; ++row) {
        for (std::int64_t column = first_window_at(tile_x, window_size.width_px); column < column_end;
             ++column) {
          AnalysisWindow window{row, column, {}, {}};
          window.core = intersect({column * window_size.width_px, row * window_size.height_px,
                                   window_size.width_px, window_size.height_px},
                                  slide);
          window.extent = inflate_within(window.core, halo_px, slide);
          tile.rect = bounding_box(tile.rect, window.extent);
          tile.windows.push_back(window);
        }
      }
      // A tile smaller than a window may hold no window's beginning: nothing to read for it.
      if (!tile.windows.empty()) {
        grid.tiles.push_back(std::move(tile));
      }
    }
  }
  mark_finished_parts(grid, slide);
  return grid;
}

}  // namespace cyto
