#include "cytrial/validation/label_image.h"

#include <gtest/gtest.h>

#include <string>

#include "cytrial/core/error.h"
#include "support/temporary_folder.h"
#include "support/test_tiff.h"

namespace cyto::validation {
namespace {

class LabelImage : public ::testing::Test {
 protected:
  std::string write(const cv::Mat& labels, const test::TiffVariant& variant) {
    const std::filesystem::path file = folder_.path() / "labels.tif";
    test::write_test_tiff(file, {labels}, variant);
    return file.string();
  }

 private:
  test::TemporaryFolder folder_;
};

TEST_F(LabelImage, RowsAndTilesOfEveryDepthReadTheSameLabels) {
  for (const int type : {CV_8U, CV_16U, CV_32S}) {
    cv::Mat1i expected(37, 53);
    cv::RNG(5).fill(expected, cv::RNG::UNIFORM, 0, type == CV_8U ? 256 : 65536);
    cv::Mat stored;
    expected.convertTo(stored, type);
    test::TiffVariant tiled;
    tiled.tile_width = 32;
    tiled.tile_height = 16;
    EXPECT_TRUE(test::same_pixels(read_label_image(write(stored, {})), expected)) << type;
    EXPECT_TRUE(test::same_pixels(read_label_image(write(stored, tiled)), expected)) << type;
  }
}

TEST_F(LabelImage, RefusesRealNumbersAndCutFiles) {
  EXPECT_THROW((void)read_label_image(write(test::test_plane(20, 20, CV_32F, 1), {})), Error);
  const std::string file = write(test::test_plane(90, 90, CV_16U, 1), {});
  const std::string bytes = test::bytes_of(file);
  test::write_bytes(file, bytes.substr(0, bytes.size() / 2));
  EXPECT_THROW((void)read_label_image(file), Error);
  EXPECT_THROW((void)read_label_image(file + ".none"), Error);
}

}  // namespace
}  // namespace cyto::validation
