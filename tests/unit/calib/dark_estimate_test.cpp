#include "cytrial/calib/dark_estimate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

using ::testing::HasSubstr;

constexpr int kEdge = 40;
constexpr double kNoise = 4.0;

/// A dark exposure: columns that differ, normal noise, rounded to counts.
FieldExposure exposure(std::mt19937_64& rng, double offset = 100.0) {
  std::normal_distribution<double> noise(0.0, kNoise);
  cv::Mat1w plane(kEdge, kEdge);
  for (int y = 0; y < kEdge; ++y) {
    for (int x = 0; x < kEdge; ++x) {
      plane(y, x) = static_cast<std::uint16_t>(std::lround(offset + x % 7 + noise(rng)));
    }
  }
  return {"dark.tif", 0, {0, 0, kEdge, kEdge}, {0, 0, kEdge, kEdge}, {plane}};
}

std::string refusal(const DarkEstimator& estimator) {
  try {
    (void)estimator.finish();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadData);
    return error.what();
  }
  return "no error";
}

TEST(DarkEstimate, LiesWithinTheNoiseOfTheTruth) {
  std::mt19937_64 rng(1);
  DarkEstimator estimator;
  constexpr int kFrames = 25;
  for (int i = 0; i < kFrames; ++i) {
    estimator.add(exposure(rng));
  }
  const DarkEstimate dark = estimator.finish().front();
  EXPECT_EQ(dark.frames, 25U);
  EXPECT_NEAR(dark.noise_adu, kNoise, 0.15);
  EXPECT_NEAR(dark.error_adu, kNoise / 5.0, 0.03);
  EXPECT_EQ(dark.bright_pixels, 0U);
  double squares = 0.0;
  for (int y = 0; y < kEdge; ++y) {
    for (int x = 0; x < kEdge; ++x) {
      const double away = static_cast<double>(dark.dark(y, x)) - (100.0 + x % 7);
      squares += away * away;
      EXPECT_LT(std::abs(away), 5.0 * dark.error_adu);
    }
  }
  EXPECT_NEAR(std::sqrt(squares / (kEdge * kEdge)), dark.error_adu, 0.1 * dark.error_adu);
}

TEST(DarkEstimate, CountsHotPixels) {
  std::mt19937_64 rng(2);
  DarkEstimator estimator;
  for (int i = 0; i < 8; ++i) {
    FieldExposure one = exposure(rng);
    one.planes.front().at<std::uint16_t>(3, 4) = 400;
    estimator.add(one);
  }
  const DarkEstimate dark = estimator.finish().front();
  EXPECT_EQ(dark.bright_pixels, 1U);
  EXPECT_EQ(dark.dark(3, 4), 400.0F);
}

TEST(DarkEstimate, JoinsExposuresThatShowPartsOfTheFrame) {
  std::mt19937_64 rng(3);
  DarkEstimator estimator;
  for (int i = 0; i < 24; ++i) {
    FieldExposure one = exposure(rng);
    // Left or right 30 columns, as neighbours that overlap show them; anywhere on the slide.
    one.frame = {1000, 500, kEdge, kEdge};
    one.rect = {i % 2 == 0 ? 1000 : 1010, 500, 30, kEdge};
    one.planes = {one.planes.front()(cv::Rect(i % 2 == 0 ? 0 : 10, 0, 30, kEdge)).clone()};
    estimator.add(one);
  }
  const DarkEstimate dark = estimator.finish().front();
  EXPECT_EQ(dark.frames, 12U);
  EXPECT_NEAR(dark.dark(5, 0), 100.0, 6.0);
  EXPECT_NEAR(dark.dark(5, 39), 104.0, 6.0);
}

TEST(DarkEstimate, RefusesTooFewExposures) {
  std::mt19937_64 rng(4);
  DarkEstimator estimator;
  EXPECT_THAT(refusal(estimator), HasSubstr("0 times, must be 5 or more"));
  for (int i = 0; i < 4; ++i) {
    estimator.add(exposure(rng));
  }
  EXPECT_THAT(refusal(estimator), HasSubstr("4 times, must be 5 or more"));
  estimator.add(exposure(rng));
  EXPECT_EQ(refusal(estimator), "no error");
}

TEST(DarkEstimate, RefusesAnExposureWithLightAndNamesIt) {
  std::mt19937_64 rng(5);
  DarkEstimator estimator;
  for (int i = 0; i < 8; ++i) {
    FieldExposure one = exposure(rng, i == 6 ? 110.0 : 100.0);
    one.name = "frame_" + std::to_string(i) + ".tif";
    estimator.add(one);
  }
  EXPECT_THAT(refusal(estimator), HasSubstr("frame_6.tif: its mean is 112"));
}

TEST(DarkEstimate, RefusesExposuresThatShowThings) {
  std::mt19937_64 rng(6);
  DarkEstimator estimator;
  for (int i = 0; i < 10; ++i) {
    FieldExposure one = exposure(rng);
    // A small bright cell that wanders; the mean of the frame hardly moves.
    cv::Mat cell = one.planes.front()(cv::Rect(3 * i, 20, 3, 3));
    cell += 400;
    estimator.add(one);
  }
  EXPECT_THAT(refusal(estimator), HasSubstr("they show something"));
}

TEST(DarkEstimate, RefusesAnEvenlyLitSlide) {
  std::mt19937_64 rng(8);
  DarkEstimator estimator;
  for (int i = 0; i < 8; ++i) {
    FieldExposure one = exposure(rng, 3000.0);
    // Shading: the right half is brighter.
    cv::Mat right = one.planes.front()(cv::Rect(kEdge / 2 + 4, 0, kEdge / 2 - 4, kEdge));
    right += 300;
    estimator.add(one);
  }
  EXPECT_THAT(refusal(estimator), HasSubstr("are uneven"));
}

TEST(DarkEstimate, RefusesAnotherCamera) {
  std::mt19937_64 rng(7);
  DarkEstimator estimator;
  estimator.add(exposure(rng));
  FieldExposure other = exposure(rng);
  other.frame.width = other.rect.width = kEdge - 1;
  other.planes = {other.planes.front()(cv::Rect(0, 0, kEdge - 1, kEdge)).clone()};
  EXPECT_THROW(estimator.add(other), Error);
}

}  // namespace
}  // namespace cyto
