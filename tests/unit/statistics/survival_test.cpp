#include "cytrial/statistics/survival.h"

#include <gtest/gtest.h>

namespace cyto::statistics {
namespace {

TEST(KaplanMeierTest, NobodyGivesAnEmptyCurve) {
  const SurvivalCurve curve = kaplan_meier({});
  EXPECT_EQ(curve.subjects, 0);
  EXPECT_TRUE(curve.steps.empty());
  EXPECT_FALSE(curve.median);
}

TEST(KaplanMeierTest, WhenAllAreCensoredNothingFallsAndNoMedianIsReached) {
  const SurvivalCurve curve = kaplan_meier({{10, false}, {20, false}, {20, false}});
  EXPECT_EQ(curve.events, 0);
  ASSERT_EQ(curve.steps.size(), 2U);
  EXPECT_EQ(curve.steps.back().survival, 1.0);
  EXPECT_EQ(curve.steps.back().censored, 2);
  EXPECT_FALSE(curve.steps.back().limits);
  EXPECT_FALSE(curve.median);
}

TEST(KaplanMeierTest, WithoutCensoringTheCurveIsTheShareLeft) {
  const SurvivalCurve curve = kaplan_meier({{30, true}, {10, true}, {20, true}, {40, true}, {50, true}});
  ASSERT_EQ(curve.steps.size(), 5U);
  EXPECT_DOUBLE_EQ(curve.steps[1].survival, 0.6);
  EXPECT_EQ(curve.steps[4].survival, 0.0);
  EXPECT_FALSE(curve.steps[4].limits);
  EXPECT_EQ(curve.median, 30.0);
}

TEST(KaplanMeierTest, CensoredAtTheTimeOfAnEventStillCountsAsAtRisk) {
  const SurvivalCurve curve = kaplan_meier({{10, true}, {10, false}, {20, true}});
  EXPECT_DOUBLE_EQ(curve.steps[0].survival, 2.0 / 3.0);
  EXPECT_EQ(curve.steps[1].at_risk, 1);
}

TEST(KaplanMeierTest, AStretchAtOneHalfHasItsMedianInTheMiddle) {
  EXPECT_EQ(kaplan_meier({{10, true}, {20, true}, {30, true}, {40, true}}).median, 25.0);
  EXPECT_EQ(kaplan_meier({{10, true}, {20, true}, {30, false}, {40, false}}).median, 30.0);
}

TEST(LogRankTest, TheSameGroupTwiceDiffersInNothing) {
  const std::vector<FollowUp> group{{10, true}, {20, false}, {30, true}};
  const auto test = log_rank(group, group);
  ASSERT_TRUE(test);
  EXPECT_NEAR(test->chi_squared, 0.0, 1e-25);
  EXPECT_NEAR(test->p, 1.0, 1e-12);
}

TEST(LogRankTest, NothingIsComparedWithoutEventsOrWithoutASecondGroup) {
  EXPECT_FALSE(log_rank({{10, false}}, {{20, false}}));
  EXPECT_FALSE(log_rank({{10, true}, {20, true}}, {}));
  EXPECT_FALSE(log_rank({}, {}));
  // The only event comes after the other group is gone.
  EXPECT_FALSE(log_rank({{10, false}}, {{20, true}, {30, true}}));
}

TEST(LogRankTest, ObservedAndExpectedEventsAddUp) {
  const auto test = log_rank({{5, true}, {8, true}, {12, false}}, {{6, true}, {20, true}, {25, false}});
  ASSERT_TRUE(test);
  EXPECT_NEAR(test->observed_first + test->observed_second, test->expected_first + test->expected_second,
              1e-12);
}

}  // namespace
}  // namespace cyto::statistics
