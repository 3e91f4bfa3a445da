// Claims: the statistics of single results equal those of R 4.2.2 to 1e-9 relative, and published values to
// the digits printed. values/statistics.json is made by generate/statistics_values.R.

#include "cytrial/statistics/count_change.h"
#include "cytrial/statistics/cutoff.h"
#include "cytrial/statistics/doubling_time.h"
#include "cytrial/statistics/multiple_looks.h"
#include "cytrial/statistics/recovery.h"
#include "cytrial/statistics/reference_change.h"
#include "cytrial/statistics/share.h"
#include "oracle_values.h"

namespace cyto::statistics {
namespace {

TEST(StatisticsOracle, CountsPerVolumeEqualPoissonTest) {
  Closeness close(kExact);
  for (const OracleRow& row : oracle_rows("count_per_volume", 102)) {
    const CountPerVolume count = count_per_volume(VolumeCount(row.whole(0), row[1]), 7.5, row[2]);
    close.expect(count.value, row[3], row, "value");
    close.expect(count.limits.low, row[4], row, "low");
    close.expect(count.limits.high, row[5], row, "high");
  }
}

TEST(StatisticsOracle, ConditionalTestEqualsBinomialTailsAndItsRatioPoissonTest) {
  Closeness close(kExact);
  for (const OracleRow& row : oracle_rows("compare_counts", 192)) {
    const CountChange change =
        compare_counts(VolumeCount(row.whole(0), row[1]), VolumeCount(row.whole(2), row[3]));
    close.expect(change.p_exact, row[4], row, "p");
    close.expect(change.p_mid, row[5], row, "mid-p");
    close.expect(change.ratio_limits.low, row[6], row, "low ratio");
    close.expect(change.ratio_limits.high, row.maybe(7), row, "high ratio");
  }
}

TEST(StatisticsOracle, SmallestDetectableChangeEqualsTryingEveryCount) {
  for (const OracleRow& row : oracle_rows("detectable_change", 90)) {
    const DetectableChange change =
        smallest_detectable_change(VolumeCount(row.whole(0), row[1]), row[2], row[3]);
    const auto fall = row.maybe(4);
    EXPECT_EQ(change.fall_to, fall ? std::optional(static_cast<std::int64_t>(*fall)) : std::nullopt)
        << row.place();
    EXPECT_EQ(change.rise_to, row.whole(5)) << row.place();
  }
}

TEST(StatisticsOracle, SmallestDetectableChangeEqualsTheTableOfEqualVolumes) {
  struct Known {
    std::int64_t baseline;
    std::optional<std::int64_t> fall_to;
    std::int64_t rise_to;
  };
  const std::vector<Known> table{{0, {}, 6}, {1, {}, 8},  {3, {}, 12}, {5, {}, 15}, {6, 0, 17},
                                 {8, 1, 20}, {10, 2, 23}, {15, 5, 29}, {20, 8, 36}, {50, 31, 73}};
  for (const Known& known : table) {
    const DetectableChange change = smallest_detectable_change(VolumeCount(known.baseline, 7.5), 7.5);
    EXPECT_EQ(change.fall_to, known.fall_to) << known.baseline;
    EXPECT_EQ(change.rise_to, known.rise_to) << known.baseline;
  }
}

TEST(StatisticsOracle, PosteriorProbabilityEqualsTheGammaTail) {
  Closeness close(kExact);
  for (const OracleRow& row : oracle_rows("cutoff_probability", 117)) {
    const double probability =
        probability_at_or_above(VolumeCount(row.whole(0), row[1]), Cutoff{row[4], row[5]}, {row[2], row[3]});
    close.expect(probability, row[6], row, "probability");
  }
}

TEST(StatisticsOracle, RecoveryCorrectionEqualsItsClosedFormInKummersFunction) {
  Closeness close(kExact);
  for (const OracleRow& row : oracle_rows("recovery", 36)) {
    const RecoveryCorrectedCount corrected(VolumeCount(row.whole(0), row[3]),
                                           Recovery::from_spikes(row.whole(1), row.whole(2)), 7.5);
    close.expect(corrected.estimate().shown(), row[4], row, "estimate");
    close.expect(corrected.low().shown(), row[5], row, "low");
    close.expect(corrected.high().shown(), row[6], row, "high");
  }
}

TEST(StatisticsOracle, ReferenceChangeEqualsTheNormalQuantile) {
  Closeness close(kExact);
  for (const OracleRow& row : oracle_rows("reference_change", 64)) {
    const ReferenceChange reference =
        reference_change({row[0], row[1]}, row[2] == 1.0 ? Sides::One : Sides::Two, row[3]);
    close.expect(reference.up_ratio, row[4], row, "up");
    close.expect(reference.down_ratio, row[5], row, "down");
  }
}

TEST(StatisticsOracle, ReferenceChangeOfCa153IsNearTheCalculatedOne) {
  // Within-subject 6.2 %, analytical 11.2 %: log-normal, two-sided +42.5 and -29.8 %.
  const ReferenceChange reference = reference_change({0.062, 0.112}, Sides::Two);
  EXPECT_NEAR(reference.up_percent(), 42.5, 0.05);
  EXPECT_NEAR(reference.down_percent(), -29.8, 0.05);
}

TEST(StatisticsOracle, GrowthEqualsLmOfTheLogarithm) {
  Closeness close(kExact);
  for (const OracleRow& row : oracle_rows("growth", 36)) {
    const std::vector<double> days = row.list(0).numbers();
    const std::vector<double> numbers = row.list(1).numbers();
    std::vector<DatedValue> values;
    for (std::size_t i = 0; i < days.size(); ++i) {
      values.push_back({days[i], numbers[i]});
    }
    const Growth growth = growth_of(values);
    const OracleRow fit = row.list(2);
    ASSERT_TRUE(growth.limits);
    close.expect(growth.per_day, fit[0], fit, "growth");
    close.expect(growth.limits->low, fit[1], fit, "low");
    close.expect(growth.limits->high, fit[2], fit, "high");
  }
}

TEST(StatisticsOracle, HolmsAdjustmentEqualsPAdjust) {
  Closeness close(kExact);
  for (const OracleRow& row : oracle_rows("holm", 9)) {
    const std::vector<double> adjusted = holm_adjusted(row.list(0).numbers());
    ASSERT_EQ(adjusted.size(), row.list(1).size());
    for (std::size_t i = 0; i < adjusted.size(); ++i) {
      close.expect(adjusted[i], row.list(1)[i], row, "p");
    }
  }
}

TEST(StatisticsOracle, SharesEqualBinomTest) {
  Closeness close(kExact);
  for (const OracleRow& row : oracle_rows("share", 35)) {
    const ExactShare share = exact_share(row.whole(0), row.whole(1));
    close.expect(share.limits.low, row[2], row, "low");
    close.expect(share.limits.high, row[3], row, "high");
  }
}

}  // namespace
}  // namespace cyto::statistics
