#include "cytrial/imageio/slide_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tiffio.h>

#include <limits>
#include <numeric>

#include "cytrial/core/error.h"
#include "cytrial/imageio/read_plane.h"
#include "cytrial/imageio/tile_grid.h"
#include "support/temporary_folder.h"
#include "support/test_tiff.h"

namespace cyto {
namespace {

using test::TemporaryFolder;
using test::TiffVariant;
using ::testing::ContainsRegex;

void expect_right_pixels(SlideReader& slide, const Tile& tile, const std::vector<cv::Mat>& planes) {
  RawTile raw;
  raw.rect = tile.rect;
  std::vector<std::size_t> all(planes.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  slide.read_channels(all, raw, tile.alone);
  const cv::Rect part(static_cast<int>(tile.rect.x), static_cast<int>(tile.rect.y),
                      static_cast<int>(tile.rect.width), static_cast<int>(tile.rect.height));
  ASSERT_EQ(raw.planes.size(), planes.size());
  for (std::size_t c = 0; c < planes.size(); ++c) {
    EXPECT_TRUE(test::same_pixels(raw.planes[c], planes[c](part)));
  }
}

/// Reads every tile of a grid in row-major order, but those at once from the last to the first, so that as
/// much as can be is held for it. @return blocks decoded per block of the slide.
double decode_ratio(SlideReader& slide, const std::vector<cv::Mat>& planes, bool enough_cache,
                    int tiles_at_once = 1, std::int64_t halo_px = 13, std::int64_t tile_px = 100) {
  const SlideDescription& about = slide.description();
  const TileGrid grid = make_tile_grid(about.width_px, about.height_px, {50, 50}, halo_px, tile_px);
  slide.set_cache_limit(enough_cache ? slide.cache_bytes_for(grid, tiles_at_once) : 0);
  for (std::size_t first = 0; first < grid.tiles.size();) {
    const std::size_t end = std::min(first + static_cast<std::size_t>(tiles_at_once), grid.tiles.size());
    for (std::size_t i = end; i > first; --i) {
      expect_right_pixels(slide, grid.tiles[i - 1], planes);
    }
    for (; first < end; ++first) {
      slide.release(grid.tiles[first].finished);
    }
  }
  const ReadStatistics statistics = slide.statistics();
  return static_cast<double>(statistics.blocks_decoded) / static_cast<double>(statistics.blocks_in_slide);
}

TEST(SlideReader, RowMajorTilesWithHaloDecodeEveryBlockOnceWhenTheCacheIsAsLargeAsItAsksFor) {
  const TemporaryFolder folder;
  const auto planes = test::test_planes(3, 421, 633, CV_16UC1);
  for (const bool tiled : {false, true}) {
    for (const bool one_page : {false, true}) {
      for (const int block : {16, 64, 512}) {
        TiffVariant variant;
        variant.compression = COMPRESSION_LZW;
        variant.tile_width = variant.tile_height = tiled ? block : 0;
        variant.rows_per_strip = block;
        variant.samples_in_page = one_page;
        test::write_test_tiff(folder / "scan.tif", planes, variant);
        SCOPED_TRACE(std::to_string(block) + (tiled ? " tiles" : " strips") +
                     (one_page ? " chunky" : " pages"));
        const auto open = [&] { return open_slide({folder / "scan.tif"}, test::position_panel(3)); };
        EXPECT_EQ(decode_ratio(*open(), planes, true), 1.0);
        EXPECT_GT(decode_ratio(*open(), planes, false), 1.0);
      }
    }
  }
}

TEST(SlideReader, TilesReadAtTheSameTimeDecodeEveryBlockOnceWhenTheCacheIsAsLargeAsTheyAskFor) {
  const TemporaryFolder folder;
  const auto planes = test::test_planes(2, 421, 633, CV_16UC1);
  for (const bool tiled : {false, true}) {
    for (const bool one_page : {false, true}) {
      for (const int block : {16, 64, 112, 512}) {
        TiffVariant variant;
        variant.tile_width = variant.tile_height = tiled ? block : 0;
        variant.rows_per_strip = block;
        variant.samples_in_page = one_page;
        test::write_test_tiff(folder / "scan.tif", planes, variant);
        for (const int tiles_at_once : {2, 3, 5, 9, 20}) {  // of seven in a row
          SCOPED_TRACE(std::to_string(block) + (tiled ? " tiles, " : " strips, ") +
                       (one_page ? "chunky, " : "pages, ") + std::to_string(tiles_at_once) + " at once");
          const auto slide = open_slide({folder / "scan.tif"}, test::position_panel(2));
          EXPECT_EQ(decode_ratio(*slide, planes, true, tiles_at_once), 1.0);
        }
      }
    }
  }
}

TEST(SlideReader, TilesOfAMosaicReadAtTheSameTimeDecodeEveryBlockOnce) {
  const auto planes = test::test_planes(1, 440, 640, CV_16UC1);
  for (const int block : {0, 16, 112}) {
    const TemporaryFolder folder;
    TiffVariant variant;
    variant.tile_width = variant.tile_height = block;
    variant.rows_per_strip = 16;
    std::string fields;
    for (int i = 0; i < 6; ++i) {  // three across, two down; the slide leaves out five columns and four rows
      const cv::Rect frame(i % 3 * 208 + (i % 3 == 0 && i > 2 ? 5 : 0), i / 3 * 208 + (i == 1 ? 4 : 0), 220,
                           220);
      const std::string name = std::to_string(i) + ".tif";
      test::write_test_tiff(folder / name, {planes[0](frame)}, variant);
      fields += (i == 0 ? "" : ", ") + ("{\"file\": \"" + name + "\", \"x_px\": ") + std::to_string(frame.x) +
                ", \"y_px\": " + std::to_string(frame.y) + "}";
    }
    test::write_bytes(folder / "fields.json", "{\"fields\": [" + fields + "]}");
    for (const int tiles_at_once : {1, 2, 3, 7, 20}) {
      SCOPED_TRACE(std::to_string(block) + ", " + std::to_string(tiles_at_once) + " at once");
      const auto slide = open_slide({folder.path()}, test::position_panel(1));
      const SlideDescription& about = slide->description();
      const cv::Rect whole(5, 4, static_cast<int>(about.width_px), static_cast<int>(about.height_px));
      EXPECT_EQ(decode_ratio(*slide, {planes[0](whole)}, true, tiles_at_once), 1.0);
    }
  }
}

TEST(SlideReader, TilesBelowEachOtherReadAtTheSameTimeDecodeEveryBlockOnce) {
  const TemporaryFolder folder;
  const auto planes = test::test_planes(1, 905, 90, CV_16UC1);
  for (const int block : {16, 32, 64, 112}) {
    TiffVariant variant;
    variant.tile_width = variant.tile_height = block;
    test::write_test_tiff(folder / "scan.tif", planes, variant);
    for (const int tiles_at_once : {1, 2, 3, 5}) {
      for (const std::int64_t halo_px : {5, 13, 21}) {
        for (const std::int64_t tile_px : {100, 150}) {
          SCOPED_TRACE(std::to_string(block) + " px, " + std::to_string(tiles_at_once) + " at once, halo " +
                       std::to_string(halo_px));
          const auto slide = open_slide({folder / "scan.tif"}, test::position_panel(1));
          EXPECT_EQ(decode_ratio(*slide, planes, true, tiles_at_once, halo_px, tile_px), 1.0);
        }
      }
    }
  }
}

TEST(SlideReader, CountsTilesOfARowRightWhereTwoRowsBeginAtTheUpperEdge) {
  const TemporaryFolder folder;
  const auto planes = test::test_planes(1, 921, 633, CV_16UC1);
  TiffVariant variant;
  variant.tile_width = variant.tile_height = 16;
  test::write_test_tiff(folder / "scan.tif", planes, variant);
  const auto open = [&] { return open_slide({folder / "scan.tif"}, test::position_panel(1)); };
  EXPECT_EQ(decode_ratio(*open(), planes, true, 8, 120), 1.0);
  // Eight tiles of seven in a row lie in two rows, of which each but the first begins 100 below the last.
  const TileGrid grid = make_tile_grid(633, 921, {50, 50}, 120, 100);
  EXPECT_GE(open()->cache_bytes_for(grid, 8), 2U * (440U * 633U));
}

TEST(SlideReader, AsksForRowsThatTilesShareAndNotForAllRowsOfTheirBlocks) {
  const TemporaryFolder folder;
  TiffVariant variant;
  variant.tile_width = variant.tile_height = 512;
  test::write_test_tiff(folder / "scan.tif", test::test_planes(1, 3072, 6144, CV_16UC1), variant);
  const auto slide = open_slide({folder / "scan.tif"}, test::position_panel(1));
  const TileGrid grid = make_tile_grid(6144, 3072, {512, 1024}, 100, 512);
  // 200 rows that are shared over the whole width and once more below the tile of two columns of blocks; all
  // rows of one column on each side of it. No row more to the end of a block: the windows end with blocks.
  EXPECT_EQ(slide->cache_bytes_for(grid), 2U * (200U * (6144U + 2U * 512U) + 1224U * 2U * 512U));
}

TEST(SlideReader, ALargeCompressedStripIsDecodedOnceInRowMajorOrder) {
  const TemporaryFolder folder;
  TiffVariant variant;
  variant.compression = COMPRESSION_ADOBE_DEFLATE;
  variant.rows_per_strip = 100'000;
  const auto planes = test::test_planes(2, 2000, 1500, CV_16UC1);
  test::write_test_tiff(folder / "scan.tif", planes, variant);
  const auto slide = open_slide({folder / "scan.tif"}, test::position_panel(2));
  EXPECT_GT(slide->statistics().blocks_in_slide, 2U);  // the strips are cut into row groups
  EXPECT_EQ(decode_ratio(*slide, planes, true), 1.0);
}

TEST(SlideReader, ABlockThatCannotBeDecodedIsNamedAndNeverMakesPixels) {
  const TemporaryFolder folder;
  const auto file = folder / "scan.tif";
  for (const int compression : {COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_ZSTD}) {
    TiffVariant variant;
    variant.compression = compression;
    variant.tile_width = variant.tile_height = 32;
    variant.page_names = {"DAPI", "CK"};
    test::write_test_tiff(file, test::test_planes(2, 70, 90, CV_16UC1), variant);
    std::string bytes = test::bytes_of(file);
    const std::uint32_t fifth = test::get_u32(bytes, test::tag_value(bytes, 1, 324) + 4 * 4);
    for (std::uint32_t i = 0; i < 40; ++i) {
      bytes[fifth + i] = static_cast<char>(0xFF);
    }
    test::write_bytes(file, bytes);
    const auto slide = open_slide({file}, test::test_panel({"DAPI", "CK"}));
    const RawTile bad = slide->read_tile({0, 0, 90, 70});
    ASSERT_EQ(bad.failures.size(), 1U);
    EXPECT_TRUE(bad.planes.empty());
    EXPECT_EQ(bad.failures[0].file, file.string());
    EXPECT_EQ(bad.failures[0].channel, "CK");
    EXPECT_EQ(bad.failures[0].rect, (SlideRect{32, 32, 32, 32}));
    EXPECT_THAT(bad.failures[0].problem,
                ContainsRegex("page 1, tile 4 .slide column 32, row 32.: cannot be decompressed: ."));
    EXPECT_FALSE(bad.failures[0].remedy.empty());
    const RawTile good = slide->read_tile({0, 0, 90, 32});
    EXPECT_TRUE(good.failures.empty());
    EXPECT_EQ(good.planes.size(), 2U);
  }
}

TEST(SlideReader, AChangedByteInADeflateBlockNeverChangesPixelsUnnoticed) {
  const TemporaryFolder folder;
  const auto file = folder / "scan.tif";
  TiffVariant variant;
  variant.compression = COMPRESSION_ADOBE_DEFLATE;
  variant.rows_per_strip = 64;
  test::write_test_tiff(file, test::test_planes(1, 64, 64, CV_16UC1), variant);
  const std::string healthy = test::bytes_of(file);
  const std::uint32_t begin = test::tag_value(healthy, 0, 273);
  const std::uint32_t size = test::tag_value(healthy, 0, 279);
  ASSERT_GT(size, 5000U);
  const cv::Mat truth = test::read_whole({file}, test::position_panel(1)).planes.at(0);
  int found = 0;
  for (std::uint32_t at = 2; at < size; at += 13) {  // behind the two bytes of zlib's header
    std::string bytes = healthy;
    bytes[begin + at] = static_cast<char>(bytes[begin + at] ^ 0x10);
    test::write_bytes(file, bytes);
    const RawTile tile = test::read_whole({file}, test::position_panel(1));
    found += tile.failures.empty() ? 0 : 1;
    // A bit of padding between the last Deflate block and the sum may change without any harm.
    EXPECT_TRUE(!tile.failures.empty() || test::same_pixels(tile.planes[0], truth)) << at;
  }
  EXPECT_GT(found, 600);
}

TEST(SlideReader, ALargeStripThatBreaksInTheMiddleLosesTheRowsFromThereOn) {
  const TemporaryFolder folder;
  const auto file = folder / "scan.tif";
  TiffVariant variant;
  variant.compression = COMPRESSION_ADOBE_DEFLATE;
  variant.rows_per_strip = 100'000;
  const auto planes = test::test_planes(1, 2000, 1500, CV_16UC1);
  test::write_test_tiff(file, planes, variant);
  std::string bytes = test::bytes_of(file);
  const std::size_t middle = bytes.size() / 2;
  for (std::size_t i = 0; i < 4000; ++i) {
    bytes[middle + i] = static_cast<char>(0xFF);
  }
  test::write_bytes(file, bytes);
  const auto slide = open_slide({file}, test::position_panel(1));
  const RawTile top = slide->read_tile({0, 0, 1500, 300});
  ASSERT_TRUE(top.failures.empty());
  EXPECT_TRUE(test::same_pixels(top.planes[0], planes[0](cv::Rect(0, 0, 1500, 300))));
  const RawTile below = slide->read_tile({0, 1800, 1500, 200});
  ASSERT_FALSE(below.failures.empty());
  EXPECT_THAT(below.failures[0].problem,
              ContainsRegex("page 0, strip 0 .*cannot be decompressed: at row [0-9]+"));
}

TEST(SlideReader, TellsTheLargestCountOfEachPlaneOfATile) {
  const TemporaryFolder folder;
  const auto file = folder / "scan.tif";
  auto planes = test::test_planes(2, 60, 70, CV_16UC1);
  planes[1].at<std::uint16_t>(41, 53) = 65535;
  TiffVariant variant;
  variant.tile_width = variant.tile_height = 16;
  variant.page_names = {"DAPI", "CK"};
  variant.compression = COMPRESSION_ZSTD;
  for (const int predictor : {1, 2}) {
    variant.predictor = predictor;
    test::write_test_tiff(file, planes, variant);
    const auto slide = open_slide({file}, test::test_panel({"DAPI", "CK"}));
    for (const SlideRect& rect :
         {SlideRect{10, 20, 60, 40}, SlideRect{0, 0, 53, 60}, SlideRect{53, 41, 1, 1}}) {
      const RawTile tile = slide->read_tile(rect);
      ASSERT_EQ(tile.greatest.size(), 2U);
      for (std::size_t channel = 0; channel < 2; ++channel) {
        double most = 0.0;
        cv::minMaxLoc(tile.planes[channel], nullptr, &most);
        EXPECT_EQ(static_cast<double>(tile.greatest[channel]), most);
      }
    }
  }
}

TEST(SlideReader, ANanOrInfinityIsNamedByItsPixel) {
  const TemporaryFolder folder;
  const auto file = folder / "scan.tif";
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity()}) {
    auto planes = test::test_planes(2, 60, 70, CV_32FC1);
    planes[1].at<float>(41, 53) = bad;
    TiffVariant variant;
    variant.tile_width = variant.tile_height = 16;
    variant.page_names = {"DAPI", "CK"};
    test::write_test_tiff(file, planes, variant);
    const auto slide = open_slide({file}, test::test_panel({"DAPI", "CK"}));
    const RawTile tile = slide->read_tile({10, 20, 60, 40});
    ASSERT_EQ(tile.failures.size(), 1U);
    EXPECT_TRUE(tile.planes.empty());
    EXPECT_EQ(tile.failures[0].channel, "CK");
    EXPECT_EQ(tile.failures[0].rect, (SlideRect{53, 41, 1, 1}));
    EXPECT_THAT(tile.failures[0].problem, ContainsRegex("page 1: .* column 53, row 41 is NaN or infinite"));
    EXPECT_TRUE(slide->read_tile({0, 0, 53, 60}).failures.empty());
  }
}

TEST(SlideReader, DescribesWhatItReads) {
  const TemporaryFolder folder;
  const auto planes = test::test_planes(2, 60, 70, CV_8UC1);
  TiffVariant variant;
  variant.big_tiff = true;
  variant.compression = COMPRESSION_ZSTD;
  variant.rows_per_strip = 9;
  variant.page_names = {"DAPI", "CK"};
  variant.pixels_per_cm = 20'000.0;
  test::write_test_tiff(folder / "scan.tif", planes, variant);
  const auto slide = open_slide({folder / "scan.tif"}, test::test_panel({"CK"}));
  const SlideDescription& about = slide->description();
  EXPECT_EQ(about.format, "BigTIFF");
  EXPECT_EQ(about.compression, "Zstandard");
  EXPECT_EQ(about.pixel_type, PixelType::UInt8);
  EXPECT_EQ(about.block_height_px, 9);
  EXPECT_EQ(about.pixel_size, (PixelSize{0.5, 0.5}));
  EXPECT_EQ(about.pixel_size_source, "TIFF resolution");
  ASSERT_EQ(about.channels.size(), 2U);
  EXPECT_EQ(about.channels[0].role, "");
  EXPECT_EQ(about.channels[1].role, "nuclear");
  ASSERT_EQ(about.fields.size(), 1U);
  EXPECT_EQ(about.fields[0].frame, (SlideRect{0, 0, 70, 60}));
  EXPECT_EQ(slide->statistics().blocks_in_slide, 7U);
}

TEST(SlideReader, BoundChannelsOfDifferentSizeOrTypeAreRefused) {
  const TemporaryFolder folder;
  TiffVariant variant;
  variant.page_names = {"DAPI"};
  test::write_test_tiff(folder / "a.tif", test::test_planes(1, 60, 70, CV_16UC1), variant);
  variant.page_names = {"CK"};
  for (const cv::Mat& other : {test::test_plane(60, 71, CV_16UC1, 1), test::test_plane(60, 70, CV_8UC1, 1)}) {
    test::write_test_tiff(folder / "b.tif", {other}, variant);
    try {
      (void)open_slide({folder / "a.tif", folder / "b.tif"}, test::test_panel({"DAPI", "CK"}));
      ADD_FAILURE() << "accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::BadData);
      EXPECT_THAT(error.what(), ContainsRegex("b.tif page 0: has .* but .*a.tif page 0 has 70 x 60"));
    }
  }
}

TEST(ReadPlane, ReadsOneGreyPageAndRefusesTheRest) {
  const TemporaryFolder folder;
  const auto planes = test::test_planes(2, 60, 70, CV_32FC1);
  test::write_test_tiff(folder / "gain.tif", planes, {});
  EXPECT_TRUE(test::same_pixels(read_plane(folder / "gain.tif", 1), planes[1]));
  EXPECT_THROW((void)read_plane(folder / "gain.tif", 2), Error);
  TiffVariant chunky;
  chunky.samples_in_page = true;
  test::write_test_tiff(folder / "chunky.tif", planes, chunky);
  EXPECT_THROW((void)read_plane(folder / "chunky.tif"), Error);
  auto broken = planes;
  broken[0].at<float>(3, 4) = std::numeric_limits<float>::quiet_NaN();
  test::write_test_tiff(folder / "nan.tif", broken, {});
  EXPECT_THROW((void)read_plane(folder / "nan.tif"), Error);
}

}  // namespace
}  // namespace cyto
