// Claims: the statistics over many subjects equal those of R 4.2.2 and its package survival 3.5-3 to 1e-9
// relative, and published ones to the digits printed.

#include "cytrial/statistics/direction_agreement.h"
#include "cytrial/statistics/hodges_lehmann.h"
#include "cytrial/statistics/rank_correlation.h"
#include "cytrial/statistics/survival.h"
#include "oracle_values.h"

namespace cyto::statistics {
namespace {

void expect_interval(const std::optional<Interval>& ours, const OracleRow& row, std::size_t cell,
                     Closeness& close) {
  ASSERT_EQ(ours.has_value(), row.maybe(cell).has_value()) << row.place();
  if (ours) {
    close.expect(ours->low, row[cell], row, "low");
    close.expect(ours->high, row[cell + 1], row, "high");
  }
}

TEST(StatisticsOracle, RankCorrelationEqualsCorAndLeavingEachSubjectOut) {
  Closeness close(kExact);
  for (const OracleRow& row : oracle_rows("rank_correlation", 24)) {
    std::vector<PairedValue> values;
    for (std::size_t i = 0; i < row.list(0).size(); ++i) {
      values.push_back({static_cast<std::size_t>(row.list(0).whole(i)), CensoredValue(row.list(1)[i]),
                        CensoredValue(row.list(2)[i])});
    }
    const OracleRow theirs = row.list(3);
    const RankCorrelation all = rank_correlation(values, Comparison::All);
    close.expect(all.tau, theirs.maybe(0), theirs, "tau");
    expect_interval(all.limits, theirs, 1, close);
    const RankCorrelation within = rank_correlation(values, Comparison::WithinSubjects);
    close.expect(within.tau, theirs.maybe(3), theirs, "tau within subjects");
    expect_interval(within.limits, theirs, 4, close);
  }
}

std::vector<FollowUp> follow_ups(const OracleRow& times, const OracleRow& events) {
  std::vector<FollowUp> subjects;
  for (std::size_t i = 0; i < times.size(); ++i) {
    subjects.push_back({times[i], events[i] == 1.0});
  }
  return subjects;
}

TEST(StatisticsOracle, KaplanMeierEqualsSurvfit) {
  Closeness close(kExact);
  for (const OracleRow& row : oracle_rows("kaplan_meier", 20)) {
    const SurvivalCurve curve = kaplan_meier(follow_ups(row.list(0), row.list(1)));
    ASSERT_EQ(curve.steps.size(), row.list(2).size()) << row.place();
    for (std::size_t i = 0; i < curve.steps.size(); ++i) {
      const SurvivalStep& step = curve.steps[i];
      EXPECT_EQ(step.time, row.list(2)[i]);
      EXPECT_EQ(step.at_risk, row.list(3).whole(i));
      close.expect(step.survival, row.list(4)[i], row, "survival");
      const auto limit = [&](double Interval::*end) {
        return step.limits ? std::optional((*step.limits).*end) : std::nullopt;
      };
      close.expect(limit(&Interval::low), row.list(5).maybe(i), row, "low");
      close.expect(limit(&Interval::high), row.list(6).maybe(i), row, "high");
    }
    const OracleRow half = row.list(7);
    close.expect(curve.median, half.maybe(0), half, "median");
    close.expect(curve.median_low, half.maybe(1), half, "low median");
    close.expect(curve.median_high, half.maybe(2), half, "high median");
  }
}

TEST(StatisticsOracle, LogRankEqualsSurvdiff) {
  Closeness close(kExact);
  for (const OracleRow& row : oracle_rows("log_rank", 36)) {
    const std::vector<FollowUp> all = follow_ups(row.list(1), row.list(2));
    std::vector<FollowUp> first;
    std::vector<FollowUp> second;
    for (std::size_t i = 0; i < all.size(); ++i) {
      (row.list(0)[i] == 1.0 ? first : second).push_back(all[i]);
    }
    const auto test = log_rank(first, second);
    ASSERT_TRUE(test) << row.place();
    const OracleRow theirs = row.list(3);
    close.expect(test->observed_first, theirs[0], theirs, "observed");
    close.expect(test->observed_second, theirs[1], theirs, "observed");
    close.expect(test->expected_first, theirs[2], theirs, "expected");
    close.expect(test->expected_second, theirs[3], theirs, "expected");
    close.expect(test->chi_squared, theirs[4], theirs, "chi-squared");
    close.expect(test->p, theirs[5], theirs, "p");
  }
}

TEST(StatisticsOracle, LogRankAndMediansOfTheLeukemiaTrialAreThePublishedOnes) {
  // Freireich et al. 1963, Blood 21:699-716; remission in weeks. Chi-squared 16.79 in Kalbfleisch & Prentice.
  const std::vector<FollowUp> treated{
      {6, true},   {6, true},   {6, true},   {7, true},   {10, true},  {13, true},  {16, true},
      {22, true},  {23, true},  {6, false},  {9, false},  {10, false}, {11, false}, {17, false},
      {19, false}, {20, false}, {25, false}, {32, false}, {32, false}, {34, false}, {35, false}};
  const std::vector<FollowUp> placebo{{1, true},  {1, true},  {2, true},  {2, true},  {3, true},  {4, true},
                                      {4, true},  {5, true},  {5, true},  {8, true},  {8, true},  {8, true},
                                      {8, true},  {11, true}, {11, true}, {12, true}, {12, true}, {15, true},
                                      {17, true}, {22, true}, {23, true}};
  const auto test = log_rank(treated, placebo);
  ASSERT_TRUE(test);
  EXPECT_NEAR(test->chi_squared, 16.79, 0.005);
  EXPECT_EQ(kaplan_meier(treated).median, 23.0);
  EXPECT_EQ(kaplan_meier(placebo).median, 8.0);
}

TEST(StatisticsOracle, ShiftEqualsWilcoxTest) {
  Closeness close(kExact);
  for (const OracleRow& row : oracle_rows("hodges_lehmann", 40)) {
    const Shift shift = hodges_lehmann_shift(row.list(0).numbers(), row.list(1).numbers());
    const OracleRow theirs = row.list(2);
    close.expect(shift.estimate, theirs[0], theirs, "shift");
    expect_interval(shift.limits, theirs, 1, close);
  }
}

Direction direction_of(double written) {
  return written == 2.0  ? Direction::Open
         : written > 0.0 ? Direction::Up
         : written < 0.0 ? Direction::Down
                         : Direction::Same;
}

TEST(StatisticsOracle, AgreementOfDirectionEqualsBinomTestAndLeavingEachSubjectOut) {
  Closeness close(kExact);
  for (const OracleRow& row : oracle_rows("direction_agreement", 21)) {
    std::vector<DirectionPair> pairs;
    for (std::size_t i = 0; i < row.list(0).size(); ++i) {
      pairs.push_back({static_cast<std::size_t>(row.list(0).whole(i)), direction_of(row.list(1)[i]),
                       direction_of(row.list(2)[i])});
    }
    const DirectionAgreement found = direction_agreement(pairs);
    const OracleRow expected = row.list(3);
    EXPECT_EQ(found.both_up, expected.whole(0)) << row.place();
    EXPECT_EQ(found.both_down, expected.whole(1)) << row.place();
    EXPECT_EQ(found.opposed, expected.whole(2)) << row.place();
    EXPECT_EQ(found.not_moved, expected.whole(3)) << row.place();
    EXPECT_EQ(found.open, expected.whole(4)) << row.place();
    EXPECT_EQ(found.subjects, expected.whole(5)) << row.place();
    close.expect(found.agreed.share, expected.maybe(6), row, "share");
    close.expect(found.agreed.limits.low, expected[7], row, "low");
    close.expect(found.agreed.limits.high, expected[8], row, "high");
    const auto& cluster = found.cluster_limits;
    close.expect(cluster ? std::optional(cluster->low) : std::nullopt, expected.maybe(9), row, "cluster low");
    close.expect(cluster ? std::optional(cluster->high) : std::nullopt, expected.maybe(10), row,
                 "cluster high");
  }
}

}  // namespace
}  // namespace cyto::statistics
