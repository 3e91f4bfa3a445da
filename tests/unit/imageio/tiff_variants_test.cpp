#include <gtest/gtest.h>
#include <tiffio.h>

#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/imageio/slide_reader.h"
#include "support/temporary_folder.h"
#include "support/test_tiff.h"

namespace cyto {
namespace {

using test::TemporaryFolder;
using test::TiffVariant;

struct Codec {
  int compression;
  int predictor;
};

std::vector<Codec> codecs_for(int type) {
  std::vector<Codec> codecs{{COMPRESSION_NONE, 1},          {COMPRESSION_LZW, 1},
                            {COMPRESSION_LZW, 2},           {COMPRESSION_ADOBE_DEFLATE, 1},
                            {COMPRESSION_ADOBE_DEFLATE, 2}, {COMPRESSION_DEFLATE, 2},
                            {COMPRESSION_ZSTD, 1},          {COMPRESSION_ZSTD, 2}};
  if (type == CV_32FC1) {
    codecs.push_back({COMPRESSION_LZW, 3});
    codecs.push_back({COMPRESSION_ADOBE_DEFLATE, 3});
    codecs.push_back({COMPRESSION_ZSTD, 3});
  }
  return codecs;
}

struct Blocks {
  int tile_width;
  int tile_height;
  int rows_per_strip;
};

std::string name_of(const TiffVariant& v, int type) {
  return "type " + std::to_string(type) + " tile " + std::to_string(v.tile_width) + "x" +
         std::to_string(v.tile_height) + " rows " + std::to_string(v.rows_per_strip) + " codec " +
         std::to_string(v.compression) + " predictor " + std::to_string(v.predictor) +
         (v.big_endian ? " big-endian" : "") + (v.big_tiff ? " BigTIFF" : "") +
         (v.samples_in_page ? v.planar ? " planar" : " chunky" : " pages");
}

/// Writes, reads whole and in odd pieces, compares with what was written.
void expect_same_pixels(const TemporaryFolder& folder, const std::vector<cv::Mat>& planes,
                        const TiffVariant& variant) {
  SCOPED_TRACE(name_of(variant, planes[0].type()));
  const auto file = folder / "scan.tif";
  test::write_test_tiff(file, planes, variant);
  const auto slide = open_slide({file}, test::position_panel(planes.size()));
  for (const SlideRect& rect : {SlideRect{0, 0, planes[0].cols, planes[0].rows}, SlideRect{13, 5, 40, 37}}) {
    const RawTile tile = slide->read_tile(rect);
    ASSERT_TRUE(tile.failures.empty()) << tile.failures[0].problem;
    ASSERT_EQ(tile.planes.size(), planes.size());
    const cv::Rect part(static_cast<int>(rect.x), static_cast<int>(rect.y), static_cast<int>(rect.width),
                        static_cast<int>(rect.height));
    for (std::size_t i = 0; i < planes.size(); ++i) {
      EXPECT_TRUE(test::same_pixels(tile.planes[i], planes[i](part))) << "channel " << i;
    }
  }
}

TEST(TiffVariants, EveryCodecPredictorTypeAndBlockShapeDecodesToTheSamePixels) {
  const TemporaryFolder folder;
  for (const int type : {CV_8UC1, CV_16UC1, CV_32FC1}) {
    const std::vector<cv::Mat> planes = test::test_planes(3, 71, 93, type);
    for (const Codec& codec : codecs_for(type)) {
      for (const Blocks& blocks : {Blocks{0, 0, 1}, Blocks{0, 0, 7}, Blocks{0, 0, 71}, Blocks{16, 32, 0},
                                   Blocks{48, 16, 0}, Blocks{128, 128, 0}}) {
        TiffVariant variant;
        variant.tile_width = blocks.tile_width;
        variant.tile_height = blocks.tile_height;
        variant.rows_per_strip = blocks.rows_per_strip;
        variant.compression = codec.compression;
        variant.predictor = codec.predictor;
        expect_same_pixels(folder, planes, variant);
      }
    }
  }
}

TEST(TiffVariants, SamplesInOnePageByteOrdersAndBigTiffDecodeToTheSamePixels) {
  const TemporaryFolder folder;
  for (const int type : {CV_8UC1, CV_16UC1, CV_32FC1}) {
    const std::vector<cv::Mat> planes = test::test_planes(4, 71, 93, type);
    for (const Codec& codec :
         {Codec{COMPRESSION_NONE, 1}, Codec{COMPRESSION_LZW, 2}, Codec{COMPRESSION_ZSTD, 1}}) {
      for (unsigned bits = 0; bits < 32; ++bits) {
        TiffVariant variant;
        variant.compression = codec.compression;
        variant.predictor = codec.predictor;
        variant.big_endian = (bits & 1U) != 0;
        variant.big_tiff = (bits & 2U) != 0;
        variant.samples_in_page = (bits & 4U) != 0;
        variant.planar = (bits & 4U) != 0 && (bits & 8U) != 0;
        variant.tile_width = variant.tile_height = (bits & 16U) != 0 ? 32 : 0;
        expect_same_pixels(folder, planes, variant);
      }
    }
  }
}

TEST(TiffVariants, ColourSamplesAreNamedRedGreenAndBlue) {
  const TemporaryFolder folder;
  const auto planes = test::test_planes(3, 20, 30, CV_8UC1);
  TiffVariant variant;
  variant.samples_in_page = true;
  variant.photometric = PHOTOMETRIC_RGB;
  test::write_test_tiff(folder / "rgb.tif", planes, variant);
  const RawTile tile = test::read_whole({folder / "rgb.tif"}, test::test_panel({"Blue", "red"}));
  EXPECT_TRUE(test::same_pixels(tile.planes[0], planes[2]));
  EXPECT_TRUE(test::same_pixels(tile.planes[1], planes[0]));
}

TEST(TiffVariants, AStripTooLargeToBeKeptIsReadInRowGroupsInAnyOrder) {
  const TemporaryFolder folder;
  const std::vector<cv::Mat> planes = test::test_planes(2, 1700, 1601, CV_16UC1);  // 5.4 MB per strip
  for (const int compression :
       {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_ZSTD}) {
    for (const bool planar : {false, true}) {
      TiffVariant variant;
      variant.rows_per_strip = 1690;  // a large strip, then a small one
      variant.compression = compression;
      variant.samples_in_page = planar;
      variant.planar = planar;
      SCOPED_TRACE(name_of(variant, CV_16UC1));
      test::write_test_tiff(folder / "large.tif", planes, variant);
      const auto slide = open_slide({folder / "large.tif"}, test::position_panel(2));
      slide->set_cache_limit(0);
      for (const int y : {1500, 0, 1660, 700}) {  // back and forth, across the strips' border
        const cv::Rect part(17, y, 1000, 40);
        const RawTile tile = slide->read_tile({part.x, part.y, part.width, part.height});
        ASSERT_TRUE(tile.failures.empty()) << tile.failures[0].problem;
        EXPECT_TRUE(test::same_pixels(tile.planes[0], planes[0](part))) << y;
        EXPECT_TRUE(test::same_pixels(tile.planes[1], planes[1](part))) << y;
      }
    }
  }
}

TEST(TiffVariants, ReducedCopiesAreCountedAndThumbnailsIgnored) {
  const TemporaryFolder folder;
  const auto planes = test::test_planes(2, 64, 80, CV_16UC1);
  TiffVariant variant;
  variant.description = test::test_ome_xml({"DAPI", "CK"}, planes[0], 0.65);
  variant.reduced_copies = 2;
  test::write_test_tiff(folder / "pyramid.ome.tif", planes, variant);
  const SlideDescription pyramid = describe_slide({folder / "pyramid.ome.tif"});
  EXPECT_EQ(pyramid.pyramid_levels, 3U);
  EXPECT_EQ(pyramid.channels.size(), 2U);

  variant.reduced_copies = 0;
  variant.thumbnail_page = true;
  test::write_test_tiff(folder / "thumbnail.ome.tif", planes, variant);
  const SlideDescription thumbnail = describe_slide({folder / "thumbnail.ome.tif"});
  EXPECT_EQ(thumbnail.channels.size(), 2U);
  ASSERT_EQ(thumbnail.remarks.size(), 1U);
  EXPECT_NE(thumbnail.remarks[0].find("ignored 1 page"), std::string::npos);
}

}  // namespace
}  // namespace cyto
