#include "cytrial/process/crop_render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <png.h>

#include <cmath>
#include <limits>
#include <random>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

constexpr DisplayRange kRange{100.0, 355.0};  // one grey level per count

/// The pixels of a PNG, read by libpng itself; rows of width x channels bytes.
std::vector<std::uint8_t> decoded(const std::string& png, png_uint_32 format) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_NE(png_image_begin_read_from_memory(&image, png.data(), png.size()), 0);
  image.format = format;
  std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(image));
  EXPECT_NE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr), 0);
  return pixels;
}

template <typename Plane>
Plane noise(int rows, int cols, unsigned seed) {
  std::mt19937 random(seed);
  Plane plane(rows, cols);
  for (auto& pixel : plane) {
    pixel = static_cast<typename Plane::value_type>(random() % 256U);
  }
  return plane;
}

TEST(ChannelCrop, IsLinearBetweenTheLimitsAndCutOutsideThem) {
  const cv::Mat1w plane = (cv::Mat1w(1, 6) << 0, 100, 101, 228, 355, 65535);
  const cv::Mat1b grey = render_channel_crop(plane, kRange);
  EXPECT_THAT(std::vector<int>(grey.begin(), grey.end()), testing::ElementsAre(0, 0, 1, 128, 255, 255));
}

TEST(ChannelCrop, IsTheSameForEveryPixelType) {
  const cv::Mat1b bytes = noise<cv::Mat1b>(9, 13, 5);
  cv::Mat1w words;
  cv::Mat1f floats;
  bytes.convertTo(words, CV_16U);
  bytes.convertTo(floats, CV_32F);
  const DisplayRange range{20.0, 190.0};
  const cv::Mat1b expected = render_channel_crop(bytes, range);
  EXPECT_EQ(cv::norm(expected, render_channel_crop(words, range), cv::NORM_INF), 0.0);
  EXPECT_EQ(cv::norm(expected, render_channel_crop(floats, range), cv::NORM_INF), 0.0);
}

TEST(ChannelCrop, ShowsNotANumberAsBlackAndInfinityAtTheLimits) {
  const float inf = std::numeric_limits<float>::infinity();
  const cv::Mat1f plane = (cv::Mat1f(1, 3) << std::nanf(""), inf, -inf);
  const cv::Mat1b grey = render_channel_crop(plane, kRange);
  EXPECT_THAT(std::vector<int>(grey.begin(), grey.end()), testing::ElementsAre(0, 255, 0));
}

TEST(ChannelCrop, OfAFaintCellStaysDarkerThanOfABrightOne) {
  const cv::Mat1w faint(4, 4, std::uint16_t{150});
  const cv::Mat1w bright(4, 4, std::uint16_t{300});
  EXPECT_LT(render_channel_crop(faint, kRange)(0, 0), render_channel_crop(bright, kRange)(0, 0));
}

TEST(ChannelCrop, RefusesARangeThatIsEmptyReversedOrNotFinite) {
  const cv::Mat1w plane(2, 2, std::uint16_t{1});
  const double nan = std::nan("");
  for (const DisplayRange range : {DisplayRange{1, 1}, DisplayRange{2, 1}, DisplayRange{nan, 1}}) {
    EXPECT_THROW((void)render_channel_crop(plane, range), Error);
  }
}

TEST(ChannelCrop, RefusesAnUnexpectedPixelType) {
  EXPECT_THROW((void)render_channel_crop(cv::Mat(2, 2, CV_64F), kRange), Error);
  EXPECT_THROW((void)render_channel_crop(cv::Mat(2, 2, CV_8UC3), kRange), Error);
}

TEST(CompositeCrop, AddsTheColoursOfTheRoles) {
  const cv::Mat1b full(1, 1, std::uint8_t{255});
  const auto sum = render_composite(
      {{full, ChannelRole::Nuclear}, {full, ChannelRole::Cytokeratin}, {full, ChannelRole::Other}});
  EXPECT_EQ(sum(0, 0), cv::Vec3b(0, 255, 255));  // blue + green, cut at 255
}

TEST(CompositeCrop, GivesEveryDrawnRoleItsOwnColour) {
  const cv::Mat1b full(1, 1, std::uint8_t{255});
  std::vector<cv::Vec3b> seen;
  for (const ChannelRole role : {ChannelRole::Nuclear, ChannelRole::Cytokeratin, ChannelRole::Leukocyte,
                                 ChannelRole::Epithelial, ChannelRole::Other}) {
    const cv::Vec3b colour = render_composite({{full, role}})(0, 0);
    EXPECT_THAT(seen, testing::Not(testing::Contains(colour)));
    seen.push_back(colour);
  }
}

TEST(CompositeCrop, RefusesNoLayersAndSizesThatDiffer) {
  EXPECT_THROW((void)render_composite({}), Error);
  EXPECT_THROW((void)render_composite(
                   {{cv::Mat1b(2, 2), ChannelRole::Nuclear}, {cv::Mat1b(2, 3), ChannelRole::Leukocyte}}),
               Error);
}

TEST(CropPng, ReadsBackAsTheSamePixels) {
  const cv::Mat1b grey = noise<cv::Mat1b>(17, 31, 1);
  EXPECT_THAT(decoded(png_gray8(grey), PNG_FORMAT_GRAY), testing::ElementsAreArray(grey.begin(), grey.end()));
  const cv::Mat3b rgb = render_composite({{grey, ChannelRole::Leukocyte}});
  const auto pixels = decoded(png_rgb8(rgb), PNG_FORMAT_RGB);
  ASSERT_EQ(pixels.size(), rgb.total() * 3);
  EXPECT_EQ(cv::Vec3b(pixels[3], pixels[4], pixels[5]), rgb(0, 1));
}

TEST(CropPng, OfACutOutOfALargerPictureHoldsOnlyTheCut) {
  const cv::Mat1b whole = noise<cv::Mat1b>(20, 20, 2);
  const cv::Mat1b cut = whole(cv::Rect(3, 4, 5, 6));
  EXPECT_EQ(png_gray8(cut), png_gray8(cut.clone()));
}

TEST(CropPng, IsTheSameBytesEveryTimeAndHoldsNoTimeOrText) {
  const std::string png = png_gray8(noise<cv::Mat1b>(40, 40, 3));
  EXPECT_EQ(png, png_gray8(noise<cv::Mat1b>(40, 40, 3)));
  for (const char* chunk : {"tIME", "tEXt", "zTXt", "iTXt"}) {
    EXPECT_EQ(png.find(chunk), std::string::npos) << chunk;
  }
}

TEST(CropPng, RefusesAnEmptyPicture) {
  EXPECT_THROW((void)png_gray8(cv::Mat1b()), Error);
}

}  // namespace
}  // namespace cyto
