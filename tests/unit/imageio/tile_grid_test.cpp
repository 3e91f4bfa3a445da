#include "cytrial/imageio/tile_grid.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

/// How often a pixel of a slide lies in one of some rectangles.
class Coverage {
 public:
  Coverage(std::int64_t width_px, std::int64_t height_px)
      : width_px_(width_px), times_(static_cast<std::size_t>(width_px * height_px), 0) {}
  void add(const SlideRect& rect) {
    for (std::int64_t y = rect.y; y < rect.bottom(); ++y) {
      for (std::int64_t x = rect.x; x < rect.right(); ++x) {
        ++times_[static_cast<std::size_t>(y * width_px_ + x)];
      }
    }
  }
  [[nodiscard]] int at(std::int64_t x, std::int64_t y) const {
    return times_[static_cast<std::size_t>(y * width_px_ + x)];
  }
  [[nodiscard]] std::set<int> times() const { return {times_.begin(), times_.end()}; }

 private:
  std::int64_t width_px_;
  std::vector<int> times_;
};

/// Halos of all kinds: none, narrow, nearly as high as a window and higher.
constexpr std::int64_t kHalos[] = {0, 1, 7, 12, 13, 39, 40, 47, 95};
constexpr WindowLayout kExaminedBefore{50, 40, 20, 3};

TEST(TileGrid, CoresAndWhatIsExaminedCoverEveryPixelExactlyOnceForAnyTileSize) {
  for (const std::int64_t halo_px : kHalos) {
    for (const std::int64_t tile_px : {20, 50, 64, 77, 500}) {
      for (const std::int64_t height_px : {5, 40, 41, 90, 120}) {
        Coverage cores(130, height_px);
        Coverage examined(130, height_px);
        for (const Tile& tile : make_tile_grid(130, height_px, kExaminedBefore, halo_px, tile_px).tiles) {
          for (const AnalysisWindow& window : tile.windows) {
            cores.add(window.core);
            examined.add(window.examined);
          }
        }
        EXPECT_EQ(cores.times(), std::set<int>{1}) << halo_px << ", " << tile_px << ", " << height_px;
        EXPECT_EQ(examined.times(), std::set<int>{1}) << halo_px << ", " << tile_px << ", " << height_px;
      }
    }
  }
}

TEST(TileGrid, ATileReadsAllThatItsWindowsLookAt) {
  const SlideRect slide{0, 0, 130, 130};
  for (const std::int64_t halo_px : kHalos) {
    for (const Tile& tile : make_tile_grid(slide.width, slide.height, kExaminedBefore, halo_px, 40).tiles) {
      for (const AnalysisWindow& window : tile.windows) {
        EXPECT_EQ(window.extent, inflate_within(window.core, halo_px, slide));
        EXPECT_EQ(intersect(window.extent, tile.rect), window.extent);
        const SlideRect examined = inflate_within(window.examined, 3, slide);
        EXPECT_EQ(intersect(examined, tile.rect), examined) << halo_px;
      }
    }
  }
}

TEST(TileGrid, WhatARowOfWindowsLooksAtEndsWithItsRowOfTheGrid) {
  for (const std::int64_t halo_px : {3, 7, 12, 13, 39}) {
    const TileGrid grid = make_tile_grid(130, 170, kExaminedBefore, halo_px, 40);
    for (const Tile& tile : grid.tiles) {
      const AnalysisWindow& window = tile.windows.front();
      if (window.row + 1 < grid.window_rows) {
        EXPECT_LE(tile.rect.bottom(), (window.row + 1) * 40) << halo_px;
        EXPECT_GT(tile.rect.bottom(), (window.row + 1) * 40 - 20) << halo_px;
      }
      EXPECT_GE(tile.rect.y, window.row * 40 - grid.raised_px) << halo_px;
      // All that is examined lies in the rows that objects are looked for in: nothing more is read for it.
      EXPECT_EQ(tile.rect, window.extent) << halo_px;
    }
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

TEST(TileGrid, ATileReadsAloneJustWhatNoOtherReads) {
  const SlideRect slide{0, 0, 310, 205};
  for (const std::int64_t halo_px : {0, 7, 39, 95}) {
    for (const std::int64_t tile_px : {50, 100, 400}) {
      const TileGrid grid = make_tile_grid(slide.width, slide.height, {80, 50}, halo_px, tile_px);
      Coverage read(slide.width, slide.height);
      Coverage alone(slide.width, slide.height);
      for (const Tile& tile : grid.tiles) {
        read.add(tile.rect);
        alone.add(tile.alone);
        EXPECT_EQ(intersect(tile.alone, tile.rect), tile.alone);
      }
      for (std::int64_t y = 0; y < slide.height; ++y) {
        for (std::int64_t x = 0; x < slide.width; ++x) {
          ASSERT_EQ(alone.at(x, y) == 1, read.at(x, y) == 1) << x << ", " << y << ", halo " << halo_px;
        }
      }
    }
  }
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
