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

/// Tells each tile of a row what no other and no later one reads. @param begin, end tiles of the row.
void mark_row(std::vector<Tile>& tiles, std::size_t begin, std::size_t end, const SlideRect& slide) {
  const std::int64_t top = begin == 0 ? 0 : tiles[begin - 1].rect.bottom();
  const std::int64_t bottom = end == tiles.size() ? slide.height : tiles[end].rect.y;
  for (std::size_t i = begin; i < end; ++i) {
    const std::int64_t left = i == begin ? 0 : tiles[i - 1].rect.right();
    const std::int64_t right = i + 1 == end ? slide.width : tiles[i + 1].rect.x;
    tiles[i].alone = intersect({left, top, right - left, bottom - top}, slide);
    tiles[i].finished = {0, 0, right, bottom};
  }
}

/// Tells the tiles what others read.
void mark_shared_parts(std::vector<Tile>& tiles, const SlideRect& slide) {
  for (std::size_t begin = 0; begin < tiles.size();) {
    const std::size_t end = next_row_of(tiles, begin);
    mark_row(tiles, begin, end, slide);
    begin = end;
  }
}

/// One side of a rectangle.
struct Side {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// Of a row or column of the grid, moved back; the first one begins, and the last one ends, with the slide.
Side moved_back(std::int64_t index, std::int64_t window_px, std::int64_t back_px, std::int64_t slide_px) {
  const std::int64_t end = (index + 1) * window_px;
  return {index == 0 ? 0 : index * window_px - back_px, end >= slide_px ? slide_px : end - back_px};
}

SlideRect rect_of(const Side& x, const Side& y) {
  return {x.begin, y.begin, x.end - x.begin, y.end - y.begin};
}

/// Cores are moved back by the halo, so that extents end with the grid's rows and columns; or further, so
/// that they begin where does what is looked at for examining, which ends before theirs. A halo wider than a
/// window reaches over whole cells of the grid: what it has beyond them is enough.
std::int64_t cores_back_px(std::int64_t window_px, const WindowLayout& layout, std::int64_t halo_px) {
  return std::max(halo_px, layout.examined_before_px + layout.examined_reach_px - halo_px) % window_px;
}

AnalysisWindow window_at(std::int64_t row, std::int64_t column, const WindowLayout& layout,
                         std::int64_t halo_px, const SlideRect& slide) {
  const auto x = [&](std::int64_t back_px) {
    return moved_back(column, layout.width_px, back_px, slide.width);
  };
  const auto y = [&](std::int64_t back_px) {
    return moved_back(row, layout.height_px, back_px, slide.height);
  };
  AnalysisWindow window{row, column, {}, {}, {}};
  window.core = rect_of(x(cores_back_px(layout.width_px, layout, halo_px)),
                        y(cores_back_px(layout.height_px, layout, halo_px)));
  window.extent = inflate_within(window.core, halo_px, slide);
  window.examined = rect_of(x(layout.examined_before_px), y(layout.examined_before_px));
  return window;
}

}  // namespace

TileGrid make_tile_grid(std::int64_t slide_width_px, std::int64_t slide_height_px, const WindowLayout& layout,
                        std::int64_t halo_px, std::int64_t tile_px) {
  require_in_range("slide width", slide_width_px, 1);
  require_in_range("slide height", slide_height_px, 1);
  require_in_range("window width", layout.width_px, 1);
  require_in_range("window height", layout.height_px, 1);
  require_in_range("pixels examined before a window", layout.examined_before_px, 0);
  require_in_range("pixels beyond those examined", layout.examined_reach_px, 0);
  require_in_range(
      "window less the pixels examined before it",
      std::min(layout.width_px, layout.height_px) - layout.examined_before_px - layout.examined_reach_px, 1);
  require_in_range("halo", halo_px, 0);
  require_in_range("tile size", tile_px, 1);

  const SlideRect slide{0, 0, slide_width_px, slide_height_px};
  TileGrid grid;
  grid.window_rows = first_window_at(slide_height_px, layout.height_px);
  grid.window_columns = first_window_at(slide_width_px, layout.width_px);
  grid.raised_px = cores_back_px(layout.height_px, layout, halo_px) + halo_px;
  for (std::int64_t tile_y = 0; tile_y < slide_height_px; tile_y += tile_px) {
    const std::int64_t row_end =
        std::min(first_window_at(tile_y + tile_px, layout.height_px), grid.window_rows);
    for (std::int64_t tile_x = 0; tile_x < slide_width_px; tile_x += tile_px) {
      const std::int64_t column_end =
          std::min(first_window_at(tile_x + tile_px, layout.width_px), grid.window_columns);
      Tile tile;
      for (std::int64_t row = first_window_at(tile_y, layout.height_px); row < row_end; ++row) {
        for (std::int64_t column = first_window_at(tile_x, layout.width_px); column < column_end; ++column) {
          tile.windows.push_back(window_at(row, column, layout, halo_px, slide));
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
  mark_shared_parts(grid.tiles, slide);
  return grid;
}

}  // namespace cyto
