#include "cytrial/calib/blank_estimate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

std::vector<BlankSlide> slides_of(const std::vector<std::uint64_t>& counts, std::uint64_t cells = 1'000'000) {
  std::vector<BlankSlide> slides;
  for (const std::uint64_t count : counts) {
    slides.push_back({"B" + std::to_string(slides.size() + 1), count, cells});
  }
  return slides;
}

TEST(BlankEstimate, BoundsTheRateExactlyWhenNothingWasFound) {
  // No event among n: the bound solves (1 - p)^n = 0.05.
  const BlankEstimate blank = estimate_blank(slides_of({0, 0, 0}, 1000));
  EXPECT_EQ(blank.per_million, 0.0);
  EXPECT_EQ(blank.per_million_low, 0.0);
  EXPECT_NEAR(blank.per_million_bound, 1e6 * (1.0 - std::pow(0.05, 1.0 / 3000.0)), 1e-6);
  EXPECT_NEAR(blank.per_million_high, 1e6 * (1.0 - std::pow(0.025, 1.0 / 3000.0)), 1e-6);
}

TEST(BlankEstimate, GivesClopperAndPearsonsInterval) {
  // 4 of 20, from the defining binomial sums: low 0.0573340, high 0.4366140 (Clopper and Pearson 1934).
  const BlankEstimate blank = estimate_blank(slides_of({4}, 20));
  EXPECT_NEAR(blank.per_million_low, 57334.0, 0.5);
  EXPECT_NEAR(blank.per_million_high, 436614.0, 0.5);
}

TEST(BlankEstimate, TakesTheRankOfEp17FromSixtySlides) {
  // Rank 0.5 + 0.95 x 60 = 57.5: the 58th of 60.
  std::vector<std::uint64_t> counts(60);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    counts[i] = (i * 7) % 60;  // 0 to 59 in another order
  }
  const BlankEstimate blank = estimate_blank(slides_of(counts));
  EXPECT_EQ(blank.method, "ranks");
  EXPECT_EQ(blank.limit_of_blank, 57U);
}

TEST(BlankEstimate, GivesTheQuantileOfAKnownDistribution) {
  // 4000 Poisson slides with mean 2: P(X > 4) = 0.0527, P(X > 5) = 0.0166, so the 95 % quantile is 5.
  std::mt19937_64 rng(1);
  std::poisson_distribution<std::uint64_t> poisson(2.0);
  std::vector<std::uint64_t> counts(4000);
  for (std::uint64_t& count : counts) {
    count = poisson(rng);
  }
  const BlankEstimate blank = estimate_blank(slides_of(counts));
  EXPECT_GE(blank.limit_of_blank, 4U);  // 5.27 % is close to 5 %: chance decides between 4 and 5
  EXPECT_LE(blank.limit_of_blank, 5U);
  EXPECT_NEAR(blank.per_million, 2.0, 0.1);
  EXPECT_GT(blank.even_p, 0.001);
}

TEST(BlankEstimate, ErrsUpwardsWithFewSlides) {
  // Whatever ten slides show, a later blank must exceed the limit in at most 5 % of cases, in 95 % of
  // studies.
  constexpr double kMean = 1.5;
  std::mt19937_64 rng(2);
  std::poisson_distribution<std::uint64_t> poisson(kMean);
  int too_low = 0;
  constexpr int kStudies = 1000;
  for (int study = 0; study < kStudies; ++study) {
    std::vector<std::uint64_t> counts(10);
    for (std::uint64_t& count : counts) {
      count = poisson(rng);
    }
    const BlankEstimate blank = estimate_blank(slides_of(counts));
    EXPECT_EQ(blank.method, "poisson");
    double cumulated = 0.0;
    double term = std::exp(-kMean);
    for (std::uint64_t k = 0; k <= blank.limit_of_blank; ++k) {
      cumulated += term;
      term *= kMean / static_cast<double>(k + 1);
    }
    too_low += cumulated < 0.95 ? 1 : 0;
  }
  EXPECT_LE(too_low, 70);  // 5 % of 1000, plus three standard deviations
}

TEST(BlankEstimate, TellsSlidesThatDoNotShareOneRate) {
  const BlankEstimate uneven = estimate_blank(slides_of({0, 0, 1, 0, 30, 0, 0, 1}));
  EXPECT_LT(uneven.even_p, 1e-6);
  EXPECT_EQ(uneven.limit_of_blank, 30U);
  EXPECT_GT(estimate_blank(slides_of({3, 5, 4, 4, 2, 6, 4, 4})).even_p, 0.5);
  EXPECT_EQ(estimate_blank(slides_of({3})).even_p, 1.0);
}

TEST(BlankEstimate, RefusesSlidesWithoutCells) {
  EXPECT_THROW((void)estimate_blank({}), Error);
  EXPECT_THROW((void)estimate_blank(slides_of({0, 0}, 0)), Error);
  EXPECT_THROW((void)estimate_blank(slides_of({5}, 4)), Error);
}

}  // namespace
}  // namespace cyto
