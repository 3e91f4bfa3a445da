#include "cytrial/calib/flat_field_estimate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

using ::testing::HasSubstr;

constexpr int kEdge = 256;
constexpr PixelSize kPixel{1.0, 1.0};

/// Darker towards the corners, brighter to the right: mean 1.
cv::Mat1f true_gain() {
  cv::Mat1f gain(kEdge, kEdge);
  for (int y = 0; y < kEdge; ++y) {
    for (int x = 0; x < kEdge; ++x) {
      const double u = (x + 0.5) / kEdge * 2.0 - 1.0;
      const double v = (y + 0.5) / kEdge * 2.0 - 1.0;
      gain(y, x) = static_cast<float>(1.0 - 0.15 * (u * u + v * v) + 0.04 * u);
    }
  }
  return gain / cv::mean(gain)[0];
}

struct SlideModel {
  double level = 200.0;
  double slope = 0.0;       ///< relative change of the background over one field, to the right
  double cell_share = 0.0;  ///< of the area under cells
  double cell_light = 1500.0;
};

/// Field (column, row) of a slide: background with a slope, discs as cells, shot noise, dark 100.
FieldExposure field(const SlideModel& model, int column, int row, std::mt19937_64& rng) {
  std::normal_distribution<double> normal(0.0, 1.0);
  std::uniform_real_distribution<double> place(0.0, kEdge);
  cv::Mat1d light(kEdge, kEdge);
  for (int y = 0; y < kEdge; ++y) {
    for (int x = 0; x < kEdge; ++x) {
      light(y, x) = model.level * (1.0 + model.slope * (column + (x + 0.5) / kEdge));
    }
  }
  constexpr int kRadius = 6;
  const auto cells = static_cast<int>(model.cell_share * kEdge * kEdge / (3.1416 * kRadius * kRadius));
  for (int i = 0; i < cells; ++i) {
    const auto cx = static_cast<int>(place(rng));
    const auto cy = static_cast<int>(place(rng));
    for (int y = std::max(0, cy - kRadius); y < std::min(kEdge, cy + kRadius); ++y) {
      for (int x = std::max(0, cx - kRadius); x < std::min(kEdge, cx + kRadius); ++x) {
        light(y, x) += (x - cx) * (x - cx) + (y - cy) * (y - cy) < kRadius * kRadius ? model.cell_light : 0.0;
      }
    }
  }
  static const cv::Mat1f gain = true_gain();
  cv::Mat1w counts(kEdge, kEdge);
  for (int y = 0; y < kEdge; ++y) {
    for (int x = 0; x < kEdge; ++x) {
      const double seen = light(y, x) * static_cast<double>(gain(y, x));
      counts(y, x) =
          static_cast<std::uint16_t>(std::lround(100.0 + seen + std::sqrt(2.0 * seen) * normal(rng)));
    }
  }
  const SlideRect rect{std::int64_t{column} * kEdge, std::int64_t{row} * kEdge, kEdge, kEdge};
  return {"field.tif", 0, rect, rect, {counts}};
}

FlatFieldEstimate estimate_from(const SlideModel& model, int columns, int rows, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  FlatFieldEstimator estimator({cv::Mat1f(kEdge, kEdge, 100.0F)}, kPixel);
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      estimator.add(field(model, column, row, rng));
    }
  }
  return estimator.finish().front();
}

double largest_error(const FlatFieldEstimate& estimate) {
  return cv::norm(estimate.gain, true_gain(), cv::NORM_INF);
}

TEST(BackgroundLevel, IsTheLevelOfTheNoiseUnderCells) {
  std::mt19937_64 rng(1);
  std::normal_distribution<double> noise(300.0, 20.0);
  std::uniform_real_distribution<double> cells(350.0, 3000.0);
  for (const double share : {0.0, 0.1, 0.25, 0.4}) {
    std::vector<float> counts;
    for (int i = 0; i < 4000; ++i) {
      counts.push_back(static_cast<float>(i < share * 4000 ? cells(rng) : noise(rng)));
    }
    EXPECT_NEAR(background_level(counts), 300.0, 3.0) << share;
  }
}

TEST(BackgroundLevel, IsTheOnlyValueThereIs) {
  EXPECT_EQ(background_level({7.0F}), 7.0);
  EXPECT_EQ(background_level({7.0F, 7.0F, 7.0F, 7.0F}), 7.0);
}

TEST(FlatFieldEstimate, FindsTheResponseWithoutCells) {
  const FlatFieldEstimate estimate = estimate_from({}, 5, 4, 2);
  EXPECT_LT(largest_error(estimate), 0.01);
  EXPECT_NEAR(cv::mean(estimate.gain)[0], 1.0, 1e-5);
  EXPECT_EQ(estimate.fields, 20U);
  EXPECT_GT(estimate.before.rms, 0.05);
  EXPECT_LT(estimate.after.rms, 0.005);
}

TEST(FlatFieldEstimate, FindsItAmongManyCells) {
  SlideModel model;
  model.cell_share = 0.3;
  const FlatFieldEstimate estimate = estimate_from(model, 5, 4, 3);
  EXPECT_LT(largest_error(estimate), 0.015);
  EXPECT_LT(estimate.after.rms, 0.01);
}

TEST(FlatFieldEstimate, TakesOutTheSlopeOfTheSlide) {
  SlideModel model;
  model.slope = 0.04;  // 4 % brighter over every field: the median over fields alone would keep it
  const FlatFieldEstimate estimate = estimate_from(model, 6, 4, 4);
  EXPECT_LT(largest_error(estimate), 0.01);
}

TEST(FlatFieldEstimate, StatesItsErrorAboutRight) {
  const FlatFieldEstimate estimate = estimate_from({}, 5, 4, 5);
  const cv::Mat1f away = estimate.gain - true_gain();
  const double rms = std::sqrt(away.dot(away) / static_cast<double>(away.total()));
  EXPECT_LT(rms, 3.0 * estimate.error);
  EXPECT_GT(rms, estimate.error / 3.0);
}

TEST(FlatFieldEstimate, TellsARoughResponse) {
  std::mt19937_64 rng(6);
  FlatFieldEstimator estimator({cv::Mat1f(kEdge, kEdge, 100.0F)}, kPixel);
  for (int i = 0; i < 12; ++i) {
    FieldExposure one = field({}, i, 0, rng);
    // Dust: one mesh cell is darker by 40 %.
    cv::Mat dust = one.planes.front()(cv::Rect(64, 96, 32, 32));
    dust -= 80;
    estimator.add(one);
  }
  EXPECT_GT(estimator.finish().front().rough, 0.02);
}

TEST(FlatFieldEstimate, RefusesFewFieldsAndNoLight) {
  const auto refusal = [](const SlideModel& model, int fields, float dark) {
    std::mt19937_64 rng(7);
    FlatFieldEstimator estimator({cv::Mat1f(kEdge, kEdge, dark)}, kPixel);
    for (int i = 0; i < fields; ++i) {
      estimator.add(field(model, i, 0, rng));
    }
    try {
      (void)estimator.finish();
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(refusal({}, 5, 100.0F), HasSubstr("in 5 of 5 fields, must be in 6 or more"));
  EXPECT_EQ(refusal({}, 6, 100.0F), "no error");
  EXPECT_THAT(refusal({}, 8, 400.0F), HasSubstr("not above the dark level"));
}

TEST(FlatFieldEstimate, RefusesAFieldOfAnotherSizeByName) {
  std::mt19937_64 rng(8);
  FlatFieldEstimator estimator({cv::Mat1f(kEdge, kEdge + 1, 100.0F)}, kPixel);
  try {
    estimator.add(field({}, 0, 0, rng));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadConfig);
    EXPECT_THAT(std::string(error.what()), HasSubstr("field.tif: is a camera field of 256 x 256 pixels"));
  }
}

}  // namespace
}  // namespace cyto
