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

/// First window whose cell of the grid begins at or behind `position_px`.
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

struct Rows {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// Of a row of the grid, moved up; the first one begins, and the last one ends, with the slide.
Rows raised_rows(std::int64_t row, const TileGrid& grid, std::int64_t row_px, std::int64_t raised_px,
                 const SlideRect& slide) {
  return {row == 0 ? 0 : row * row_px - raised_px,
          row + 1 == grid.window_rows ? slide.height : (row + 1) * row_px - raised_px};
}

/// Cores are moved up by the halo, so that extents end with the grid's rows; or further, so that they begin
/// where the rows do that are looked at for examining, which end before theirs. A halo higher than a window
/// reaches over whole rows of the grid: what it has beyond them is enough.
std::int64_t raised_cores_px(const WindowLayout& layout, std::int64_t halo_px) {
  return std::max(halo_px, layout.examined_above_px + layout.examined_reach_px - halo_px) % layout.height_px;
}

AnalysisWindow window_at(std::int64_t row, std::int64_t column, const TileGrid& grid,
                         const WindowLayout& layout, std::int64_t halo_px, const SlideRect& slide) {
  const auto rect_of = [&](const Rows& rows) {
    return intersect({column * layout.width_px, rows.begin, layout.width_px, rows.end - rows.begin}, slide);
  };
  AnalysisWindow window{row, column, {}, {}, {}};
  window.core = rect_of(raised_rows(row, grid, layout.height_px, raised_cores_px(layout, halo_px), slide));
  window.extent = inflate_within(window.core, halo_px, slide);
  window.examined = rect_of(raised_rows(row, grid, layout.height_px, layout.examined_above_px, slide));
  return window;
}

}  // namespace

TileGrid make_tile_grid(std::int64_t slide_width_px, std::int64_t slide_height_px, const WindowLayout& layout,
                        std::int64_t halo_px, std::int64_t tile_px) {
  require_in_range("slide width", slide_width_px, 1);
  require_in_range("slide height", slide_height_px, 1);
  require_in_range("window width", layout.width_px, 1);
  require_in_range("window height", layout.height_px, 1);
  require_in_range("rows examined above", layout.examined_above_px, 0);
  require_in_range("rows beyond those examined", layout.examined_reach_px, 0);
  require_in_range("window height less the rows examined above it",
                   layout.height_px - layout.examined_above_px - layout.examined_reach_px, 1);
  require_in_range("halo", halo_px, 0);
  require_in_range("tile size", tile_px, 1);

  const SlideRect slide{0, 0, slide_width_px, slide_height_px};
  TileGrid grid;
  grid.window_rows = first_window_at(slide_height_px, layout.height_px);
  grid.window_columns = first_window_at(slide_width_px, layout.width_px);
  grid.raised_px = raised_cores_px(layout, halo_px) + halo_px;
  for (std::int64_t tile_y = 0; tile_y < slide_height_px; tile_y += tile_px) {
    const std::int64_t row_end =
        std::min(first_window_at(tile_y + tile_px, layout.height_px), grid.window_rows);
    for (std::int64_t tile_x = 0; tile_x < slide_width_px; tile_x += tile_px) {
      const std::int64_t column_end =
          std::min(first_window_at(tile_x + tile_px, layout.width_px), grid.window_columns);
      Tile tile;
      for (std::int64_t row = first_window_at(tile_y, layout.height_px); row < row_end; ++row) {
        for (std::int64_t column = first_window_at(tile_x, layout.width_px); column < column_end; ++column) {
          tile.windows.push_back(window_at(row, column, grid, layout, halo_px, slide));
          const AnalysisWindow& window = tile.windows.back();
          tile.rect = bounding_box(tile.rect, window.extent);
          tile.rect =
              bounding_box(tile.rect, inflate_within(window.examined, layout.examined_reach_px, slide));
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
