#include "cytrial/core/binomial_interval.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

/// P(X >= k) of n draws at share p, summed term by term.
double upper_tail(std::uint64_t k, std::uint64_t n, double p) {
  double sum = 0.0;
  for (std::uint64_t x = k; x <= n; ++x) {
    const auto a = static_cast<double>(x);
    const auto b = static_cast<double>(n - x);
    sum += std::exp(std::lgamma(a + b + 1) - std::lgamma(a + 1) - std::lgamma(b + 1) + a * std::log(p) +
                    b * std::log1p(-p));
  }
  return sum;
}

TEST(BinomialInterval, EachTailHoldsItsShareByTheDefinition) {
  for (const std::uint64_t n : {1U, 2U, 5U, 17U, 60U}) {
    for (std::uint64_t k = 0; k <= n; ++k) {
      const BinomialInterval interval = clopper_pearson_interval(k, n);
      if (k > 0) {
        EXPECT_NEAR(upper_tail(k, n, interval.low), 0.025, 1e-10) << k << " of " << n;
      }
      if (k < n) {
        EXPECT_NEAR(1.0 - upper_tail(k + 1, n, interval.high), 0.025, 1e-10) << k << " of " << n;
      }
    }
  }
}

TEST(BinomialInterval, MeetsThePublishedLimits) {
  const BinomialInterval none = clopper_pearson_interval(0, 10);
  EXPECT_EQ(none.low, 0.0);
  EXPECT_NEAR(none.high, 0.3085, 5e-5);
  const BinomialInterval half = clopper_pearson_interval(5, 10);
  EXPECT_NEAR(half.low, 0.1871, 5e-5);
  EXPECT_NEAR(half.high, 0.8129, 5e-5);
  EXPECT_EQ(clopper_pearson_interval(10, 10).high, 1.0);
}

TEST(BinomialInterval, MirrorsWhenPositiveAndNegativeChangePlaces) {
  const BinomialInterval few = clopper_pearson_interval(3, 40);
  const BinomialInterval many = clopper_pearson_interval(37, 40);
  EXPECT_NEAR(few.low, 1.0 - many.high, 1e-14);
  EXPECT_NEAR(few.high, 1.0 - many.low, 1e-14);
}

TEST(BinomialInterval, OfNothingNothingIsKnown) {
  const BinomialInterval interval = clopper_pearson_interval(0, 0);
  EXPECT_EQ(interval.low, 0.0);
  EXPECT_EQ(interval.high, 1.0);
}

TEST(BinomialInterval, RefusesAnImpossibleShareAndAConfidenceOutsideZeroToOne) {
  EXPECT_THROW((void)clopper_pearson_interval(3, 2), Error);
  EXPECT_THROW((void)clopper_pearson_interval(1, 2, 1.0), Error);
  EXPECT_THROW((void)clopper_pearson_interval(1, 2, std::nan("")), Error);
}

}  // namespace
}  // namespace cyto
