#include <gtest/gtest.h>

#include <cmath>

#include "cytrial/statistics/censored_value.h"
#include "cytrial/statistics/doubling_time.h"
#include "cytrial/statistics/reference_change.h"

namespace cyto::statistics {
namespace {

CensoredValue exactly(double value) {
  return CensoredValue(value);
}
CensoredValue below(double value) {
  return CensoredValue(value, Censor::Below);
}
CensoredValue above(double value) {
  return CensoredValue(value, Censor::Above);
}

TEST(CensoredValueTest, OrderIsCertainOnlyWhereEveryAllowedValueAgrees) {
  EXPECT_TRUE(below(2.0) < exactly(2.0));
  EXPECT_TRUE(exactly(2.0) < above(2.0));
  EXPECT_TRUE(below(2.0) < above(2.0));
  EXPECT_TRUE((CensoredValue(2.0, Censor::AtMost) <=> exactly(2.0)) == std::partial_ordering::unordered);
  EXPECT_TRUE((below(2.0) <=> exactly(1.0)) == std::partial_ordering::unordered);
  EXPECT_TRUE((below(2.0) <=> below(1.0)) == std::partial_ordering::unordered);
  EXPECT_TRUE((above(2.0) <=> above(300.0)) == std::partial_ordering::unordered);
  EXPECT_TRUE((exactly(2.0) <=> exactly(2.0)) == std::partial_ordering::equivalent);
}

TEST(ReferenceChangeTest, OneSidedThirtyPercentOfCa153IsThePublishedOne) {
  // 29.9 % where logarithms are not taken: 1.65 sqrt(2 (6.2^2 + 11.2^2)).
  const double linear = 1.65 * std::sqrt(2.0 * (0.062 * 0.062 + 0.112 * 0.112));
  EXPECT_NEAR(linear, 0.299, 5e-4);
  const ReferenceChange reference = reference_change({0.062, 0.112}, Sides::One);
  EXPECT_NEAR(std::log(reference.up_ratio), linear, 0.004);
  EXPECT_LT(reference.up_ratio, reference_change({0.062, 0.112}, Sides::Two).up_ratio);
}

TEST(ReferenceChangeTest, FallsAreTheReciprocalOfRises) {
  const ReferenceChange reference = reference_change({0.1, 0.05}, Sides::Two);
  EXPECT_NEAR(reference.up_ratio * reference.down_ratio, 1.0, 1e-15);
  EXPECT_GT(reference.up_percent(), -reference.down_percent());
}

TEST(ReferenceChangeTest, ChangesAreJudgedByRatio) {
  const ReferenceChange reference{1.4, 1.0 / 1.4};
  EXPECT_EQ(judge_change(exactly(20.0), exactly(28.1), reference), MarkerChange::Rise);
  EXPECT_EQ(judge_change(exactly(20.0), exactly(27.9), reference), MarkerChange::WithinVariation);
  EXPECT_EQ(judge_change(exactly(28.1), exactly(20.0), reference), MarkerChange::Fall);
}

TEST(ReferenceChangeTest, AValueBelowTheLimitDecidesOnlyWhereEveryValueWould) {
  const ReferenceChange reference{1.4, 1.0 / 1.4};
  EXPECT_EQ(judge_change(exactly(30.0), below(2.0), reference), MarkerChange::Fall);
  EXPECT_EQ(judge_change(below(2.0), exactly(30.0), reference), MarkerChange::Rise);
  EXPECT_EQ(judge_change(exactly(2.5), below(2.0), reference), MarkerChange::Undecided);
  EXPECT_EQ(judge_change(below(2.0), below(2.0), reference), MarkerChange::Undecided);
  EXPECT_EQ(judge_change(exactly(30.0), above(300.0), reference), MarkerChange::Rise);
  EXPECT_EQ(judge_change(above(300.0), exactly(30.0), reference), MarkerChange::Fall);
  EXPECT_EQ(judge_change(above(300.0), exactly(290.0), reference), MarkerChange::Undecided);
  EXPECT_EQ(judge_change(above(300.0), above(300.0), reference), MarkerChange::Undecided);
  EXPECT_EQ(judge_change(below(2.0), above(300.0), reference), MarkerChange::Rise);
  EXPECT_EQ(judge_change(above(300.0), below(2.0), reference), MarkerChange::Fall);
}

TEST(ReferenceChangeTest, AnOpenBoundOnTheLimitItselfDecides) {
  const ReferenceChange reference{2.0, 0.5};
  EXPECT_EQ(judge_change(exactly(10.0), above(20.0), reference), MarkerChange::Rise);
  EXPECT_EQ(judge_change(exactly(10.0), CensoredValue(20.0, Censor::AtLeast), reference),
            MarkerChange::Undecided);
  EXPECT_EQ(judge_change(exactly(10.0), exactly(20.0), reference), MarkerChange::WithinVariation);
}

TEST(ReferenceChangeTest, APrintedZeroHasNoRatio) {
  const ReferenceChange reference{1.4, 1.0 / 1.4};
  EXPECT_EQ(judge_change(exactly(0.0), exactly(30.0), reference), MarkerChange::Undecided);
  EXPECT_EQ(judge_change(exactly(30.0), exactly(0.0), reference), MarkerChange::Undecided);
  EXPECT_EQ(judge_change(below(0.0), exactly(30.0), reference), MarkerChange::Undecided);
  EXPECT_FALSE(percent_change(exactly(0.0), exactly(30.0)));
}

TEST(ReferenceChangeTest, PercentChangeNeedsTwoValues) {
  EXPECT_NEAR(percent_change(exactly(20.0), exactly(30.0)).value(), 50.0, 1e-12);
  EXPECT_FALSE(percent_change(below(20.0), exactly(30.0)));
  EXPECT_FALSE(percent_change(exactly(20.0), above(30.0)));
}

TEST(DoublingTimeTest, TwiceInThirtyDaysDoublesInThirtyDays) {
  const Growth growth = growth_between({10.0, 20.0}, {40.0, 40.0}, {0.06, 0.05});
  EXPECT_NEAR(growth.doubling_days().value(), 30.0, 1e-12);
  EXPECT_TRUE(growth.is_distinguished());
}

TEST(DoublingTimeTest, HalvingHasTheSignOfAFall) {
  const Growth growth = growth_between({0.0, 40.0}, {21.0, 20.0}, {0.06, 0.05});
  EXPECT_NEAR(growth.doubling_days().value(), -21.0, 1e-12);
}

TEST(DoublingTimeTest, AChangeWithinVariationIsNotDistinguished) {
  const Growth growth = growth_between({0.0, 40.0}, {21.0, 42.0}, {0.06, 0.05});
  EXPECT_FALSE(growth.is_distinguished());
}

TEST(DoublingTimeTest, IsDistinguishedJustWhereTheReferenceChangeIsExceeded) {
  const MarkerVariation variation{0.062, 0.112};
  const double up = reference_change(variation, Sides::Two).up_ratio;
  EXPECT_FALSE(growth_between({0.0, 20.0}, {21.0, 20.0 * up * 0.9999}, variation).is_distinguished());
  EXPECT_TRUE(growth_between({0.0, 20.0}, {21.0, 20.0 * up * 1.0001}, variation).is_distinguished());
}

TEST(DoublingTimeTest, NoChangeHasNoDoublingTime) {
  EXPECT_FALSE(growth_between({0.0, 20.0}, {21.0, 20.0}, {0.1, 0.1}).doubling_days());
}

TEST(DoublingTimeTest, AnExactExponentialIsFoundAgain) {
  const Growth growth = growth_of({{0.0, 8.0}, {20.0, 16.0}, {60.0, 64.0}});
  EXPECT_NEAR(growth.doubling_days().value(), 20.0, 1e-10);
  ASSERT_TRUE(growth.limits);
  EXPECT_NEAR(growth.limits->low, growth.limits->high, 1e-12);
  EXPECT_FALSE(growth_of({{0.0, 8.0}, {20.0, 16.0}}).limits);
}

}  // namespace
}  // namespace cyto::statistics
