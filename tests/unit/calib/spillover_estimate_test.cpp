#include "cytrial/calib/spillover_estimate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

using ::testing::HasSubstr;

const std::vector<std::string> kNames{"DAPI", "CK", "CD45"};

/// Objects of one dye: log-normal brightness, light of their own and noise in the other detectors, and a
/// share of objects that carry another dye or are dirt.
struct ControlModel {
  std::vector<double> row{1.0, 0.0, 0.0};
  std::size_t channel = 0;
  int objects = 400;
  double noise = 8.0;
  double odd_share = 0.0;
};

StainControl control_of(const ControlModel& model, std::mt19937_64& rng) {
  std::normal_distribution<double> normal(0.0, 1.0);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  StainControl control{kNames[model.channel], model.channel, {}};
  for (int i = 0; i < model.objects; ++i) {
    const double light = 800.0 * std::exp(0.5 * normal(rng));
    const bool odd = uniform(rng) < model.odd_share;
    std::vector<double> means;
    for (std::size_t detector = 0; detector < kNames.size(); ++detector) {
      const double own = detector == model.channel ? 0.0 : 20.0;
      // Noise grows with the light that is spilled, as shot noise does.
      const double sd = model.noise + std::sqrt(model.row[detector] * light);
      means.push_back(model.row[detector] * light + own + sd * normal(rng) +
                      (odd && detector != model.channel ? 500.0 : 0.0));
    }
    control.means.push_back(std::move(means));
  }
  return control;
}

std::vector<StainControl> three_controls(std::mt19937_64& rng) {
  return {control_of({{1.0, 0.01, 0.0}, 0, 400, 8.0, 0.0}, rng),
          control_of({{0.0, 1.0, 0.05}, 1, 400, 8.0, 0.0}, rng),
          control_of({{0.0, 0.03, 1.0}, 2, 400, 8.0, 0.0}, rng)};
}

std::string refusal(const std::vector<StainControl>& controls) {
  try {
    (void)estimate_spillover(controls, kNames);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadData);
    return error.what();
  }
  return "no error";
}

TEST(RobustLine, IsExactOnALine) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 50; ++i) {
    x.push_back(i * i);
    y.push_back(7.0 + 0.25 * i * i);
  }
  const RobustLine line = fit_robust_line(x, y);
  EXPECT_NEAR(line.slope, 0.25, 1e-9);
  EXPECT_NEAR(line.intercept, 7.0, 1e-6);
}

TEST(RobustLine, HasNoSlopeWhenXDoesNotVary) {
  EXPECT_TRUE(std::isnan(fit_robust_line({3, 3, 3, 3}, {1, 2, 3, 4}).slope));
}

TEST(RobustLine, IsNotMovedByAFifthOfOddPoints) {
  std::mt19937_64 rng(11);
  const StainControl control = control_of({{1.0, 0.04, 0.0}, 0, 2000, 8.0, 0.2}, rng);
  std::vector<double> x;
  std::vector<double> y;
  for (const auto& means : control.means) {
    x.push_back(means[0]);
    y.push_back(means[1]);
  }
  EXPECT_NEAR(fit_robust_line(x, y).slope, 0.04, 0.002);
}

TEST(SpilloverEstimate, PutsTheDyeInTheRow) {
  std::mt19937_64 rng(1);
  const SpilloverEstimate estimate = estimate_spillover(three_controls(rng), kNames);
  EXPECT_NEAR(estimate.matrix(1, 2), 0.05, 0.005);
  EXPECT_NEAR(estimate.matrix(2, 1), 0.03, 0.005);
  EXPECT_NEAR(estimate.matrix(0, 1), 0.01, 0.005);
  EXPECT_LT(estimate.matrix(0, 2), 0.005);
  EXPECT_EQ(estimate.matrix(1, 1), 1.0);
  EXPECT_LT(estimate.condition, 1.2);
  EXPECT_THAT(estimate.objects, ::testing::ElementsAre(400, 400, 400));
}

TEST(SpilloverEstimate, HoldsTheTruthInItsIntervalAboutNineteenTimesInTwenty) {
  // 500 controls of each kind. The count of hits is binomial: 0.95 x 500 = 475, sd 4.9; limits at 4 sd, with
  // room for the sandwich's own error at few objects.
  std::mt19937_64 others(99);
  std::vector<StainControl> controls = three_controls(others);
  for (const double odd_share : {0.0, 0.05}) {
    int hits = 0;
    double width = 0.0;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
      std::mt19937_64 rng(seed);
      controls[0] = control_of({{1.0, 0.02, 0.0}, 0, 100, 8.0, odd_share}, rng);
      const SpilloverEntry entry = estimate_spillover(controls, kNames).entries[0][1];
      hits += entry.low <= 0.02 && 0.02 <= entry.high ? 1 : 0;
      width += entry.high - entry.low;
    }
    EXPECT_GE(hits, 450) << odd_share;
    EXPECT_LE(hits, 492) << odd_share;
    EXPECT_LT(width / 500, 0.02);
  }
}

TEST(SpilloverEstimate, SetsWhatNoiseCarriedBelowZeroToZeroAndSaysSo) {
  std::mt19937_64 rng(0);
  bool seen = false;
  for (int i = 0; i < 10 && !seen; ++i) {
    const SpilloverEstimate estimate = estimate_spillover(three_controls(rng), kNames);
    if (estimate.entries[1][0].value < 0.0) {
      seen = true;
      EXPECT_EQ(estimate.matrix(1, 0), 0.0);
      EXPECT_THAT(estimate.remarks, ::testing::Contains(HasSubstr("CK into DAPI: ")));
    }
  }
  EXPECT_TRUE(seen);
}

TEST(SpilloverEstimate, RefusesSwappedSlides) {
  std::mt19937_64 rng(3);
  std::vector<StainControl> controls = three_controls(rng);
  std::swap(controls[1].means, controls[2].means);
  EXPECT_THAT(refusal(controls),
              HasSubstr("control of CK: is brighter in CD45 than in its own channel; the slides "
                        "of two dyes may be swapped"));
}

TEST(SpilloverEstimate, RefusesOneSlideForTwoDyes) {
  std::mt19937_64 rng(4);
  std::vector<StainControl> controls = three_controls(rng);
  controls[2].means = controls[1].means;
  EXPECT_THAT(refusal(controls), HasSubstr("control of CD45: is brighter in CK"));
}

TEST(SpilloverEstimate, RefusesTwoDyesWithTheSameLight) {
  std::mt19937_64 rng(5);
  std::vector<StainControl> controls = three_controls(rng);
  // Both dyes shine half in CK and half in CD45.
  controls[1] = control_of({{0.0, 1.0, 0.49}, 1, 400, 1.0, 0.0}, rng);
  controls[2] = control_of({{0.0, 0.9, 1.0}, 2, 400, 1.0, 0.0}, rng);
  EXPECT_THAT(refusal(controls), HasSubstr("above 0.5"));
}

TEST(SpilloverEstimate, RefusesANegativeCoefficient) {
  std::mt19937_64 rng(6);
  std::vector<StainControl> controls = three_controls(rng);
  for (auto& means : controls[1].means) {
    means[2] = 200.0 - 0.05 * means[1];
  }
  EXPECT_THAT(refusal(controls), HasSubstr("control of CK: its spillover into CD45 is -0.05"));
  EXPECT_THAT(refusal(controls), HasSubstr("surely below 0"));
}

TEST(SpilloverEstimate, RefusesAControlThatSaysTooLittle) {
  std::mt19937_64 rng(7);
  std::vector<StainControl> few = three_controls(rng);
  few[0].means.resize(29);
  EXPECT_THAT(refusal(few), HasSubstr("control of DAPI: has 29 stained objects, must have 30 or more"));
  std::vector<StainControl> noisy = three_controls(rng);
  noisy[0] = control_of({{1.0, 0.01, 0.0}, 0, 40, 200.0, 0.0}, rng);
  EXPECT_THAT(refusal(noisy), HasSubstr("too uncertain"));
  std::vector<StainControl> even = three_controls(rng);
  for (auto& means : even[0].means) {
    means[0] = 900.0;
  }
  EXPECT_THAT(refusal(even), HasSubstr("all equally bright"));
}

TEST(SpilloverEstimate, KnowsASingularMatrix) {
  EXPECT_GT(condition_of((cv::Mat1d(2, 2) << 1, 1, 1, 1)), 1e6);
  EXPECT_NEAR(condition_of((cv::Mat1d(2, 2) << 1, 0.5, 0.5, 1)), 3.0, 1e-12);
}

}  // namespace
}  // namespace cyto
