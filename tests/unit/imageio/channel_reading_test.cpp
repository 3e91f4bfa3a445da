#include <gtest/gtest.h>
#include <tiffio.h>

#include <algorithm>
#include <random>
#include <vector>

#include "cytrial/imageio/slide_reader.h"
#include "cytrial/imageio/tile_grid.h"
#include "support/temporary_folder.h"
#include "support/test_tiff.h"

namespace cyto {
namespace {

using test::TemporaryFolder;
using test::TiffVariant;

/// Tiles of a grid that are read in two steps, up to some at once, the second steps in any order.
class TilesInSteps {
 public:
  TilesInSteps(SlideReader& slide, const TileGrid& grid, const std::vector<cv::Mat>& planes)
      : slide_(slide),
        grid_(grid),
        planes_(planes),
        tiles_(grid.tiles.size()),
        whole_(grid.tiles.size(), false) {}

  void read(std::size_t tiles_at_once) {
    std::mt19937 random(7);
    std::vector<std::size_t> begun;
    for (std::size_t next = 0; next < tiles_.size() || !begun.empty();) {
      const bool room = begun.size() < tiles_at_once && next < released_ + tiles_at_once;
      if (next < tiles_.size() && room && (begun.empty() || random() % 3 != 0)) {
        begin(next);
        begun.push_back(next++);
      } else {
        const auto one = begun.begin() + static_cast<std::ptrdiff_t>(random() % begun.size());
        finish(*one);
        begun.erase(one);
      }
    }
  }

 private:
  void begin(std::size_t i) {
    tiles_[i].rect = grid_.tiles[i].rect;
    slide_.read_channels(first_, tiles_[i], grid_.tiles[i].alone);
    EXPECT_TRUE(tiles_[i].planes.at(1).empty() && tiles_[i].planes.at(2).empty());
    slide_.release_channels(first_, grid_.tiles[i].finished);
  }
  void finish(std::size_t i) {
    RawTile& tile = tiles_[i];
    slide_.read_channels(further_, tile, grid_.tiles[i].alone);
    const cv::Rect part(static_cast<int>(tile.rect.x), static_cast<int>(tile.rect.y),
                        static_cast<int>(tile.rect.width), static_cast<int>(tile.rect.height));
    for (std::size_t c = 0; c < planes_.size(); ++c) {
      EXPECT_TRUE(test::same_pixels(tile.planes.at(c), planes_[c](part)));
    }
    tile.planes.clear();
    whole_[i] = true;
    for (; released_ < whole_.size() && whole_[released_]; ++released_) {
      slide_.release(grid_.tiles[released_].finished);
    }
  }

  SlideReader& slide_;
  const TileGrid& grid_;
  const std::vector<cv::Mat>& planes_;
  std::vector<RawTile> tiles_;
  std::vector<bool> whole_;
  std::size_t released_ = 0;
  const std::vector<std::size_t> first_{0};
  const std::vector<std::size_t> further_{2, 1};
};

/// @return blocks decoded per block of the slide, with as large a cache as is asked for.
double decode_ratio_in_steps(SlideReader& slide, const std::vector<cv::Mat>& planes,
                             std::size_t tiles_at_once) {
  const SlideDescription& about = slide.description();
  const TileGrid grid = make_tile_grid(about.width_px, about.height_px, {50, 50}, 13, 100);
  slide.set_cache_limit(slide.cache_bytes_for(grid, static_cast<int>(tiles_at_once)));
  TilesInSteps(slide, grid, planes).read(tiles_at_once);
  const ReadStatistics statistics = slide.statistics();
  return static_cast<double>(statistics.blocks_decoded) / static_cast<double>(statistics.blocks_in_slide);
}

TEST(ChannelReading, ChannelsReadLaterAreTheSameAndStillDecodedOnce) {
  const TemporaryFolder folder;
  const auto planes = test::test_planes(3, 421, 633, CV_16UC1);
  for (const bool tiled : {false, true}) {
    for (const int block : {16, 64, 512}) {
      TiffVariant variant;
      variant.compression = COMPRESSION_ZSTD;
      variant.predictor = 2;
      variant.tile_width = variant.tile_height = tiled ? block : 0;
      variant.rows_per_strip = block;
      test::write_test_tiff(folder / "scan.tif", planes, variant);
      for (const std::size_t tiles_at_once : {1U, 3U, 9U}) {
        SCOPED_TRACE(std::to_string(block) + (tiled ? " tiles, " : " strips, ") +
                     std::to_string(tiles_at_once) + " at once");
        const auto slide = open_slide({folder / "scan.tif"}, test::position_panel(3));
        EXPECT_EQ(decode_ratio_in_steps(*slide, planes, tiles_at_once), 1.0);
      }
    }
  }
}

TEST(ChannelReading, KeepsABlockUntilAllItsChannelsAreReleased) {
  const TemporaryFolder folder;
  TiffVariant variant;
  variant.tile_width = variant.tile_height = 64;
  variant.samples_in_page = true;
  test::write_test_tiff(folder / "scan.tif", test::test_planes(2, 64, 64, CV_16UC1), variant);
  const auto slide = open_slide({folder / "scan.tif"}, test::position_panel(2));
  const SlideRect whole{0, 0, 64, 64};
  const std::vector<std::size_t> second{1};
  const std::vector<std::size_t> both{0, 1};
  (void)slide->read_tile(whole);
  slide->release_channels(second, whole);
  (void)slide->read_tile(whole);
  EXPECT_EQ(slide->statistics().blocks_decoded, 1U);
  slide->release_channels(both, whole);
  (void)slide->read_tile(whole);
  EXPECT_EQ(slide->statistics().blocks_decoded, 2U);
}

TEST(ChannelReading, KeepsTheBlocksOfChannelsThatAreNotReleased) {
  const TemporaryFolder folder;
  TiffVariant variant;
  variant.tile_width = variant.tile_height = 64;
  test::write_test_tiff(folder / "scan.tif", test::test_planes(2, 64, 64, CV_16UC1), variant);
  const auto slide = open_slide({folder / "scan.tif"}, test::position_panel(2));
  const std::vector<std::size_t> second{1};
  const SlideRect whole{0, 0, 64, 64};
  (void)slide->read_tile(whole);
  slide->release_channels(second, whole);
  (void)slide->read_tile(whole);
  EXPECT_EQ(slide->statistics().blocks_decoded, 3U) << "the second channel again, the first one not";
}

TEST(ChannelReading, TellsWhichChannelsAreHadTogether) {
  const TemporaryFolder folder;
  for (const bool planar : {false, true}) {
    for (const bool one_page : {false, true}) {
      TiffVariant variant;
      variant.samples_in_page = one_page;
      variant.planar = planar;
      test::write_test_tiff(folder / "scan.tif", test::test_planes(3, 40, 50, CV_16UC1), variant);
      const auto slide = open_slide({folder / "scan.tif"}, test::position_panel(3));
      const std::vector<std::size_t> last{2};
      const std::vector<std::size_t> all{0, 1, 2};
      EXPECT_EQ(slide->with_channels_beside(last), one_page && !planar ? all : last);
      EXPECT_EQ(slide->with_channels_beside(all), all);
      EXPECT_TRUE(slide->with_channels_beside({}).empty());
    }
  }
}

TEST(ChannelReading, ALossInChannelsReadFirstIsToldBesideThoseOfChannelsReadLater) {
  const TemporaryFolder folder;
  const auto file = folder / "scan.tif";
  TiffVariant variant;
  variant.compression = COMPRESSION_ZSTD;
  variant.tile_width = variant.tile_height = 32;
  variant.page_names = {"DAPI", "CK"};
  test::write_test_tiff(file, test::test_planes(2, 70, 90, CV_16UC1), variant);
  const std::string healthy = test::bytes_of(file);
  for (const bool both : {false, true}) {
    std::string bytes = healthy;
    for (std::size_t page = 0; page < (both ? 2U : 1U); ++page) {
      const std::uint32_t first = test::get_u32(bytes, test::tag_value(bytes, page, 324));
      std::fill_n(bytes.begin() + first, 40, static_cast<char>(0xFF));
    }
    test::write_bytes(file, bytes);
    const auto slide = open_slide({file}, test::test_panel({"DAPI", "CK"}));
    RawTile tile;
    tile.rect = {0, 0, 90, 70};
    for (const std::size_t channel : {0U, 1U}) {
      const std::vector<std::size_t> one{channel};
      slide->read_channels(one, tile, {});
      EXPECT_TRUE(tile.planes.empty()) << "nothing is to be made of such a tile";
    }
    ASSERT_EQ(tile.failures.size(), both ? 2U : 1U);
    EXPECT_EQ(tile.failures.front().channel, "DAPI");
    EXPECT_EQ(tile.failures.back().channel, both ? "CK" : "DAPI");
  }
}

}  // namespace
}  // namespace cyto
