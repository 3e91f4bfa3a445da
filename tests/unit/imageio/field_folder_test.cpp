#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/imageio/slide_reader.h"
#include "support/temporary_folder.h"
#include "support/test_tiff.h"

namespace cyto {
namespace {

using test::TemporaryFolder;
using test::TiffVariant;
using ::testing::ContainsRegex;

/// A slide of two channels cut into camera fields that overlap; each field is made distinguishable where
/// fields overlap only by position, so that the slide must come back exactly.
class FieldFolder : public ::testing::Test {
 protected:
  static constexpr int kField = 60;

  [[nodiscard]] std::vector<cv::Mat> field_at(int x, int y) const {
    return {slide_[0](cv::Rect(x, y, kField, kField)).clone(),
            slide_[1](cv::Rect(x, y, kField, kField)).clone()};
  }
  void write_field(const std::string& name, int x, int y, TiffVariant variant = {}) {
    if (variant.description.empty()) {
      variant.page_names = {"DAPI", "CK"};
    }
    test::write_test_tiff(folder_ / name, field_at(x, y), variant);
  }
  void write_layout(const std::string& json) { test::write_bytes(folder_ / "fields.json", json); }
  std::unique_ptr<SlideReader> open() {
    return open_slide({folder_.path()}, test::test_panel({"DAPI", "CK"}));
  }
  std::string refusal(ErrorCode code) {
    try {
      (void)open();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    return {};
  }
  /// The whole slide, and pieces across the seams, equal `slide_` from (x, y) on.
  void expect_slide(int x, int y, int width, int height) {
    const auto slide = open();
    ASSERT_EQ(slide->description().width_px, width);
    ASSERT_EQ(slide->description().height_px, height);
    for (const cv::Rect& part : {cv::Rect(0, 0, width, height), cv::Rect(33, 41, 50, 30)}) {
      const RawTile tile = slide->read_tile({part.x, part.y, part.width, part.height});
      ASSERT_TRUE(tile.failures.empty());
      for (std::size_t c = 0; c < 2; ++c) {
        EXPECT_TRUE(test::same_pixels(tile.planes[c], slide_[c](part + cv::Point(x, y))));
      }
    }
    std::int64_t covered = 0;
    for (const FieldPlacement& field : slide->description().fields) {
      covered += field.rect.area();
      EXPECT_EQ(intersect(field.rect, field.frame), field.rect);
    }
    EXPECT_EQ(covered, static_cast<std::int64_t>(width) * height);
  }
  /// Three columns and two rows with an overlap, numbered in `order`.
  void write_grid(const std::string& order, int overlap, int first_index) {
    const int step = kField - overlap;
    for (int i = 0; i < 6; ++i) {
      int row = order == "column" ? i % 2 : i / 3;
      int column = order == "column" ? i / 2 : i % 3;
      column = order == "serpentine" && row == 1 ? 2 - column : column;
      write_field("f" + std::to_string(first_index + i) + ".tif", column * step, row * step);
    }
    write_layout("{\"columns\": 3, \"rows\": 2, \"order\": \"" + order +
                 "\", \"overlap_px\": " + std::to_string(overlap) +
                 ", \"pattern\": \"f{index}.tif\", \"first_index\": " + std::to_string(first_index) + "}");
  }

  TemporaryFolder folder_;
  std::vector<cv::Mat> slide_ = test::test_planes(2, 200, 260, CV_16UC1);
};

TEST_F(FieldFolder, GridsInAnyOrderAndOverlapGiveTheSlideBack) {
  for (const char* order : {"row", "serpentine", "column"}) {
    for (const int overlap : {0, 1, 10, 17}) {
      SCOPED_TRACE(std::string(order) + " overlap " + std::to_string(overlap));
      write_grid(order, overlap, overlap);
      expect_slide(0, 0, 3 * kField - 2 * overlap, 2 * kField - overlap);
      for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
        std::filesystem::remove(entry.path());
      }
    }
  }
}

TEST_F(FieldFolder, BlocksOfCroppedFieldsAreReleasedAsAllOthers) {
  TiffVariant variant;
  variant.tile_width = variant.tile_height = 32;  // 60 pixels: padded
  write_field("a.tif", 5, 0, variant);
  write_field("b.tif", 58, 9, variant);
  write_field("c.tif", 0, 55, variant);
  write_field("d.tif", 54, 50, variant);
  write_layout(
      R"({"fields": [{"file": "a.tif", "x_px": 5, "y_px": 0}, {"file": "b.tif", "x_px": 58, "y_px": 9},
      {"file": "c.tif", "x_px": 0, "y_px": 55}, {"file": "d.tif", "x_px": 54, "y_px": 50}]})");
  const auto slide = open();
  const SlideRect whole{0, 0, slide->description().width_px, slide->description().height_px};
  (void)slide->read_tile(whole);
  const std::uint64_t all = slide->statistics().blocks_decoded;
  EXPECT_EQ(all, slide->statistics().blocks_in_slide);
  slide->release({0, 0, whole.width, 70});
  (void)slide->read_tile({0, 70, whole.width, whole.height - 70});
  EXPECT_EQ(slide->statistics().blocks_decoded, all) << "the lower rows are held";
  slide->release(whole);
  const RawTile tile = slide->read_tile(whole);
  EXPECT_EQ(slide->statistics().blocks_decoded, 2 * all) << "nothing was left";
  EXPECT_TRUE(test::same_pixels(tile.planes[0], slide_[0](cv::Rect(5, 9, static_cast<int>(whole.width),
                                                                   static_cast<int>(whole.height)))));
}

TEST_F(FieldFolder, EveryPixelIsTakenFromTheFieldWhoseMiddleOfTheOverlapItLiesIn) {
  test::write_test_tiff(folder_ / "1.tif", {cv::Mat1b(kField, kField, std::uint8_t{1})}, {});
  test::write_test_tiff(folder_ / "2.tif", {cv::Mat1b(kField, kField, std::uint8_t{2})}, {});
  write_layout(R"({"columns": 2, "rows": 1, "order": "row", "overlap_px": 20, "pattern": "{column}.tif"})");
  const RawTile tile = test::read_whole({folder_.path()}, test::test_panel({"DAPI"}));
  const cv::Mat1b row = tile.planes[0].row(30);
  for (int x = 0; x < 100; ++x) {
    EXPECT_EQ(row(0, x), x < 50 ? 1 : 2) << x;
  }
}

TEST_F(FieldFolder, ExplicitPositionsMayJitterAndTheRaggedMarginIsLeftOut) {
  write_field("a.tif", 0, 3);
  write_field("b.tif", 50, 0);
  write_field("c.tif", 2, 51);
  write_field("d.tif", 55, 53);
  write_layout(
      R"({"fields": [{"file": "a.tif", "x_px": 0, "y_px": 3}, {"file": "b.tif", "x_px": 50, "y_px": 0},
                              {"file": "d.tif", "x_px": 55, "y_px": 53}, {"file": "c.tif", "x_px": 2, "y_px": 51}]})");
  expect_slide(2, 3, 108, 108);
  EXPECT_THAT(open()->description().remarks, ::testing::Contains(ContainsRegex("left out up to 5 pixels")));
}

TEST_F(FieldFolder, StagePositionsOfOmeFilesPlaceTheFields) {
  const auto variant = [&](double x_um, double y_um) {
    TiffVariant v;
    v.description = test::test_ome_xml({"DAPI", "CK"}, slide_[0](cv::Rect(0, 0, kField, kField)), 0.5,
                                       "<TiffData/><Plane PositionX=\"" + std::to_string(x_um) +
                                           "\" PositionY=\"" + std::to_string(y_um) + "\"/>");
    return v;
  };
  write_field("a.ome.tif", 0, 0, variant(1000.0, -400.0));
  write_field("b.ome.tif", 50, 0, variant(1025.0, -400.0));
  write_field("c.ome.tif", 0, 55, variant(1000.0, -372.5));
  write_field("d.ome.tif", 50, 55, variant(1025.0, -372.5));
  expect_slide(0, 0, 110, 115);
  EXPECT_THAT(describe_slide({folder_.path()}).remarks,
              testing::Contains(testing::HasSubstr("whole outer row or column")));
  std::filesystem::remove(folder_ / "d.ome.tif");
  EXPECT_THAT(refusal(ErrorCode::BadData), ContainsRegex("do not fill a rectangle"));
  std::filesystem::remove(folder_ / "c.ome.tif");
  write_field("z.ome.tif", 150, 0, variant(1075.0, -400.0));
  EXPECT_THAT(refusal(ErrorCode::BadData),
              ContainsRegex("\"b.ome.tif\" and \"z.ome.tif\" leave a gap of 40 pixels"));
}

TEST_F(FieldFolder, OneFilePerChannelAndFieldIsNamedByTheLayout) {
  for (int column = 0; column < 2; ++column) {
    const auto planes = field_at(column * kField, 0);
    test::write_test_tiff(folder_ / ("0" + std::to_string(column + 1) + "_DAPI.tif"), {planes[0]}, {});
    test::write_test_tiff(folder_ / ("0" + std::to_string(column + 1) + "_CK.tif"), {planes[1]}, {});
  }
  write_layout(
      R"({"columns": 2, "rows": 1, "order": "row", "overlap_px": 0, "pattern": "{index:2}_{channel}.tif",
                   "channels": ["DAPI", "CK"]})");
  const RawTile tile = test::read_whole({folder_.path()}, test::test_panel({"DAPI", "CK"}));
  EXPECT_TRUE(test::same_pixels(tile.planes[1], slide_[1](cv::Rect(0, 0, 120, 60))));
}

TEST_F(FieldFolder, AMissingOrUnlistedFieldIsRefusedByName) {
  write_grid("row", 0, 1);
  std::filesystem::rename(folder_ / "f4.tif", folder_ / "kept");
  EXPECT_THAT(refusal(ErrorCode::NoInput), ContainsRegex("f4.tif: is listed in .*fields.json but missing"));
  std::filesystem::rename(folder_ / "kept", folder_ / "f4.tif");
  write_field("f7.tif", 0, 0);
  EXPECT_THAT(refusal(ErrorCode::BadConfig), ContainsRegex("does not list \"f7.tif\""));
  std::filesystem::remove(folder_ / "f7.tif");
  std::filesystem::remove(folder_ / "fields.json");
  EXPECT_THAT(refusal(ErrorCode::BadData), ContainsRegex("f1.tif: has no stage position"));
}

TEST_F(FieldFolder, FieldsThatDifferAreRefusedByName) {
  write_grid("row", 0, 1);
  test::write_test_tiff(folder_ / "f5.tif", test::test_planes(2, 61, 60, CV_16UC1), {});
  EXPECT_THAT(refusal(ErrorCode::BadData),
              ContainsRegex("f5.tif: is 60 x 61 pixels, the first field 60 x 60"));
  write_field("f5.tif", 60, 60);
  TiffVariant named;
  named.page_names = {"DAPI", "CD45"};
  test::write_test_tiff(folder_ / "f5.tif", field_at(60, 60), named);
  EXPECT_THAT(refusal(ErrorCode::BadData), ContainsRegex("f5.tif: has other channels than the first field"));
}

TEST_F(FieldFolder, AWrongLayoutFileIsRefusedByItsPointer) {
  write_field("a.tif", 0, 0);
  const auto refused = [&](const std::string& json) {
    write_layout(json);
    return refusal(ErrorCode::BadConfig);
  };
  const std::string grid = R"("columns": 1, "rows": 1, "overlap_px": 0, "order": "row")";
  EXPECT_EQ(refused("{" + grid + R"(, "pattern": "a.tif"})"), "");
  EXPECT_THAT(refused("{" + grid + R"(, "pattern": "../a.tif"})"),
              ContainsRegex("/pattern.*not a plain file name"));
  EXPECT_THAT(refused("{" + grid + R"(, "pattern": "{well}.tif"})"),
              ContainsRegex("/pattern.*not a plain file name"));
  EXPECT_THAT(refused("{" + grid + R"(, "pattern": "{channel}.tif"})"),
              ContainsRegex("\"channels\" is absent"));
  EXPECT_THAT(refused("{" + grid + R"(, "pattern": "a.tif", "colour": 1})"), ContainsRegex("colour"));
  EXPECT_THAT(refused(R"({"columns": 2, "rows": 1, "overlap_px": 0, "order": "row", "pattern": "a.tif"})"),
              ContainsRegex("names \"a.tif\" twice"));
  EXPECT_THAT(refused(R"({"columns": 1, "rows": 1, "overlap_px": 0, "order": "spiral", "pattern": "a.tif"})"),
              ContainsRegex("/order"));
  EXPECT_THAT(refused(R"({"columns": 1, "rows": 1, "overlap_px": 30, "order": "row", "pattern": "a.tif"})"),
              ContainsRegex("overlap_px is 30, half of a field or more"));
  EXPECT_THAT(refused(R"({"fields": []})"), ContainsRegex("/fields"));
}

TEST_F(FieldFolder, TwoFieldsAtOnePlaceAreRefused) {
  write_field("a.tif", 0, 0);
  write_field("b.tif", 5, 0);
  write_layout(
      R"({"fields": [{"file": "a.tif", "x_px": 0, "y_px": 0}, {"file": "b.tif", "x_px": 5, "y_px": 0}]})");
  EXPECT_THAT(refusal(ErrorCode::BadData), ContainsRegex("\"a.tif\" and \"b.tif\" lie at one place"));
}

}  // namespace
}  // namespace cyto
