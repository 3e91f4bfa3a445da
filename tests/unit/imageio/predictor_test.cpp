#include "predictor.h"

#include <gtest/gtest.h>
#include <tiffio.h>

#include <bit>
#include <memory>

#include "decoder_pool.h"
#include "support/temporary_folder.h"
#include "support/test_tiff.h"
#include "tiff_file.h"

namespace cyto {
namespace {

/// A page of one sample per pixel in this machine's byte order, differenced.
TiffPage differenced_page(bool tiled, std::uint64_t block_width) {
  TiffPage page;
  page.width = 40'000;
  page.height = 4096;
  page.bits = 16;
  page.predictor = PREDICTOR_HORIZONTAL;
  page.tiled = tiled;
  page.block_width = block_width;
  page.block_height = 16;
  page.big_endian = std::endian::native == std::endian::big;
  return page;
}

TEST(Predictor, LeavesDifferencesInNarrowBlocksAndNotInStripsAsWideAsASlide) {
  EXPECT_TRUE(differences_may_stay(differenced_page(true, 512)));
  EXPECT_TRUE(differences_may_stay(differenced_page(true, 2048)));
  EXPECT_TRUE(differences_may_stay(differenced_page(false, 2000)));
  EXPECT_FALSE(differences_may_stay(differenced_page(false, 2049)));
  EXPECT_FALSE(differences_may_stay(differenced_page(false, 40'000)));
  EXPECT_FALSE(differences_may_stay(differenced_page(true, 16'384)));
}

TEST(Predictor, LeavesNoDifferencesThatAreNotOf16BitCountsSideBySide) {
  const TiffPage page = differenced_page(true, 512);
  TiffPage other = page;
  other.predictor = PREDICTOR_NONE;
  EXPECT_FALSE(differences_may_stay(other));
  other = page;
  other.bits = 8;
  EXPECT_FALSE(differences_may_stay(other));
  other = page;
  other.samples = 3;
  EXPECT_FALSE(differences_may_stay(other));
  other.planar = true;
  EXPECT_TRUE(differences_may_stay(other));
  other = page;
  other.big_endian = !page.big_endian;
  EXPECT_FALSE(differences_may_stay(other));
}

/// True when the first block of a file of one page is decoded to differences. Any rectangle must be right.
bool holds_differences(const cv::Mat& plane, const test::TiffVariant& variant) {
  const test::TemporaryFolder folder;
  test::write_test_tiff(folder / "scan.tif", {plane}, variant);
  const auto slide = open_slide({folder / "scan.tif"}, test::position_panel(1));
  for (const cv::Rect& part : {cv::Rect(0, 0, plane.cols, plane.rows), cv::Rect(1500, 3, 531, 9)}) {
    const RawTile tile = slide->read_tile({part.x, part.y, part.width, part.height});
    EXPECT_TRUE(tile.failures.empty() && test::same_pixels(tile.planes[0], plane(part)));
  }
  const auto file = std::make_shared<const TiffFile>(open_tiff_file(folder / "scan.tif"));
  const StoredPlane stored{file, 0, 0, PageBlocks(file->pages[0].page)};
  return DecoderPool().decode(0, stored, stored.blocks.at(0, 0)).pixels.hold_differences();
}

TEST(Predictor, BlocksOfAFileHoldDifferencesWhereTheyAreNarrow) {
  test::TiffVariant variant;
  variant.compression = COMPRESSION_ZSTD;
  variant.predictor = PREDICTOR_HORIZONTAL;
  EXPECT_TRUE(holds_differences(test::test_plane(16, 2048, CV_16UC1, 1), variant));
  EXPECT_FALSE(holds_differences(test::test_plane(16, 2049, CV_16UC1, 2), variant));
  variant.tile_width = variant.tile_height = 512;
  EXPECT_TRUE(holds_differences(test::test_plane(16, 2049, CV_16UC1, 3), variant));
}

}  // namespace
}  // namespace cyto
