#include "counter_rng.h"

#include <gtest/gtest.h>

#include <cmath>

#include "portable_math.h"

namespace cyto::synth {
namespace {

constexpr int kDraws = 200000;

TEST(PortableMath, AgreesWithTheStandardLibrary) {
  for (double x = -40.0; x <= 40.0; x += 0.37) {
    EXPECT_NEAR(portable_exp(x) / std::exp(x), 1.0, 1e-13) << x;
  }
  for (double x = 1e-12; x < 1e12; x *= 1.9) {
    EXPECT_NEAR(portable_log(x), std::log(x), 1e-13 * std::max(1.0, std::fabs(std::log(x)))) << x;
  }
  for (double turns = -3.0; turns <= 3.0; turns += 0.013) {
    const Direction direction = direction_of(turns);
    EXPECT_NEAR(direction.x, std::cos(turns * 2.0 * M_PI), 1e-13) << turns;
    EXPECT_NEAR(direction.y, std::sin(turns * 2.0 * M_PI), 1e-13) << turns;
  }
}

TEST(PortableMath, TheNormalQuantileInvertsTheNormalDistribution) {
  for (double p = 1e-9; p < 1.0; p = p < 0.01 ? p * 3.0 : p + 0.01) {
    const double z = normal_quantile(p);
    EXPECT_NEAR(0.5 * std::erfc(-z / std::sqrt(2.0)) / p, 1.0, 1e-7) << p;
  }
}

TEST(CounterRng, DependsOnItsKeyAlone) {
  CounterRng a(key_of({1, 2, 3}));
  CounterRng b(key_of({1, 2, 3}));
  CounterRng other(key_of({1, 3, 2}));
  const std::uint64_t first = a.bits();
  EXPECT_EQ(first, b.bits());
  EXPECT_NE(first, other.bits());
  // Pinned: a change here changes every simulated scan.
  EXPECT_EQ(mix64(1), 0x5692161D100B05E5ULL);
}

TEST(CounterRng, UniformNeverReachesItsEnds) {
  CounterRng rng(7);
  double sum = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = rng.uniform();
    ASSERT_GT(value, 0.0);
    ASSERT_LT(value, 1.0);
    sum += value;
  }
  // Standard error 0.29 / sqrt(n); five of them.
  EXPECT_NEAR(sum / kDraws, 0.5, 5 * 0.29 / std::sqrt(kDraws));
}

TEST(CounterRng, PoissonHasEqualMeanAndVariance) {
  CounterRng rng(11);
  constexpr double kMean = 6.5;
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = rng.poisson(kMean);
    sum += value;
    squares += value * value;
  }
  const double mean = sum / kDraws;
  EXPECT_NEAR(mean, kMean, 5 * std::sqrt(kMean / kDraws));
  EXPECT_NEAR(squares / kDraws - mean * mean, kMean, 0.15);
  EXPECT_EQ(CounterRng(1).poisson(0.0), 0U);
}

TEST(CounterRng, PoissonByInversionAgreesWithTheDistribution) {
  CounterRng rng(17);
  constexpr double kMean = 3.0;
  int zeros = 0;
  double sum = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const int value = poisson_at(kMean, static_cast<std::uint32_t>(rng.bits()));
    zeros += value == 0 ? 1 : 0;
    sum += value;
  }
  EXPECT_NEAR(sum / kDraws, kMean, 5 * std::sqrt(kMean / kDraws));
  EXPECT_NEAR(static_cast<double>(zeros) / kDraws, std::exp(-kMean), 5 * std::sqrt(0.05 / kDraws));
  EXPECT_EQ(poisson_at(0.0, 0xFFFFFFFFU), 0);
}

TEST(NormalTable, HasUnitVarianceAndThinTails) {
  const NormalTable table;
  CounterRng rng(13);
  double sum = 0.0;
  double squares = 0.0;
  int beyond_three = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = static_cast<double>(table.at(static_cast<std::uint32_t>(rng.bits())));
    sum += value;
    squares += value * value;
    beyond_three += std::fabs(value) > 3.0 ? 1 : 0;
  }
  EXPECT_NEAR(sum / kDraws, 0.0, 5 / std::sqrt(kDraws));
  EXPECT_NEAR(squares / kDraws, 1.0, 5 * std::sqrt(2.0 / kDraws));
  // 0.27 % of a normal variable: 540 expected, standard deviation 23.
  EXPECT_NEAR(beyond_three, 540, 5 * 23);
}

}  // namespace
}  // namespace cyto::synth
