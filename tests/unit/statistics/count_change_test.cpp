#include "cytrial/statistics/count_change.h"

#include <gtest/gtest.h>

#include "cytrial/statistics/cutoff.h"
#include "cytrial/statistics/multiple_looks.h"

namespace cyto::statistics {
namespace {

TEST(CountChangeTest, FiveFollowedByNoneIsNoSignificantChange) {
  const CountChange change = compare_counts(VolumeCount(5, 7.5), VolumeCount(0, 7.5));
  EXPECT_DOUBLE_EQ(change.p_exact, 0.0625);
  EXPECT_DOUBLE_EQ(change.p_mid, 0.03125);
  EXPECT_EQ(change.direction, ChangeDirection::NotDistinguished);
  EXPECT_EQ(change.ratio, 0.0);
}

TEST(CountChangeTest, CrossingTheCutoffAndASignificantChangeAreTwoThings) {
  const VolumeCount five(5, 7.5);
  const VolumeCount none(0, 7.5);
  EXPECT_EQ(cutoff_crossing(five, none, {}), CutoffCrossing::Downward);
  EXPECT_EQ(compare_counts(five, none).direction, ChangeDirection::NotDistinguished);
  const VolumeCount hundred(100, 7.5);
  const VolumeCount fifty(50, 7.5);
  EXPECT_EQ(cutoff_crossing(hundred, fifty, {}), CutoffCrossing::StayedAbove);
  EXPECT_EQ(compare_counts(hundred, fifty).direction, ChangeDirection::Fall);
}

TEST(CountChangeTest, NoCellInEitherSaysNothing) {
  const CountChange change = compare_counts(VolumeCount(0, 7.5), VolumeCount(0, 5.0));
  EXPECT_EQ(change.p_exact, 1.0);
  EXPECT_EQ(change.p_mid, 1.0);
  EXPECT_FALSE(change.ratio);
  EXPECT_EQ(change.ratio_limits.low, 0.0);
  EXPECT_FALSE(change.ratio_limits.high);
}

TEST(CountChangeTest, FromNoCellTheRatioHasNoUpperLimit) {
  const CountChange change = compare_counts(VolumeCount(0, 7.5), VolumeCount(8, 7.5));
  EXPECT_FALSE(change.ratio);
  EXPECT_FALSE(change.ratio_limits.high);
  EXPECT_GT(change.ratio_limits.low, 1.0);
  EXPECT_EQ(change.direction, ChangeDirection::Rise);
}

TEST(CountChangeTest, TheVolumeCounts) {
  // The same counts: twice the concentration in half the blood.
  const CountChange change = compare_counts(VolumeCount(20, 10.0), VolumeCount(20, 5.0));
  EXPECT_DOUBLE_EQ(change.ratio.value(), 2.0);
  EXPECT_EQ(change.direction, ChangeDirection::Rise);
  EXPECT_EQ(compare_counts(VolumeCount(20, 7.5), VolumeCount(20, 7.5)).p_exact, 1.0);
}

TEST(CountChangeTest, AHundredMillionCellsAreCompared) {
  const CountChange change = compare_counts(VolumeCount(100'000'000, 7.5), VolumeCount(99'900'000, 7.5));
  EXPECT_GT(change.p_exact, 0.0);
  EXPECT_LT(change.p_exact, 1e-10);
  EXPECT_EQ(change.direction, ChangeDirection::Fall);
  const DetectableChange detectable = smallest_detectable_change(VolumeCount(100'000'000, 7.5), 7.5);
  // 1.96 sqrt(2 x 10^8) = 27,718 beside the baseline, nearly.
  EXPECT_NEAR(static_cast<double>(detectable.rise_to - 100'000'000), 27718.0, 20.0);
}

TEST(HolmTest, MultipliesBySmallestFirstAndKeepsTheOrderGiven) {
  const std::vector<double> adjusted = holm_adjusted({0.04, 0.01, 0.03});
  EXPECT_DOUBLE_EQ(adjusted[0], 0.06);
  EXPECT_DOUBLE_EQ(adjusted[1], 0.03);
  EXPECT_DOUBLE_EQ(adjusted[2], 0.06);
  EXPECT_TRUE(holm_adjusted({}).empty());
}

}  // namespace
}  // namespace cyto::statistics
