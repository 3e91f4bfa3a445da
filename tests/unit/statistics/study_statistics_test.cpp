#include <gtest/gtest.h>

#include <cmath>

#include "cytrial/statistics/direction_agreement.h"
#include "cytrial/statistics/hodges_lehmann.h"
#include "cytrial/statistics/rank_correlation.h"

namespace cyto::statistics {
namespace {

constexpr auto kUp = Direction::Up;
constexpr auto kDown = Direction::Down;

TEST(DirectionAgreementTest, CountsWhatMovedTheSameWayAmongWhatMoved) {
  const DirectionAgreement agreement = direction_agreement({{1, kUp, kUp},
                                                            {2, kDown, kDown},
                                                            {3, kUp, kDown},
                                                            {4, kDown, kDown},
                                                            {5, Direction::Same, kUp},
                                                            {6, kUp, Direction::Open}});
  EXPECT_EQ(agreement.both_up, 1);
  EXPECT_EQ(agreement.both_down, 2);
  EXPECT_EQ(agreement.opposed, 1);
  EXPECT_EQ(agreement.not_moved, 1);
  EXPECT_EQ(agreement.open, 1);
  EXPECT_EQ(agreement.subjects, 4);
  EXPECT_DOUBLE_EQ(agreement.agreed.share.value(), 0.75);
  EXPECT_NEAR(agreement.agreed.limits.low, 0.194, 5e-4);
  EXPECT_NEAR(agreement.agreed.limits.high, 0.994, 5e-4);
}

TEST(DirectionAgreementTest, WithoutAMoveThereIsNoShare) {
  const DirectionAgreement agreement = direction_agreement({{1, Direction::Same, kUp}});
  EXPECT_FALSE(agreement.agreed.share);
  EXPECT_FALSE(agreement.cluster_limits);
  EXPECT_EQ(agreement.subjects, 0);
}

TEST(DirectionAgreementTest, RepeatedVisitsOfOneSubjectDoNotNarrowTheClusterLimits) {
  std::vector<DirectionPair> once{{1, kUp, kUp}, {2, kUp, kDown}, {3, kDown, kDown}, {4, kUp, kUp}};
  std::vector<DirectionPair> fivefold;
  for (const DirectionPair& pair : once) {
    fivefold.insert(fivefold.end(), 5, pair);
  }
  const auto few = direction_agreement(once);
  const auto many = direction_agreement(fivefold);
  ASSERT_TRUE(few.cluster_limits && many.cluster_limits);
  EXPECT_NEAR(few.cluster_limits->low, many.cluster_limits->low, 1e-12);
  EXPECT_GT(many.agreed.limits.low, few.agreed.limits.low);  // the exact ones would pretend more is known
}

PairedValue pair_of(std::size_t subject, double first, double second) {
  return {subject, CensoredValue(first), CensoredValue(second)};
}

TEST(RankCorrelationTest, WithinSubjectsMayOpposeWhatAllTogetherShow) {
  // Two levels, in each of which the second falls while the first rises.
  const std::vector<PairedValue> values{pair_of(1, 1, 3),   pair_of(1, 2, 2),   pair_of(1, 3, 1),
                                        pair_of(2, 11, 13), pair_of(2, 12, 12), pair_of(2, 13, 11)};
  EXPECT_DOUBLE_EQ(rank_correlation(values, Comparison::WithinSubjects).tau.value(), -1.0);
  EXPECT_DOUBLE_EQ(rank_correlation(values, Comparison::All).tau.value(), (9.0 - 6.0) / 15.0);
}

TEST(RankCorrelationTest, AValueBelowTheLimitIsTiedWithWhatItMayEqual) {
  const std::vector<PairedValue> values{{1, CensoredValue(0), CensoredValue(5.0, Censor::Below)},
                                        {2, CensoredValue(1), CensoredValue(3.0)},
                                        {3, CensoredValue(2), CensoredValue(9.0)}};
  // Pairs: (1,2) open, (1,3) and (2,3) concordant.
  EXPECT_NEAR(rank_correlation(values, Comparison::All).tau.value(), 2.0 / std::sqrt(6.0), 1e-15);
}

TEST(RankCorrelationTest, WithoutSpreadThereIsNoCorrelation) {
  EXPECT_FALSE(rank_correlation({pair_of(1, 1, 1), pair_of(2, 1, 2)}, Comparison::All).tau);
  EXPECT_FALSE(rank_correlation({}, Comparison::All).tau);
  EXPECT_FALSE(rank_correlation({pair_of(1, 1, 1), pair_of(2, 2, 2)}, Comparison::WithinSubjects).tau);
}

TEST(RankCorrelationTest, TwoSubjectsHaveNoLimits) {
  const RankCorrelation two =
      rank_correlation({pair_of(1, 1, 1), pair_of(2, 2, 2), pair_of(2, 3, 1)}, Comparison::All);
  EXPECT_TRUE(two.tau);
  EXPECT_EQ(two.subjects, 2);
  EXPECT_FALSE(two.limits);
}

TEST(HodgesLehmannTest, AShiftedGroupIsFoundShifted) {
  const std::vector<double> first{1.0, 4.0, 6.0, 10.0, 13.0};
  std::vector<double> second;
  for (const double value : first) {
    second.push_back(value + 7.0);
  }
  const Shift shift = hodges_lehmann_shift(first, second);
  EXPECT_DOUBLE_EQ(shift.estimate, 7.0);
  ASSERT_TRUE(shift.limits);
  EXPECT_LT(shift.limits->low, 7.0);
  EXPECT_GT(shift.limits->high, 7.0);
}

TEST(HodgesLehmannTest, GroupsTooSmallForTheConfidenceHaveNoLimits) {
  // Two and three values: 10 orders, so that even the outermost difference misses 20 % of the time.
  const Shift shift = hodges_lehmann_shift({1.0, 2.0}, {3.0, 4.0, 5.0});
  EXPECT_DOUBLE_EQ(shift.estimate, 2.5);
  EXPECT_FALSE(shift.limits);
}

TEST(HodgesLehmannTest, CountedAndNormalRanksMeetWhereOneTakesOver) {
  std::vector<double> first;
  std::vector<double> second;
  for (int i = 0; i < 50; ++i) {
    first.push_back(i * 1.7);
    second.push_back(i * 1.9 + 3.3);
  }
  const Shift counted = hodges_lehmann_shift(first, second);
  first.push_back(first[25]);
  const Shift normal = hodges_lehmann_shift(first, second);
  EXPECT_NEAR(counted.limits->low, normal.limits->low, 1.0);
  EXPECT_NEAR(counted.limits->high, normal.limits->high, 1.0);
}

}  // namespace
}  // namespace cyto::statistics
