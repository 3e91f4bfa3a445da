#include "cytrial/core/poisson_interval.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

// Limits as published in tables, to their two decimals.
struct Published {
  std::uint64_t count;
  double low, high;
};

class PublishedLimits : public ::testing::TestWithParam<Published> {};

TEST_P(PublishedLimits, AreMetToTheirDecimals) {
  const PoissonInterval interval = garwood_interval(GetParam().count);
  EXPECT_NEAR(interval.low, GetParam().low, 0.005);
  EXPECT_NEAR(interval.high, GetParam().high, 0.005);
}

INSTANTIATE_TEST_SUITE_P(PoissonInterval, PublishedLimits,
                         ::testing::Values(Published{0, 0.0, 3.69}, Published{1, 0.03, 5.57},
                                           Published{2, 0.24, 7.22}, Published{4, 1.09, 10.24},
                                           Published{5, 1.62, 11.67}, Published{10, 4.80, 18.39},
                                           Published{20, 12.22, 30.89}));

TEST(PoissonInterval, UpperLimitOfNoCellsIsTheLogarithmOfTheTail) {
  EXPECT_DOUBLE_EQ(garwood_interval(0).high, -std::log(0.025));
  EXPECT_EQ(garwood_interval(0).low, 0.0);
}

TEST(PoissonInterval, HoldsItsCountAndGrowsWithIt) {
  PoissonInterval smaller = garwood_interval(0);
  for (std::uint64_t count = 1; count <= 2000; ++count) {
    const PoissonInterval interval = garwood_interval(count);
    ASSERT_LT(interval.low, static_cast<double>(count));
    ASSERT_GT(interval.high, static_cast<double>(count));
    ASSERT_GT(interval.low, smaller.low);
    ASSERT_GT(interval.high, smaller.high);
    smaller = interval;
  }
}

TEST(PoissonInterval, LargeCountsGoOnWhereTheExactOnesEnd) {
  const PoissonInterval exact = garwood_interval(1'000'000'000ULL);
  const PoissonInterval next = garwood_interval(1'000'000'001ULL);
  // One cell more moves both limits by one cell, to rounding.
  EXPECT_NEAR(next.low - exact.low, 1.0, 1e-3);
  EXPECT_NEAR(next.high - exact.high, 1.0, 1e-3);
}

TEST(PoissonInterval, StaysFiniteForCountsBeyondAnySample) {
  const PoissonInterval interval = garwood_interval(1'000'000'000'000ULL);
  EXPECT_NEAR(interval.low, 1e12 - 1.959964e6, 10.0);
  EXPECT_NEAR(interval.high, 1e12 + 1.959964e6, 10.0);
  EXPECT_TRUE(std::isfinite(garwood_interval(~0ULL).high));
}

TEST(PoissonInterval, RefusesAConfidenceOutsideZeroToOne) {
  EXPECT_THROW((void)garwood_interval(5, 0.0), Error);
  EXPECT_THROW((void)garwood_interval(5, 1.0), Error);
  EXPECT_THROW((void)garwood_interval(5, std::nan("")), Error);
}

}  // namespace
}  // namespace cyto
