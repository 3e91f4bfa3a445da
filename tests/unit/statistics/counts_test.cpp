#include <gtest/gtest.h>

#include <cmath>
#include <concepts>

#include "cytrial/statistics/cutoff.h"
#include "cytrial/statistics/recovery.h"
#include "cytrial/statistics/share.h"

namespace cyto::statistics {
namespace {

TEST(CountPerVolumeTest, ScalesCountAndExactLimitsAlike) {
  const CountPerVolume count = count_per_volume(VolumeCount(4, 5.0), 7.5);
  EXPECT_DOUBLE_EQ(count.value, 6.0);
  EXPECT_NEAR(count.limits.low, 1.09 * 1.5, 0.005 * 1.5);
  EXPECT_NEAR(count.limits.high, 10.24 * 1.5, 0.005 * 1.5);
  EXPECT_EQ(count.per_ml, 7.5);
}

TEST(CountPerVolumeTest, ZeroCellsHaveALowLimitOfZeroAndAHighOneAbove) {
  const CountPerVolume none = count_per_volume(VolumeCount(0, 7.5), 7.5);
  EXPECT_EQ(none.limits.low, 0.0);
  EXPECT_DOUBLE_EQ(none.limits.high, -std::log(0.025));
}

TEST(CutoffTest, FiveInTheReferenceVolumeMeetACutoffOfFive) {
  EXPECT_TRUE(at_or_above(VolumeCount(5, 7.5), Cutoff{}));
  EXPECT_FALSE(at_or_above(VolumeCount(4, 7.5), Cutoff{}));
  EXPECT_TRUE(at_or_above(VolumeCount(4, 6.0), Cutoff{}));
  EXPECT_FALSE(at_or_above(VolumeCount(5, 7.6), Cutoff{}));
}

TEST(CutoffTest, CrossingSaysOnWhichSidesTheCountsLie) {
  const VolumeCount few(4, 7.5);
  const VolumeCount many(5, 7.5);
  EXPECT_EQ(cutoff_crossing(few, many, {}), CutoffCrossing::Upward);
  EXPECT_EQ(cutoff_crossing(many, few, {}), CutoffCrossing::Downward);
  EXPECT_EQ(cutoff_crossing(few, few, {}), CutoffCrossing::StayedBelow);
  EXPECT_EQ(cutoff_crossing(many, many, {}), CutoffCrossing::StayedAbove);
}

TEST(CutoffTest, ProbabilityIsThatOfTheStatedPosterior) {
  // Shape 1 and no rate: the posterior after no cell is exponential.
  EXPECT_NEAR(probability_at_or_above(VolumeCount(0, 7.5), {}, {1.0, 0.0}), std::exp(-5.0), 1e-15);
  // Twice the volume without a cell squares it.
  EXPECT_NEAR(probability_at_or_above(VolumeCount(0, 15.0), {}, {1.0, 0.0}), std::exp(-10.0), 1e-15);
}

TEST(CutoffTest, APriorWorthBloodPullsTheProbability) {
  const VolumeCount count(5, 7.5);
  EXPECT_LT(probability_at_or_above(count, {}, {0.5, 7.5}), probability_at_or_above(count, {}));
}

// A corrected count must not meet a cut-off of cells as counted, by any way that compiles.
template <typename Count>
concept MeetsCutoff = requires(const Count& count) {
  at_or_above(count, Cutoff{});
};
template <typename Count>
concept HasProbability = requires(const Count& count) {
  probability_at_or_above(count, Cutoff{});
};

static_assert(MeetsCutoff<VolumeCount> && HasProbability<VolumeCount>);
static_assert(!MeetsCutoff<RecoveryCorrectedCount> && !HasProbability<RecoveryCorrectedCount>);
static_assert(!MeetsCutoff<RecoveredCells> && !HasProbability<RecoveredCells>);
static_assert(!std::totally_ordered_with<RecoveredCells, double>);
static_assert(!std::convertible_to<RecoveredCells, double> && !std::convertible_to<double, RecoveredCells>);
static_assert(!std::convertible_to<RecoveryCorrectedCount, VolumeCount>);
static_assert(!std::constructible_from<VolumeCount, RecoveredCells, double>);

TEST(RecoveryTest, ASharplyKnownRecoveryDividesCountAndLimits) {
  const VolumeCount count(10, 7.5);
  const RecoveryCorrectedCount corrected(count, Recovery::from_mean(0.8, 5e-5), 7.5);
  const CountPerVolume counted = count_per_volume(count, 7.5);
  EXPECT_NEAR(corrected.estimate().shown(), counted.value / 0.8, 1e-9);
  EXPECT_NEAR(corrected.low().shown(), counted.limits.low / 0.8, 1e-6);
  EXPECT_NEAR(corrected.high().shown(), counted.limits.high / 0.8, 1e-6);
}

TEST(RecoveryTest, LessKnownRecoveriesWidenTheLimits) {
  const VolumeCount count(10, 7.5);
  const RecoveryCorrectedCount sharp(count, Recovery::from_mean(0.8, 0.01), 7.5);
  const RecoveryCorrectedCount vague(count, Recovery::from_mean(0.8, 0.1), 7.5);
  EXPECT_LT(vague.low(), sharp.low());
  EXPECT_GT(vague.high(), sharp.high());
}

TEST(RecoveryTest, NoCellStaysNoCellWithAHighLimit) {
  const RecoveryCorrectedCount none(VolumeCount(0, 7.5), Recovery::from_spikes(40, 50), 7.5);
  EXPECT_EQ(none.estimate().shown(), 0.0);
  EXPECT_EQ(none.low().shown(), 0.0);
  EXPECT_GT(none.high().shown(), -std::log(0.025) / 0.8);
}

TEST(RecoveryTest, TheWorstKnownRecoveryStillBoundsTheLargestCount) {
  const RecoveryCorrectedCount vague(VolumeCount(100'000'000, 7.5), Recovery::from_spikes(0, 1), 7.5);
  EXPECT_GT(vague.low().shown(), 1e8);
  EXPECT_LT(vague.low(), vague.estimate());
  EXPECT_GT(vague.high(), vague.estimate());
}

TEST(RecoveryTest, SpikesGiveJeffreysPosterior) {
  const Recovery recovery = Recovery::from_spikes(40, 50);
  EXPECT_DOUBLE_EQ(recovery.a(), 40.5);
  EXPECT_DOUBLE_EQ(recovery.b(), 10.5);
}

TEST(RecoveryTest, MeanAndSdGiveTheBetaDistributionThatHasThem) {
  const Recovery recovery = Recovery::from_mean(0.81, 0.03);
  const double size = recovery.a() + recovery.b();
  EXPECT_NEAR(recovery.mean(), 0.81, 1e-14);
  EXPECT_NEAR(std::sqrt(0.81 * 0.19 / (size + 1.0)), 0.03, 1e-14);
}

TEST(ExactShareTest, WithoutATrialNothingIsKnown) {
  const ExactShare none = exact_share(0, 0);
  EXPECT_FALSE(none.share);
  EXPECT_EQ(none.limits.low, 0.0);
  EXPECT_EQ(none.limits.high, 1.0);
}

TEST(ExactShareTest, NineOfTwentyFourHaveTheirExactLimits) {
  const ExactShare share = exact_share(9, 24);
  EXPECT_DOUBLE_EQ(share.share.value(), 0.375);
  EXPECT_NEAR(share.limits.low, 0.188, 5e-4);
  EXPECT_NEAR(share.limits.high, 0.594, 5e-4);
}

}  // namespace
}  // namespace cyto::statistics
