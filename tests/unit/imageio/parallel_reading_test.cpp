#include <gtest/gtest.h>
#include <tiffio.h>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "cytrial/imageio/slide_reader.h"
#include "cytrial/imageio/tile_grid.h"
#include "support/temporary_folder.h"
#include "support/test_tiff.h"

namespace cyto {
namespace {

using test::TemporaryFolder;
using test::TiffVariant;

constexpr int kThreads = 4;

/// Reads all tiles of a grid, taken in order by several threads, and gives back what they have finished.
/// @return tiles that differ from `planes`.
int read_by_threads(SlideReader& slide, const TileGrid& grid, const std::vector<cv::Mat>& planes) {
  std::atomic<std::size_t> next{0};
  std::atomic<int> wrong{0};
  std::mutex release_mutex;
  std::vector<bool> read(grid.tiles.size(), false);
  std::size_t released = 0;
  const auto release_up_to = [&](std::size_t index) {
    const std::lock_guard lock(release_mutex);
    read[index] = true;
    for (; released < read.size() && read[released]; ++released) {
      slide.release(grid.tiles[released].finished);
    }
  };
  const auto work = [&] {
    for (std::size_t i = next++; i < grid.tiles.size(); i = next++) {
      const SlideRect& rect = grid.tiles[i].rect;
      const RawTile tile = slide.read_tile(rect);
      release_up_to(i);
      const cv::Rect part(static_cast<int>(rect.x), static_cast<int>(rect.y), static_cast<int>(rect.width),
                          static_cast<int>(rect.height));
      for (std::size_t c = 0; c < planes.size(); ++c) {
        wrong +=
            tile.planes.size() == planes.size() && test::same_pixels(tile.planes[c], planes[c](part)) ? 0 : 1;
      }
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back(work);
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  return wrong;
}

TEST(ParallelReading, GivesEveryThreadTheRightPixelsAndDecodesEveryBlockOnce) {
  const TemporaryFolder folder;
  const auto planes = test::test_planes(3, 700, 900, CV_16UC1);
  const TileGrid grid = make_tile_grid(900, 700, {128, 64}, 20, 128);
  for (const int compression :
       {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_ZSTD}) {
    for (const bool tiled : {false, true}) {
      TiffVariant variant;
      variant.compression = compression;
      variant.predictor = compression == COMPRESSION_NONE ? 1 : 2;
      variant.tile_width = variant.tile_height = tiled ? 64 : 0;
      variant.rows_per_strip = 50;
      test::write_test_tiff(folder / "scan.tif", planes, variant);
      SCOPED_TRACE(std::to_string(compression) + (tiled ? " tiles" : " strips"));
      const auto slide = open_slide({folder / "scan.tif"}, test::position_panel(3));
      slide->set_cache_limit(64U << 20U);
      EXPECT_EQ(read_by_threads(*slide, grid, planes), 0);
      EXPECT_EQ(slide->statistics().blocks_decoded, slide->statistics().blocks_in_slide);
    }
  }
}

TEST(ParallelReading, RowGroupsOfOneLargeStripAreRightWhoeverReadsThem) {
  const TemporaryFolder folder;
  const auto planes = test::test_planes(2, 1700, 1601, CV_16UC1);
  for (const int compression : {COMPRESSION_ADOBE_DEFLATE, COMPRESSION_ZSTD}) {
    TiffVariant variant;
    variant.compression = compression;
    variant.rows_per_strip = 1700;
    test::write_test_tiff(folder / "large.tif", planes, variant);
    const auto slide = open_slide({folder / "large.tif"}, test::position_panel(2));
    EXPECT_EQ(read_by_threads(*slide, make_tile_grid(1601, 1700, {256, 256}, 20, 512), planes), 0);
  }
}

TEST(ParallelReading, EveryThreadHearsOfABlockThatCannotBeDecoded) {
  const TemporaryFolder folder;
  TiffVariant variant;
  variant.compression = COMPRESSION_ZSTD;
  variant.tile_width = variant.tile_height = 64;
  test::write_test_tiff(folder / "scan.tif", test::test_planes(1, 64, 64, CV_16UC1), variant);
  std::string bytes = test::bytes_of(folder / "scan.tif");
  const std::uint32_t begin = test::tag_value(bytes, 0, 324);
  for (std::uint32_t i = 0; i < 40; ++i) {
    bytes[begin + i] = static_cast<char>(0xFF);
  }
  test::write_bytes(folder / "scan.tif", bytes);
  const auto slide = open_slide({folder / "scan.tif"}, test::position_panel(1));
  std::atomic<int> told{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] { told += static_cast<int>(slide->read_tile({0, 0, 64, 64}).failures.size()); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(told, kThreads);
  EXPECT_EQ(slide->statistics().blocks_decoded, 1U);
}

}  // namespace
}  // namespace cyto
