#include "jpeg_rounding.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cyto::synth {
namespace {

/// A smooth hill with a sharp edge, some 16-bit counts high.
cv::Mat1w hill(int rows, int columns) {
  cv::Mat1w plane(rows, columns);
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      plane(y, x) = static_cast<std::uint16_t>(300 + 40 * y + (x > columns / 2 ? 900 : 0));
    }
  }
  return plane;
}

double change_at(std::int64_t quality) {
  const cv::Mat1w before = hill(64, 64);
  cv::Mat after = before.clone();
  round_like_jpeg(after, quality, 16.0, 65535.0);
  return cv::norm(before, after, cv::NORM_L2);
}

TEST(JpegRounding, LosesMoreTheLowerTheQuality) {
  EXPECT_GT(change_at(95), 0.0);
  EXPECT_GT(change_at(75), change_at(95));
  EXPECT_GT(change_at(20), change_at(75));
}

TEST(JpegRounding, KeepsABlockOfOneValueToHalfAStepOfItsMean) {
  for (const int value : {0, 117, 4000, 65535}) {
    cv::Mat plane(cv::Mat1w(16, 16, static_cast<std::uint16_t>(value)));
    round_like_jpeg(plane, 50, 16.0, 65535.0);
    double low = 0.0;
    double high = 0.0;
    cv::minMaxLoc(plane, &low, &high);
    EXPECT_EQ(low, high);
    // The mean's coefficient is 8 x value, its step at quality 50 is 16 levels of 16 counts.
    EXPECT_LE(std::abs(low - value), 16.0 * 16.0 / 8.0 / 2.0 + 0.5);
  }
}

TEST(JpegRounding, EveryPlaceKeepsItsBlockWhereverTheOthersChange) {
  cv::Mat one = hill(32, 32);
  cv::Mat other = hill(32, 32);
  other(cv::Rect(8, 8, 8, 8)) = cv::Scalar(9);
  round_like_jpeg(one, 60, 16.0, 65535.0);
  round_like_jpeg(other, 60, 16.0, 65535.0);
  EXPECT_EQ(cv::norm(one.rowRange(16, 32), other.rowRange(16, 32), cv::NORM_INF), 0.0);
  EXPECT_EQ(cv::norm(one.colRange(16, 32), other.colRange(16, 32), cv::NORM_INF), 0.0);
}

TEST(JpegRounding, TakesPlanesThatAreNoWholeNumberOfBlocksAndEightBits) {
  cv::Mat plane(cv::Mat1b(13, 21, std::uint8_t{255}));
  round_like_jpeg(plane, 80, 1.0, 255.0);
  EXPECT_EQ(plane.size(), cv::Size(21, 13));
  double low = 0.0;
  cv::minMaxLoc(plane, &low, nullptr);
  EXPECT_GE(low, 253.0);
}

}  // namespace
}  // namespace cyto::synth
