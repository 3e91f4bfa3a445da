#include "cytrial/measure/texture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "drawn_scene.h"

namespace cyto {
namespace {

MeasuredRegion whole_plane(const cv::Mat1f& plane) {
  return cut_region(ObjectRuns(cv::Mat1i(plane.rows, plane.cols, 1)), 1,
                    cv::Rect(0, 0, plane.cols, plane.rows));
}

Texture texture_of(const cv::Mat1f& plane) {
  const MeasuredRegion region = whole_plane(plane);
  return measure_texture(values_in(plane, region), region);
}

TEST(Texture, OfAFlatRegionIsHomogeneous) {
  const Texture texture = texture_of(cv::Mat1f(5, 5, 8.0F));
  EXPECT_DOUBLE_EQ(texture.contrast, 0);
  EXPECT_DOUBLE_EQ(texture.homogeneity, 1);
  EXPECT_DOUBLE_EQ(texture.entropy_bit, 0);
}

TEST(Texture, OfTwoPixelsFollowsFromOnePair) {
  // Levels 15 (16 of 16, capped) and 8 (8 of 16): one pair of distance 7, two cells of 1/2.
  const Texture texture = texture_of((cv::Mat1f(1, 2) << 16, 8));
  EXPECT_DOUBLE_EQ(texture.contrast, 49);
  EXPECT_DOUBLE_EQ(texture.homogeneity, 1.0 / 50);
  EXPECT_DOUBLE_EQ(texture.entropy_bit, 1);
}

TEST(Texture, CountsAllFourDirections) {
  // 2 x 2 with one bright pixel (level 15) and three dark (level 0): 6 pairs, 3 of them unequal.
  const Texture texture = texture_of((cv::Mat1f(2, 2) << 16, 0, 0, 0));
  EXPECT_DOUBLE_EQ(texture.contrast, 0.5 * 225);
  EXPECT_DOUBLE_EQ(texture.homogeneity, 0.5 + 0.5 / 226);
  EXPECT_DOUBLE_EQ(texture.entropy_bit, 0.5 * 1 + 0.5 * 2);
}

TEST(Texture, IsUnknownWithoutSignalAndWithoutPairs) {
  EXPECT_TRUE(std::isnan(texture_of(cv::Mat1f(3, 3, -1.0F)).contrast));
  EXPECT_TRUE(std::isnan(texture_of(cv::Mat1f(1, 1, 5.0F)).contrast));
}

TEST(Texture, DoesNotLookOutsideTheRegion) {
  cv::Mat1f plane(6, 6, 8.0F);
  plane(0, 0) = 1000;
  plane(5, 5) = -1000;
  const MeasuredRegion region = region_of(bar(3, 3, 2, 2, 0), 6, 6);
  EXPECT_DOUBLE_EQ(measure_texture(values_in(plane, region), region).contrast, 0);
}

TEST(Texture, PutsValuesIntoTheLevelsThatTheirSharesOfTheBrightestGive) {
  // Level v / brightest * 16, cut; two pixels of levels a and b have a contrast of (a - b)^2. The neighbours
  // of every limit are tried, where a limit that is off by the last bit would show.
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const float brightest = std::ldexp(1.0F + static_cast<float>(random() % 8388608) / 8388608.0F,
                                       static_cast<int>(random() % 40) - 20);
    for (int limit = 1; limit < 16; ++limit) {
      const float at = brightest * static_cast<float>(limit) / 16.0F;
      for (const float value : {std::nextafter(at, 0.0F), at, std::nextafter(at, 2 * at)}) {
        const int level = static_cast<int>(static_cast<double>(value) / static_cast<double>(brightest) * 16);
        EXPECT_DOUBLE_EQ(texture_of((cv::Mat1f(1, 2) << brightest, value)).contrast,
                         (15 - level) * (15 - level))
            << brightest << ' ' << value;
      }
    }
  }
}

}  // namespace
}  // namespace cyto
