#include "cytrial/measure/texture.h"

#include <gtest/gtest.h>

#include <cmath>

#include "drawn_scene.h"

namespace cyto {
namespace {

MeasuredRegion whole_plane(const cv::Mat1f& plane) {
  return cut_region(cv::Mat1i(plane.rows, plane.cols, 1), 1, cv::Rect(0, 0, plane.cols, plane.rows));
}

Texture texture_of(const cv::Mat1f& plane) {
  const MeasuredRegion region = whole_plane(plane);
  return measure_texture(cut_above_background(plane, cv::Mat1f::zeros(plane.size()), region), region);
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
  const Texture texture =
      measure_texture(cut_above_background(plane, cv::Mat1f::zeros(6, 6), region), region);
  EXPECT_DOUBLE_EQ(texture.contrast, 0);
}

}  // namespace
}  // namespace cyto
