// Claims: the statistics of a validation equal values computed or published elsewhere; the source stands at
// each. values/clopper_pearson.json is made by generate/clopper_pearson_values.py.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cytrial/core/binomial_interval.h"
#include "cytrial/core/strict_json.h"
#include "cytrial/statistics/distributions.h"
#include "cytrial/validation/agreement.h"
#include "cytrial/validation/detection_limits.h"
#include "cytrial/validation/intervals.h"
#include "cytrial/validation/linearity.h"
#include "cytrial/validation/replicates.h"

namespace cyto::validation {
namespace {

using statistics::chi_squared_quantile;
using statistics::chi_squared_upper_tail;
using statistics::student_t_two_sided;

TEST(ClopperPearsonOracle, LimitsEqualBisectedBinomialTailsForEveryStoredCase) {
  const JsonReader values =
      JsonReader::from_file(CYTRIAL_SOURCE_DIR "/tests/oracle/values/clopper_pearson.json");
  const std::vector<JsonReader> rows = values.items("rows");
  ASSERT_EQ(rows.size(), 42U);
  for (const JsonReader& row : rows) {
    const std::vector<JsonReader> cells = row.as_items();
    const double confidence = cells[0].as_number(0.0, 1.0);
    const auto hits = static_cast<std::uint64_t>(cells[1].as_integer(0, 1'000'000));
    const auto trials = static_cast<std::uint64_t>(cells[2].as_integer(1, 1'000'000));
    const BinomialInterval limits = clopper_pearson_interval(hits, trials, confidence);
    // The inverse of the incomplete beta function is good to a few units in the last place.
    EXPECT_NEAR(limits.low, cells[3].as_number(0.0, 1.0), 1e-12) << hits << " of " << trials;
    EXPECT_NEAR(limits.high, cells[4].as_number(0.0, 1.0), 1e-12) << hits << " of " << trials;
  }
}

TEST(ClopperPearsonOracle, LimitsEqualThePublishedOnes) {
  // Newcombe 1998, Stat Med 17:857-872, table I, method 5, to four decimals.
  const BinomialInterval many = clopper_pearson_interval(81, 263);
  EXPECT_NEAR(many.low, 0.2527, 5e-5);
  EXPECT_NEAR(many.high, 0.3676, 5e-5);
  const BinomialInterval none = clopper_pearson_interval(0, 20);
  EXPECT_EQ(none.low, 0.0);
  EXPECT_NEAR(none.high, 0.1684, 5e-5);
  const BinomialInterval one = clopper_pearson_interval(1, 29);
  EXPECT_NEAR(one.low, 0.0009, 5e-5);
  EXPECT_NEAR(one.high, 0.1776, 5e-5);
}

TEST(QuantileOracle, StudentsTEqualsThePrintedTable) {
  // NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2, column 0.975.
  EXPECT_NEAR(student_t_two_sided(1, 0.95), 12.706, 5e-4);
  EXPECT_NEAR(student_t_two_sided(2, 0.95), 4.303, 5e-4);
  EXPECT_NEAR(student_t_two_sided(10, 0.95), 2.228, 5e-4);
  EXPECT_NEAR(student_t_two_sided(30, 0.95), 2.042, 5e-4);
  EXPECT_NEAR(student_t_two_sided(100, 0.95), 1.984, 5e-4);
  EXPECT_NEAR(student_t_two_sided(10, 0.99), 3.169, 5e-4);
}

TEST(QuantileOracle, ChiSquaredEqualsThePrintedTable) {
  // NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.4.
  EXPECT_NEAR(chi_squared_quantile(9, 0.025), 2.700, 5e-4);
  EXPECT_NEAR(chi_squared_quantile(9, 0.975), 19.023, 5e-4);
  EXPECT_NEAR(chi_squared_quantile(1, 0.95), 3.841, 5e-4);
  EXPECT_NEAR(chi_squared_upper_tail(3, 7.815), 0.05, 1e-5);
  EXPECT_NEAR(chi_squared_upper_tail(60, 79.082), 0.05, 1e-5);
}

TEST(LineFitOracle, EqualsTheCertifiedValuesOfNorris) {
  // NIST Statistical Reference Datasets, Norris: calibration of ozone monitors, 36 observations.
  const std::vector<double> x{0.2, 337.4, 118.2, 884.6, 10.1,  226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4,
                              0.6, 775.5, 666.9, 338.0, 447.5, 11.6,  556.0, 228.1, 995.8, 887.6, 120.2, 0.3,
                              0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1,  118.3, 229.2, 669.1, 448.9, 0.5};
  const std::vector<double> y{0.1, 338.8, 118.1, 888.0, 9.2,   228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3,
                              0.1, 778.1, 668.8, 339.3, 448.9, 10.8,  557.7, 228.3, 998.0, 888.8, 119.6, 0.3,
                              0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2,  117.6, 228.9, 668.4, 449.2, 0.2};
  const auto fit = fit_line(x, y, std::vector<double>(x.size(), 1.0));
  ASSERT_TRUE(fit && fit->slope_interval && fit->intercept_interval);
  EXPECT_NEAR(fit->slope, 1.00211681802045, 1e-13);
  EXPECT_NEAR(fit->intercept, -0.262323073774029, 1e-11);
  EXPECT_NEAR(fit->residual_sd, 0.884796396144373, 1e-12);
  EXPECT_NEAR(fit->r_squared, 0.999993745883712, 1e-14);
  const double t = student_t_two_sided(34, 0.95);
  EXPECT_NEAR((fit->slope_interval->high - fit->slope_interval->low) / 2.0 / t, 0.429796848199937e-3, 1e-14);
  EXPECT_NEAR((fit->intercept_interval->high - fit->intercept_interval->low) / 2.0 / t, 0.232818234301152,
              1e-11);
}

TEST(LineFitOracle, EqualsTheNormalEquationsSolvedInFractions) {
  // Python's fractions.Fraction on the normal equations, variances with sum w r^2 / (n - 2) as R's lm() has
  // them.
  const std::vector<double> x{0.0, 1.0, 2.0, 5.0, 10.0};
  const std::vector<double> y{0.0, 1.0, 3.0, 5.0, 11.0};
  const std::vector<double> w{1.0, 1.0, 0.5, 0.2, 0.1};
  const auto fit = fit_line(x, y, w);
  ASSERT_TRUE(fit && fit->slope_interval && fit->intercept_interval);
  EXPECT_NEAR(fit->slope, 47.0 / 43.0, 1e-14);
  EXPECT_NEAR(fit->intercept, 7.0 / 86.0, 1e-14);
  EXPECT_NEAR(fit->residual_sd, std::sqrt(157.0 / 430.0 / 3.0), 1e-14);
  const double t = student_t_two_sided(3, 0.95);
  EXPECT_NEAR(fit->slope_interval->high - fit->slope, t * std::sqrt(1099.0 / 110940.0), 1e-13);
  EXPECT_NEAR(fit->intercept - fit->intercept_interval->low, t * std::sqrt(471.0 / 7396.0), 1e-13);
}

TEST(KappaOracle, EqualsTheDocumentedExampleOfStatpsych) {
  // R package statpsych 1.6, ci.kappa(.05, 31, 12, 4, 58): 0.6756757, SE 0.07344761, 0.5317210 to 0.8196303.
  const auto kappa = cohens_kappa({.both = 58, .first_only = 4, .second_only = 12, .neither = 31});
  ASSERT_TRUE(kappa);
  EXPECT_NEAR(kappa->value, 0.6756757, 5e-8);
  EXPECT_NEAR(kappa->standard_error, 0.07344761, 5e-9);
  EXPECT_NEAR(kappa->limits.low, 0.5317210, 5e-8);
  EXPECT_NEAR(kappa->limits.high, 0.8196303, 5e-8);
}

TEST(LimitOfBlankOracle, LiesAtRankFiftySevenAndAHalfOfSixty) {
  // CLSI EP17: rank 0.5 + 0.95 x 60 = 57.5, the mean of the 57th and the 58th of 60 sorted blanks.
  std::vector<double> sorted;
  for (int i = 1; i <= 60; ++i) {
    sorted.push_back(static_cast<double>(i * i));
  }
  EXPECT_DOUBLE_EQ(value_at_rank(sorted, 0.95), (57.0 * 57.0 + 58.0 * 58.0) / 2.0);
  // And the 5th percentile of 60: rank 3.5.
  EXPECT_DOUBLE_EQ(value_at_rank(sorted, 0.05), (9.0 + 16.0) / 2.0);
}

TEST(DispersionOracle, FollowsTheIndexOfDispersionTest) {
  // Sum of squares / mean against chi-squared(n - 1): counts 8, 12 give 8 / 10 = 0.8 on 1 degree,
  // P = erfc(sqrt(0.4)) = 0.371093...
  const Replicates pair = replicates_of("a", "", {8, 12});
  ASSERT_TRUE(pair.dispersion && pair.more_than_chance);
  EXPECT_DOUBLE_EQ(*pair.dispersion, 0.8);
  EXPECT_NEAR(*pair.more_than_chance, std::erfc(std::sqrt(0.4)), 1e-14);
}

}  // namespace
}  // namespace cyto::validation
