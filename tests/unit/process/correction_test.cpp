#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "cytrial/core/error.h"
#include "cytrial/process/background.h"
#include "cytrial/process/correct_tile.h"
#include "cytrial/process/saturation.h"
#include "cytrial/process/shading.h"

namespace cyto {
namespace {

/// A field all of whose camera image is used.
FieldPlacement field_at(const SlideRect& rect) {
  return {"field.tif", rect, rect};
}

FlatField vignette(int rows, int columns, float dark_adu) {
  FlatField flat{cv::Mat1f(rows, columns), cv::Mat1f(rows, columns)};
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      flat.dark(y, x) = dark_adu + static_cast<float>((x + 3 * y) % 5);
      flat.gain(y, x) = 1.2F - 0.4F * static_cast<float>(std::hypot(x - columns / 2, y - rows / 3)) /
                                   static_cast<float>(rows + columns);
    }
  }
  return flat;
}

TEST(SaturationMask, MarksTheLargestValueOfTheType) {
  const cv::Mat1w counts = (cv::Mat1w(1, 4) << 0, 4095, 65534, 65535);
  EXPECT_EQ(cv::countNonZero(saturation_mask(counts, std::nullopt)), 1);
  EXPECT_EQ(saturation_mask(counts, std::nullopt)(0, 3), 255);
  const cv::Mat1b small = (cv::Mat1b(1, 3) << 0, 254, 255);
  EXPECT_EQ(cv::countNonZero(saturation_mask(small, std::nullopt)), 1);
}

TEST(SaturationMask, UsesTheCameraLimitOfThePanel) {
  const cv::Mat1w counts = (cv::Mat1w(1, 4) << 0, 4094, 4095, 5000);
  EXPECT_EQ(cv::countNonZero(saturation_mask(counts, 4095.0)), 2);
  const cv::Mat1f light = (cv::Mat1f(1, 2) << 1.0F, 1e30F);
  EXPECT_TRUE(saturation_mask(light, std::nullopt).empty());
  EXPECT_EQ(cv::countNonZero(saturation_mask(light, 10.0)), 1);
}

TEST(SaturationMask, IsTheSameWhereItIsToldHowBrightPixelsGet) {
  const cv::Mat1w counts = (cv::Mat1w(1, 4) << 0, 4094, 4095, 5000);
  EXPECT_EQ(cv::countNonZero(saturation_mask(counts, 4095.0, 5000.0F)), 2);
  EXPECT_EQ(cv::countNonZero(saturation_mask(counts, 5000.0, 5000.0F)), 1);
  EXPECT_TRUE(saturation_mask(counts, 5000.5, 5000.0F).empty());
}

TEST(SaturationMask, RefusesOtherPixelTypes) {
  EXPECT_THROW((void)saturation_mask(cv::Mat1d::zeros(2, 2), std::nullopt), Error);
}

TEST(CorrectShading, RecoversTheTruthAcrossFieldSeams) {
  const FlatField flat = vignette(30, 40, 90.0F);
  const std::vector<FieldPlacement> fields{field_at({0, 0, 40, 30}), field_at({40, 0, 40, 30}),
                                           field_at({0, 30, 40, 30}), field_at({40, 30, 40, 30})};
  const SlideRect rect{25, 17, 40, 30};  // meets all four
  cv::Mat1f truth(30, 40);
  cv::Mat1f raw(30, 40);
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 40; ++x) {
      truth(y, x) = 500.0F + static_cast<float>((7 * x + 13 * y) % 100);
      const int field_x = (x + 25) % 40;
      const int field_y = (y + 17) % 30;
      raw(y, x) = std::round(truth(y, x) * flat.gain(field_y, field_x) + flat.dark(field_y, field_x));
    }
  }
  const cv::Mat1f corrected = correct_shading(raw, rect, fields, flat);
  // Half a count of rounding, divided by the least gain (0.8).
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 40; ++x) {
      ASSERT_NEAR(corrected(y, x), truth(y, x), 0.5 / 0.8 + 1e-3);
    }
  }
}

TEST(CorrectShading, KeepsNegativeCounts) {
  const FlatField flat{cv::Mat1f(2, 2, 100.0F), cv::Mat1f::ones(2, 2)};
  const cv::Mat1f corrected =
      correct_shading(cv::Mat1f(2, 2, 90.0F), {0, 0, 2, 2}, {field_at({0, 0, 2, 2})}, flat);
  EXPECT_EQ(corrected(1, 1), -10.0F);
}

TEST(CorrectShading, TakesTheCalibrationAtThePlaceInTheWholeCameraImage) {
  FlatField flat{cv::Mat1f::zeros(10, 10), cv::Mat1f(10, 10)};
  for (int y = 0; y < 10; ++y) {
    for (int x = 0; x < 10; ++x) {
      flat.gain(y, x) = 1.0F + static_cast<float>(10 * y + x);
    }
  }
  // The camera image lies two pixels left of and three above the pixels taken from it.
  const FieldPlacement field{"field.tif", {20, 30, 8, 7}, {18, 27, 10, 10}};
  const cv::Mat1f corrected = correct_shading(cv::Mat1f::ones(7, 8), {20, 30, 8, 7}, {field}, flat);
  EXPECT_FLOAT_EQ(corrected(0, 0), 1.0F / 33.0F);
  EXPECT_FLOAT_EQ(corrected(6, 7), 1.0F / 100.0F);
}

TEST(CorrectShading, RefusesACalibrationOfAnotherSize) {
  const FlatField flat = vignette(30, 40, 90.0F);
  EXPECT_THROW(
      (void)correct_shading(cv::Mat1f::zeros(10, 10), {0, 0, 10, 10}, {field_at({0, 0, 41, 30})}, flat),
      Error);
}

cv::Mat1f noisy_slope(int rows, int columns, std::uint32_t seed) {
  std::mt19937 random(seed);
  cv::Mat1f plane(rows, columns);
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      float z = -6.0F;
      for (int i = 0; i < 12; ++i) {
        z += static_cast<float>(random()) / 4294967296.0F;
      }
      plane(y, x) = 300.0F + 0.2F * static_cast<float>(x) + 10.0F * z;
    }
  }
  return plane;
}

TEST(LocalBackground, FollowsASlopeUnderNuclei) {
  cv::Mat1f plane = noisy_slope(320, 320, 1);
  for (int i = 0; i < 36; ++i) {  // 16 % covered by nuclei of 9 um
    const int cx = 26 + 53 * (i % 6);
    const int cy = 26 + 53 * (i / 6);
    for (int y = -12; y <= 12; ++y) {
      for (int x = -12; x <= 12; ++x) {
        plane(cy + y, cx + x) += x * x + y * y <= 144 ? 2000.0F : 0.0F;
      }
    }
  }
  const cv::Mat1f background = local_background(plane, {0, 0, 320, 320}, {0.375, 0.375}).plane();
  double worst = 0.0;
  double sum = 0.0;
  for (int y = 45; y < 275; ++y) {
    for (int x = 45; x < 275; ++x) {
      const double error = background(y, x) - (300.0 + 0.2 * x);
      worst = std::max(worst, std::abs(error));
      sum += error;
    }
  }
  EXPECT_LT(worst, 10.0);                           // one standard deviation of the pixel noise
  EXPECT_LT(std::abs(sum / (230.0 * 230.0)), 5.0);  // half of one
}

TEST(LocalBackground, IsNotRaisedByACellWiderThanTheMesh) {
  cv::Mat1f plane(320, 320, 100.0F);
  for (int y = 0; y < 320; ++y) {
    for (int x = 0; x < 320; ++x) {
      plane(y, x) += std::hypot(x - 160, y - 160) <= 25 ? 4000.0F : 0.0F;  // 25 um
    }
  }
  const cv::Mat1f background = local_background(plane, {0, 0, 320, 320}, {0.5, 0.5}).plane();
  EXPECT_EQ(background(160, 160), 100.0F);
}

TEST(LocalBackground, DependsOnlyOnPixelsWithinItsSupport) {
  const cv::Mat1f plane = noisy_slope(400, 420, 2);
  const PixelSize pixel{0.65, 0.65};
  const std::int64_t support = background_support_px(pixel);
  const cv::Mat1f whole = local_background(plane, {1000, 2000, 420, 400}, pixel).plane();
  const cv::Mat1f part =
      local_background(plane(cv::Rect(37, 51, 300, 310)).clone(), {1037, 2051, 300, 310}, pixel).plane();
  int compared = 0;
  for (std::int64_t y = support; y < 310 - support; ++y) {
    for (std::int64_t x = support; x < 300 - support; ++x) {
      ASSERT_EQ(part(static_cast<int>(y), static_cast<int>(x)),
                whole(static_cast<int>(y) + 51, static_cast<int>(x) + 37));
      ++compared;
    }
  }
  EXPECT_GT(compared, 10000);
}

TEST(LocalBackground, IsTheSameWithLevelsThatNeighboursHaveMeasured) {
  const PixelSize pixel{0.65, 0.65};
  const SlideRect left{0, 0, 310, 290};
  const SlideRect right{211, 83, 209, 317};  // both cut mesh cells, and see others of the overlap as a whole
  const cv::Mat1f real = noisy_slope(400, 420, 3);
  cv::Mat1w counts;
  real.convertTo(counts, CV_16U);
  for (const cv::Mat& plane : {cv::Mat(real), cv::Mat(counts)}) {
    const auto background_of = [&](const SlideRect& window, KnownLevels* known) {
      const cv::Rect place(static_cast<int>(window.x), static_cast<int>(window.y),
                           static_cast<int>(window.width), static_cast<int>(window.height));
      return local_background(plane(place), window, pixel, known).plane();
    };
    const auto differ = [](const cv::Mat1f& a, const cv::Mat1f& b) { return cv::countNonZero(a != b); };
    KnownLevels known(420, 400, pixel);
    EXPECT_TRUE(std::isnan(known.at(5, 5)));
    EXPECT_EQ(differ(background_of(left, &known), background_of(left, nullptr)), 0);
    EXPECT_FALSE(std::isnan(known.at(5, 5)));
    EXPECT_EQ(differ(background_of(right, &known), background_of(right, nullptr)), 0);
    // What is known is used: false levels show.
    for (std::int64_t row = 5; row < 10; ++row) {
      for (std::int64_t column = 9; column < 12; ++column) {
        known.keep(row, column, 0.0F);
      }
    }
    EXPECT_GT(differ(background_of(right, &known), background_of(right, nullptr)), 0);
  }
}

TEST(CorrectTile, CorrectsOnlyTheWindowItIsAskedFor) {
  RawTile raw;
  raw.rect = {100, 200, 200, 180};
  raw.planes = {cv::Mat1w(180, 200, ushort{500})};
  raw.planes[0].at<ushort>(60, 70) = 65535;
  Panel panel;
  panel.channels.resize(1);
  panel.channels[0].role = ChannelRole::Nuclear;
  const std::vector<FieldPlacement> fields{field_at({0, 0, 1000, 1000})};
  CorrectionInputs inputs{&panel, {0.5, 0.5}, {0, 0, 1000, 1000}, &fields, nullptr};

  const CorrectedTile tile = correct_tile(raw, {150, 250, 64, 50}, inputs);

  EXPECT_EQ(tile.planes[0].size(), cv::Size(64, 50));
  EXPECT_EQ(tile.background[0].plane().size(), cv::Size(64, 50));
  EXPECT_EQ(tile.saturated[0](10, 20), 255);
  EXPECT_EQ(cv::countNonZero(tile.saturated[0]), 1);
  EXPECT_EQ(tile.planes[0].at<std::uint16_t>(0, 0), 500);
  EXPECT_EQ(tile.planes[0].data, raw.planes[0].ptr(50, 50)) << "the counts were copied";
  EXPECT_EQ(tile.background[0](25, 30), 500.0F);
}

TEST(CorrectTile, CorrectsChannelsThatWereReadLaterAsIfTheyHadBeenReadAtOnce) {
  RawTile whole;
  whole.rect = {0, 0, 200, 180};
  std::mt19937 random(5);
  for (int channel = 0; channel < 3; ++channel) {
    cv::Mat1w plane(180, 200);
    std::generate(plane.begin(), plane.end(),
                  [&] { return static_cast<std::uint16_t>(400 + random() % 200); });
    plane(20 * channel, 30) = 4095;
    whole.planes.push_back(plane);
  }
  Panel panel;
  panel.channels.resize(3);
  panel.channels[1].role = ChannelRole::Nuclear;
  panel.channels[2].saturation_adu = 4095.0;
  CalibrationSet calibration;
  calibration.flat_fields = {std::nullopt, vignette(180, 200, 95.0F), vignette(180, 200, 90.0F)};
  const std::vector<FieldPlacement> fields{field_at(whole.rect)};
  const CorrectionInputs inputs{&panel, {0.5, 0.5}, whole.rect, &fields, &calibration};
  const SlideRect window{10, 20, 150, 140};
  const CorrectedTile at_once = correct_tile(whole, window, inputs);

  RawTile raw = whole;
  raw.planes[0] = raw.planes[2] = cv::Mat();
  CorrectedTile tile = correct_tile(raw, window, inputs);
  EXPECT_TRUE(tile.planes[0].empty() && tile.planes[2].empty());
  const cv::Mat first = tile.planes[1];
  raw.planes[0] = whole.planes[0];
  correct_further_channels(raw, inputs, tile);
  raw.planes[2] = whole.planes[2];
  correct_further_channels(raw, inputs, tile);

  EXPECT_EQ(tile.planes[1].data, first.data) << "corrected a second time";
  for (std::size_t channel = 0; channel < 3; ++channel) {
    EXPECT_EQ(cv::norm(tile.planes[channel], at_once.planes[channel], cv::NORM_INF), 0.0);
    EXPECT_EQ(cv::norm(tile.background[channel].plane(), at_once.background[channel].plane(), cv::NORM_INF),
              0.0);
    EXPECT_EQ(tile.count_step[channel], at_once.count_step[channel]);
    ASSERT_EQ(tile.saturated[channel].size(), at_once.saturated[channel].size());
    EXPECT_TRUE(tile.saturated[channel].empty() ||
                cv::countNonZero(tile.saturated[channel] != at_once.saturated[channel]) == 0);
  }
  EXPECT_EQ(cv::countNonZero(tile.saturated[2]), 1);
}

TEST(CorrectTile, MarksSaturationBeforeTheFlatFieldHidesIt) {
  RawTile raw;
  raw.rect = {0, 0, 40, 30};
  raw.planes = {cv::Mat1w(30, 40, ushort{1000})};
  raw.planes[0].at<ushort>(3, 4) = 4095;
  Panel panel;
  panel.channels.resize(1);
  panel.channels[0].role = ChannelRole::Nuclear;
  panel.channels[0].saturation_adu = 4095.0;
  CalibrationSet calibration;
  calibration.flat_fields = {vignette(30, 40, 95.0F)};
  const std::vector<FieldPlacement> fields{field_at({0, 0, 40, 30})};
  const CorrectionInputs inputs{&panel, {0.5, 0.5}, {0, 0, 40, 30}, &fields, &calibration};

  const CorrectedTile tile = correct_tile(raw, raw.rect, inputs);

  EXPECT_EQ(tile.saturated[0](3, 4), 255);
  EXPECT_LT(tile.planes[0].at<float>(3, 4), 4095.0F);
}

TEST(CorrectTile, RefusesACalibrationOfAnotherPanel) {
  RawTile raw;
  raw.rect = {0, 0, 40, 30};
  raw.planes = {cv::Mat1w(30, 40, ushort{1000})};
  Panel panel;
  panel.channels.resize(1);
  panel.channels[0].role = ChannelRole::Nuclear;
  const CalibrationSet calibration;  // no channel
  const std::vector<FieldPlacement> fields{field_at({0, 0, 40, 30})};
  const CorrectionInputs inputs{&panel, {0.5, 0.5}, {0, 0, 40, 30}, &fields, &calibration};
  EXPECT_THROW((void)correct_tile(raw, raw.rect, inputs), Error);
}

}  // namespace
}  // namespace cyto
