#include "camera.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cyto::synth {
namespace {

constexpr SlideRect kRect{0, 0, 256, 256};

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
};

Moments moments_of(const cv::Mat& counts) {
  double sum = 0.0;
  double squares = 0.0;
  for (int y = 0; y < counts.rows; ++y) {
    for (int x = 0; x < counts.cols; ++x) {
      const double value =
          counts.depth() == CV_8U ? counts.at<std::uint8_t>(y, x) : counts.at<std::uint16_t>(y, x);
      sum += value;
      squares += value * value;
    }
  }
  const auto n = static_cast<double>(counts.total());
  return {sum / n, squares / n - (sum / n) * (sum / n)};
}

/// Even light of one strength per dye, seen by a camera without vignetting, tilt aside.
std::vector<cv::Mat> expose_evenly(const ScanOptions& options, const std::vector<float>& dyes) {
  const Camera camera(options);
  std::vector<std::vector<float>> light;
  std::vector<cv::Mat> counts;
  for (const float dye : dyes) {
    light.emplace_back(static_cast<std::size_t>(kRect.area()), dye);
    counts.emplace_back(256, 256, options.bits == 8 ? CV_8UC1 : CV_16UC1);
  }
  camera.expose(kRect, Camera::mosaic(), light, counts);
  return counts;
}

ScanOptions plain() {
  ScanOptions options;
  options.width_px = options.height_px = 256;
  options.field_px = 8192;  // 256 pixels in its corner: the response is nearly even
  options.vignetting = 0.0;
  options.background_gradient = 0.0;
  return options;
}

TEST(Camera, SpillsRowDyeIntoColumnDetectorAndNotBack) {
  ScanOptions options = plain();
  options.spillover = {{{1, 0, 0, 0}, {0, 1, 0.2, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}};
  const auto dark = expose_evenly(options, {0, 0, 0});
  const auto ck = expose_evenly(options, {0, 1000, 0});
  const auto cd45 = expose_evenly(options, {0, 0, 1000});
  const auto gained = [&](const std::vector<cv::Mat>& lit, std::size_t channel) {
    return moments_of(lit[channel]).mean - moments_of(dark[channel]).mean;
  };
  EXPECT_NEAR(gained(ck, 2) / gained(ck, 1), 0.2, 0.02);
  EXPECT_NEAR(gained(cd45, 1), 0.0, 1.0);
  EXPECT_NEAR(gained(ck, 0), 0.0, 1.0);
}

TEST(Camera, NoiseGrowsAsShotNoiseDoes) {
  const auto faint = expose_evenly(plain(), {0, 0, 0});
  const auto bright = expose_evenly(plain(), {4000, 0, 0});
  const Moments a = moments_of(faint[0]);
  const Moments b = moments_of(bright[0]);
  // Half an electron per ADU: each ADU of light brings two ADU^2 of variance. Light itself varies over the
  // rectangle by the tilt of the response and the unevenness of the background: below 1.5 % of it.
  EXPECT_NEAR((b.variance - a.variance) / (b.mean - a.mean), 2.0, 0.6);
  EXPECT_GT(a.variance, 2.0 * (a.mean - 100.0));
}

TEST(Camera, SaturatesAtTheCamerasLimit) {
  ScanOptions options = plain();
  options.camera_bits = 12;
  const auto counts = expose_evenly(options, {9000, 0, 0});
  EXPECT_EQ(moments_of(counts[0]).mean, 4095.0);
}

TEST(Camera, EightBitsHoldASixteenthOfTheLight) {
  ScanOptions options = plain();
  options.bits = 8;
  const double sixteen = moments_of(expose_evenly(plain(), {1000, 0, 0})[0]).mean;
  const double eight = moments_of(expose_evenly(options, {1000, 0, 0})[0]).mean;
  EXPECT_NEAR(eight, sixteen / 16.0, 0.1);
  EXPECT_EQ(moments_of(expose_evenly(options, {20000, 0, 0})[0]).mean, 255.0);
}

TEST(Camera, RespondsWithMeanOneAndLessInTheCorners) {
  ScanOptions options;
  options.field_px = 128;
  options.vignetting = 0.3;
  const Camera camera(options);
  for (std::size_t channel = 0; channel < options.channels(); ++channel) {
    const cv::Mat1f gain = camera.gain_of(channel);
    EXPECT_NEAR(cv::mean(gain)[0], 1.0, 1e-5);
    const float corners = gain(0, 0) + gain(0, 127) + gain(127, 0) + gain(127, 127);
    EXPECT_NEAR(corners / 4.0F / gain(64, 64), 0.7F, 0.02F);
  }
}

TEST(Camera, AnotherShotHasOtherNoise) {
  const Camera camera(plain());
  const auto shoot = [&](std::uint64_t number) {
    std::vector<std::vector<float>> light(3, std::vector<float>(256 * 256, 0.0F));
    std::vector<cv::Mat> counts(3);
    for (cv::Mat& plane : counts) {
      plane.create(256, 256, CV_16UC1);
    }
    camera.expose(kRect, {0, 0, number}, light, counts);
    return counts[0];
  };
  EXPECT_EQ(cv::norm(shoot(1), shoot(1), cv::NORM_INF), 0.0);
  EXPECT_GT(cv::norm(shoot(1), shoot(2), cv::NORM_INF), 0.0);
}

TEST(Camera, ALampOfHalfTheLightHalvesAllThatIsNotOffset) {
  ScanOptions options = plain();
  const double full = moments_of(expose_evenly(options, {1000, 0, 0})[0]).mean - 100.0;
  options.light_factor = 0.5;
  const double half = moments_of(expose_evenly(options, {1000, 0, 0})[0]).mean - 100.0;
  EXPECT_NEAR(half / full, 0.5, 1e-3);
}

TEST(Camera, ABackgroundOfThreeTimesLeavesTheDyesAlone) {
  ScanOptions options = plain();
  const double dark = moments_of(expose_evenly(options, {0, 0, 0})[1]).mean - 100.0;
  options.background_factor = 3.0;
  const double more = moments_of(expose_evenly(options, {0, 0, 0})[1]).mean - 100.0;
  const double lit = moments_of(expose_evenly(options, {0, 1000, 0})[1]).mean - 100.0;
  EXPECT_NEAR(more / dark, 3.0, 0.02);
  EXPECT_NEAR((lit - more) / 1000.0, 1.0, 0.1);  // the response in the field's corner is not quite 1
}

TEST(Camera, TwiceTheNoiseIsFourTimesTheVariance) {
  ScanOptions options = plain();
  const Moments once = moments_of(expose_evenly(options, {2000, 0, 0})[0]);
  options.noise_factor = 2.0;
  const Moments twice = moments_of(expose_evenly(options, {2000, 0, 0})[0]);
  EXPECT_NEAR(twice.variance / once.variance, 4.0, 0.6);  // less the light's own unevenness
  EXPECT_NEAR(twice.mean, once.mean, 2.0);
}

TEST(Camera, ShiftedSpilloverTouchesCytokeratinAndCd45Alone) {
  ScanOptions options = plain();
  const auto sound = expose_evenly(options, {1000, 1000, 1000});
  options.spillover_shift = 0.02;
  const auto shifted = expose_evenly(options, {1000, 1000, 1000});
  EXPECT_NEAR(moments_of(shifted[0]).mean, moments_of(sound[0]).mean, 1e-9);
  EXPECT_NEAR(moments_of(shifted[1]).mean - moments_of(sound[1]).mean, 20.0, 3.0);
  EXPECT_NEAR(moments_of(shifted[2]).mean - moments_of(sound[2]).mean, 20.0, 3.0);
}

TEST(Camera, ADimmerEdgeTakesLightFromTheCornersNotFromTheMiddle) {
  ScanOptions options;
  options.field_px = 128;
  const cv::Mat1f sound = Camera(options).gain_of(0);
  options.edge_dimming = 0.1;
  const cv::Mat1f dimmed = Camera(options).gain_of(0);
  EXPECT_NEAR(sound(64, 64) - dimmed(64, 64), 0.0F, 1e-4F);
  EXPECT_NEAR(sound(0, 0) - dimmed(0, 0), 0.1F, 3e-3F);
}

TEST(Camera, ABubbleTakesTheCellsAndDimsTheBackgroundAlongItsRim) {
  ScanOptions options = plain();
  const auto sound = expose_evenly(options, {3000, 3000, 3000});
  options.bubbles = 1;
  options.pixel_size = {2.0, 2.0};  // larger than a bubble
  const cv::Mat1w spoiled = expose_evenly(options, {3000, 3000, 3000})[0];
  double least = 0.0;
  double greatest = 0.0;
  cv::minMaxLoc(spoiled, &least, &greatest);
  EXPECT_LT(least, 200.0);  // of some 360 below the bubble
  EXPECT_GT(greatest, 3000.0);
  EXPECT_GT(cv::norm(sound[0], spoiled, cv::NORM_INF), 2500.0);
}

TEST(Camera, ABarePartHasBackgroundAlone) {
  ScanOptions options = plain();
  options.bare_share = 0.25;
  const cv::Mat counts = expose_evenly(options, {3000, 3000, 3000})[1];
  EXPECT_GT(moments_of(counts.colRange(0, 192)).mean, 3000.0);
  EXPECT_LT(moments_of(counts.colRange(192, 256)).mean, 400.0);
}

TEST(Camera, HotColumnsStandInEveryChannelAtTheSamePlace) {
  ScanOptions options = plain();
  options.field_px = 256;
  const auto sound = expose_evenly(options, {0, 0, 0});
  options.hot_columns = 1;
  const auto hot = expose_evenly(options, {0, 0, 0});
  std::vector<cv::Point> places;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    cv::Mat1f columns;
    cv::Mat1f difference;
    cv::subtract(hot[channel], sound[channel], difference, cv::noArray(), CV_32F);
    columns = cv::Mat1f::zeros(1, 256);
    for (int y = 0; y < 256; ++y) {
      columns += difference.row(y) / 256.0F;
    }
    double height = 0.0;
    places.emplace_back();
    cv::minMaxLoc(columns, nullptr, &height, nullptr, &places.back());
    EXPECT_NEAR(height, 250.0, 1.0);
    EXPECT_NEAR(cv::sum(columns)[0], 250.0, 2.0);
  }
  EXPECT_EQ(places[0], places[1]);
  EXPECT_EQ(places[0], places[2]);
}

TEST(Camera, FaultsLeftOutChangeNoByte) {
  ScanOptions options = plain();
  options.noise = NoiseLevel::Harsh;
  const auto sound = expose_evenly(options, {10, 10, 10});
  options.light_factor = options.background_factor = options.noise_factor = 1.0;
  const auto same = expose_evenly(options.without_faults(), {10, 10, 10});
  for (std::size_t channel = 0; channel < 3; ++channel) {
    EXPECT_EQ(cv::norm(sound[channel], same[channel], cv::NORM_INF), 0.0);
  }
}

}  // namespace
}  // namespace cyto::synth
