#pragma once

#include <cstdint>
#include <vector>

#include "cytrial/core/geometry.h"

namespace cyto {

/// The grid of analysis windows, and which pixels they look at besides those they answer for.
struct WindowLayout {
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  /// Raw pixels are examined cell by cell of the grid, so far up and left, and held against so many around
  /// them.
  std::int64_t examined_before_px = 0;
  std::int64_t examined_reach_px = 0;
};

/// A part of the slide that is analysed as one. The windows follow a grid that depends on the slide and the
/// halo alone, so that results cannot depend on the tile size. What a window looks at ends at or before a
/// line of the grid (or, with a halo wider than a window, whole windows behind it), as the blocks of most
/// files do: of the blocks below nothing has to be decoded and held for the next row of windows
/// (docs/decisions/0002).
struct AnalysisWindow {
  std::int64_t row = 0;
  std::int64_t column = 0;
  SlideRect core;      ///< the part it answers for: every slide pixel is in exactly one core
  SlideRect extent;    ///< core and halo, cut to the slide: the part that objects are looked for in
  SlideRect examined;  ///< the part whose raw pixels it examines: every slide pixel is in exactly one
};

/// The unit of reading and of scheduling: the windows of those cells of the grid that begin in one tile_px
/// square.
struct Tile {
  SlideRect rect;  ///< all that the windows look at: what is read
  std::vector<AnalysisWindow> windows;
  SlideRect alone;     ///< no other tile reads pixels of this part of the slide
  SlideRect finished;  ///< once this tile was read, no later one reads pixels of this part of the slide
};

/// Tiles of a slide in row-major order; all windows of a tile row lie in the same window rows. No window
/// looks at rows above those that a window of an earlier row looks at.
struct TileGrid {
  std::vector<Tile> tiles;
  std::int64_t window_rows = 0;
  std::int64_t window_columns = 0;
  std::int64_t raised_px = 0;  ///< how far the extents of a row of windows begin above the line of the grid
};

/// @param layout width and height > 0, what is examined above them less than both; @param halo_px >= 0;
/// @param tile_px > 0. @throws Error BadConfig on a value out of range.
[[nodiscard]] TileGrid make_tile_grid(std::int64_t slide_width_px, std::int64_t slide_height_px,
                                      const WindowLayout& layout, std::int64_t halo_px, std::int64_t tile_px);

}  // namespace cyto
