#pragma once

#include <cstdint>
#include <vector>

#include "cytrial/core/geometry.h"

namespace cyto {

/// Core of the analysis windows.
struct WindowSize {
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
};

/// A fixed-size part of the slide that is analysed as one. The windows lie on a grid that depends on the
/// slide alone, so that results cannot depend on the tile size (docs/decisions/0002).
struct AnalysisWindow {
  std::int64_t row = 0;
  std::int64_t column = 0;
  SlideRect core;    ///< the part it answers for: every slide pixel is in exactly one core
  SlideRect extent;  ///< core and halo, cut to the slide: the part it may look at
};

/// The unit of reading and of scheduling: the windows whose cores begin in one tile_px square.
struct Tile {
  SlideRect rect;  ///< union of the windows' extents: what is read
  std::vector<AnalysisWindow> windows;
  SlideRect finished;  ///< once this tile was read, no later one reads pixels of this part of the slide
};

/// Tiles of a slide in row-major order; all windows of a tile row lie in the same window rows.
struct TileGrid {
  std::vector<Tile> tiles;
  std::int64_t window_rows = 0;
  std::int64_t window_columns = 0;
  std::int64_t overlap_px = 0;  ///< rows that a tile row shares with the next, at most
};

/// @param window_size core of the windows (> 0); @param halo_px >= 0; @param tile_px > 0.
/// @throws Error BadConfig on a value out of range.
[[nodiscard]] TileGrid make_tile_grid(std::int64_t slide_width_px, std::int64_t slide_height_px,
                                      const WindowSize& window_size, std::int64_t halo_px,
                                      std::int64_t tile_px);

}  // namespace cyto
