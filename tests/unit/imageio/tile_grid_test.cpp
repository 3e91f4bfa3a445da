#include "cytrial/imageio/tile_grid.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

TEST(TileGrid, CoresCoverEveryPixelExactlyOnceForAnyTileSize) {
  for (const std::int64_t tile_px : {20, 50, 64, 77, 500}) {
    std::vector<int> covered(130 * 90, 0);
    for (const Tile& tile : make_tile_grid(130, 90, {50, 40}, 7, tile_px).tiles) {
      for (const AnalysisWindow& window : tile.windows) {
        for (std::int64_t y = window.core.y; y < window.core.bottom(); ++y) {
          for (std::int64_t x = window.core.x; x < window.core.right(); ++x) {
            ++covered[static_cast<std::size_t>(y * 130 + x)];
          }
        }
      }
    }
    EXPECT_EQ(std::set<int>(covered.begin(), covered.end()), std::set<int>{1}) << tile_px;
  }
}

TEST(TileGrid, WindowsDependOnTheSlideAlone) {
  const auto extents = [](std::int64_t tile_px) {
    std::set<std::pair<std::int64_t, std::int64_t>> found;
    for (const Tile& tile : make_tile_grid(1000, 800, {200, 100}, 20, tile_px).tiles) {
      for (const AnalysisWindow& window : tile.windows) {
        found.emplace(window.extent.x * 10'000 + window.extent.width,
                      window.extent.y * 10'000 + window.extent.height);
        EXPECT_EQ(intersect(window.extent, tile.rect), window.extent);
      }
    }
    return found;
  };
  EXPECT_EQ(extents(30), extents(1000));
  EXPECT_EQ(extents(256), extents(1000));
}

TEST(TileGrid, WhatIsFinishedIsNeverReadAgain) {
  for (const std::int64_t tile_px : {50, 100, 130, 400}) {
    const TileGrid grid = make_tile_grid(620, 510, {80, 50}, 13, tile_px);
    for (std::size_t i = 0; i < grid.tiles.size(); ++i) {
      for (std::size_t later = i + 1; later < grid.tiles.size(); ++later) {
        EXPECT_TRUE(intersect(grid.tiles[i].finished, grid.tiles[later].rect).empty())
            << "tile " << i << " and " << later << " of size " << tile_px;
      }
    }
    EXPECT_EQ(grid.tiles.back().finished, (SlideRect{0, 0, 620, 510}));
    EXPECT_EQ(grid.overlap_px, grid.tiles.size() == 1 ? 0 : 26);
  }
}

TEST(TileGrid, RefusesSizesThatMakeNoGrid) {
  EXPECT_THROW((void)make_tile_grid(0, 10, {10, 10}, 0, 10), Error);
  EXPECT_THROW((void)make_tile_grid(10, 10, {0, 10}, 0, 10), Error);
  EXPECT_THROW((void)make_tile_grid(10, 10, {10, 0}, 0, 10), Error);
  EXPECT_THROW((void)make_tile_grid(10, 10, {10, 10}, -1, 10), Error);
  EXPECT_THROW((void)make_tile_grid(10, 10, {10, 10}, 0, 0), Error);
}

}  // namespace
}  // namespace cyto
