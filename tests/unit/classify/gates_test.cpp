#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "bound_gates.h"
#include "cytrial/core/error.h"
#include "event_table.h"
#include "gate_geometry.h"
#include "robust_statistics.h"

namespace cyto {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Interval, OwnsItsLowerEndAndNotItsUpperOne) {
  const Interval interval{2.0, 5.0};
  EXPECT_TRUE(interval.contains(2.0));
  EXPECT_TRUE(interval.contains(4.999));
  EXPECT_FALSE(interval.contains(5.0));
  EXPECT_FALSE(interval.contains(1.999));
  EXPECT_FALSE(interval.contains(kNan));
  EXPECT_FALSE(Interval{}.contains(kNan));
}

const Polygon kSquare{{{0, 0}, {4, 0}, {4, 4}, {0, 4}}};

TEST(Polygon, OwnsItsLeftAndBottomEdges) {
  EXPECT_TRUE(kSquare.contains(2, 2));
  EXPECT_TRUE(kSquare.contains(0, 2));
  EXPECT_TRUE(kSquare.contains(2, 0));
  EXPECT_TRUE(kSquare.contains(0, 0));
  EXPECT_FALSE(kSquare.contains(4, 2));
  EXPECT_FALSE(kSquare.contains(2, 4));
  EXPECT_FALSE(kSquare.contains(4, 0));
  EXPECT_FALSE(kSquare.contains(0, 4));
  EXPECT_FALSE(kSquare.contains(4, 4));
}

TEST(Polygon, DoesNotDependOnTheDirectionOfItsOutline) {
  const Polygon reversed{{{0, 4}, {4, 4}, {4, 0}, {0, 0}}};
  for (double x = -1; x <= 5; x += 0.5) {
    for (double y = -1; y <= 5; y += 0.5) {
      EXPECT_EQ(kSquare.contains(x, y), reversed.contains(x, y)) << x << ", " << y;
    }
  }
}

TEST(Polygon, HoldsNoNanAndNoInfinity) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(kSquare.contains(kNan, 2));
  EXPECT_FALSE(kSquare.contains(2, kNan));
  EXPECT_FALSE(kSquare.contains(infinity, 2));
  EXPECT_FALSE(kSquare.contains(-infinity, infinity));
}

TEST(Polygon, LeavesTheMiddleOfAStarOut) {
  // A five-pointed star drawn in one stroke: the ray from the centre towards +x crosses two of its lines.
  const Polygon star{{{0, 10}, {5.9, -8.1}, {-9.5, 3.1}, {9.5, 3.1}, {-5.9, -8.1}}};
  EXPECT_FALSE(star.contains(0, 0));
  EXPECT_TRUE(star.contains(0, 7));
  EXPECT_TRUE(star.contains(4.5, -6));
}

TEST(Polygon, SharesNoPointWithItsNeighbourAndLosesNone) {
  // Three triangles that fill a square: every point belongs to exactly one.
  const Polygon left{{{0, 0}, {3.7, 1.9}, {0, 4}}};
  const Polygon lower{{{0, 0}, {4, 0}, {3.7, 1.9}}};
  const Polygon rest{{{4, 0}, {4, 4}, {0, 4}, {3.7, 1.9}}};
  for (int i = 0; i < 64; ++i) {
    for (int j = 0; j < 64; ++j) {
      const double x = i / 16.0;
      const double y = j / 16.0;
      EXPECT_EQ(left.contains(x, y) + lower.contains(x, y) + rest.contains(x, y), 1) << x << ", " << y;
    }
  }
}

TEST(RobustStatistic, OfANormalSampleIsItsMeanAndDeviation) {
  std::vector<float> odd{1, 2, 3, 4, 100};  // median 3, deviations 2 1 0 1 97: median 1
  const RobustStatistic statistic = robust_statistic_of(odd);
  EXPECT_DOUBLE_EQ(statistic.location, 3.0);
  EXPECT_DOUBLE_EQ(statistic.scale, 1.4826);
  std::vector<float> even{4, 1, 3, 2};
  EXPECT_DOUBLE_EQ(median_of(even), 2.5);
}

/// As the definition says it: distances from the median, rounded to floats, and their median.
double deviation_by_definition(std::vector<float> values, double middle) {
  for (float& value : values) {
    value = static_cast<float>(std::abs(static_cast<double>(value) - middle));
  }
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  const double upper = values[half];
  const double lower = values.size() % 2 == 1 ? upper : values[half - 1];
  return lower + (upper - lower) / 2.0;
}

TEST(RobustStatistic, IsTheSameAsByDefinitionForValuesOfEveryKind) {
  test::Dice dice(19);
  for (std::size_t size = 1; size < 600; size += size < 20 ? 1 : 37) {
    for (const double spread : {0.0, 1.0, 1e-3, 1e6}) {
      std::vector<float> values;
      for (std::size_t i = 0; i < size; ++i) {
        const double value = 40.0 + spread * dice.normal();
        values.push_back(static_cast<float>(i % 3 == 0 ? std::round(value) : value));
      }
      std::vector<float> sorted = values;
      std::sort(sorted.begin(), sorted.end());
      std::vector<float> by_digits = values;
      sort_values(by_digits);
      ASSERT_EQ(by_digits, sorted) << size;
      const RobustStatistic statistic = robust_statistic_of_sorted(by_digits);
      ASSERT_EQ(statistic.location, median_of(values)) << size;
      ASSERT_EQ(statistic.scale, kNormalMad * deviation_by_definition(values, statistic.location)) << size;
    }
  }
}

TEST(SortValues, PutsNegativeOnesFirstAndKeepsZerosAndEnds) {
  std::vector<float> values{3e38F, -0.5F, 0.0F, -3e38F, 1e-40F, -1e-40F, 7.0F, -7.0F};
  sort_values(values);
  EXPECT_EQ(values, (std::vector<float>{-3e38F, -7.0F, -0.5F, -1e-40F, 0.0F, 1e-40F, 7.0F, 3e38F}));
  std::vector<float> none;
  sort_values(none);
  EXPECT_TRUE(none.empty());
}

class BoundGatesTest : public testing::Test {
 protected:
  static Panel panel() {
    Panel panel;
    panel.channels.resize(2);
    panel.channels[0].name = "DAPI";
    panel.channels[0].role = ChannelRole::Nuclear;
    panel.channels[1].name = "Pan CK";
    panel.channels[1].role = ChannelRole::Cytokeratin;
    return panel;
  }
  /// `gates`: the JSON array of a gate file.
  static std::uint32_t mask_of(const std::string& gates, const std::vector<float>& row,
                               const std::vector<PopulationStatistic>& population = {}) {
    const std::string text = R"({"format": 1, "name": "t", "version": "1", "source": "test", "gates": )" +
                             gates +
                             R"(, "leukocyte_population": {"among": {"not": {"not": "a"}}, "marker": "a_um",
           "marker_ratio_min": 0.2, "minimum_marker_adu": 1, "minimum_separation": 3, "minimum_share": 0.1,
           "minimum_events": 10, "few_events": 50},
           "phenotypes": [{"phenotype": "ctc", "when": "a"}], "otherwise": "debris",
           "candidates": {"when": "a"}, "clusters": {"phenotype": "ctc", "max_gap_um": 1}})";
    const FeatureSchema schema({{"flags", {}}, {"a_um", {}}, {"b_um", {}}, {"pan_ck_cell_mean_adu", {}}});
    // Among others: what one row passes must not depend on those before it.
    EventBatch batch{0, 0, row.size(), {}};
    for (const float other : {16.0F, 0.0F, 5.0F}) {
      batch.values.insert(batch.values.end(), row.begin(), row.end());
      batch.values.insert(batch.values.end(), row.size(), other);
      batch.rows += 2;
    }
    const auto masks =
        BoundGates(gate_file_from_text(text, "test.json"), panel(), schema).masks_of(batch, population);
    EXPECT_EQ(masks[2], masks[0]);
    EXPECT_EQ(masks[4], masks[0]);
    return masks[0];
  }
};

TEST_F(BoundGatesTest, PassOnlyBelowAParentThatPassed) {
  const std::string gates = R"([{"name": "a", "kind": "range", "parameter": "a_um", "min": 5},
                                {"name": "b", "parent": "a", "kind": "range", "parameter": "b_um", "max": 2},
                                {"name": "c", "parent": "b", "kind": "boolean", "when": "a"}])";
  EXPECT_EQ(mask_of(gates, {0, 5, 1, 0}), 0b111U);
  EXPECT_EQ(mask_of(gates, {0, 4, 1, 0}), 0b000U);
  EXPECT_EQ(mask_of(gates, {0, 5, 2, 0}), 0b001U);
}

TEST_F(BoundGatesTest, CombineByAndOrAndNot) {
  const std::string gates = R"([{"name": "a", "kind": "range", "parameter": "a_um", "min": 5},
                                {"name": "b", "kind": "range", "parameter": "b_um", "min": 5},
                                {"name": "both", "kind": "boolean", "when": {"and": ["a", "b"]}},
                                {"name": "any", "kind": "boolean", "when": {"or": ["a", "b"]}},
                                {"name": "one", "kind": "boolean",
                                 "when": {"and": ["any", {"not": "both"}]}}])";
  EXPECT_EQ(mask_of(gates, {0, 9, 9, 0}), 0b01111U);
  EXPECT_EQ(mask_of(gates, {0, 9, 0, 0}), 0b11001U);
  EXPECT_EQ(mask_of(gates, {0, 0, 0, 0}), 0b00000U);
}

TEST_F(BoundGatesTest, ReadEventFlags) {
  const std::string gates = R"([{"name": "a", "kind": "flag", "flag": "without_nucleus"},
                                {"name": "b", "kind": "flag", "flag": "saturated"}])";
  EXPECT_EQ(mask_of(gates, {16, 0, 0, 0}), 0b01U);
  EXPECT_EQ(mask_of(gates, {4 + 16, 0, 0, 0}), 0b11U);
  EXPECT_EQ(mask_of(gates, {static_cast<float>(kNan), 0, 0, 0}), 0U);
}

TEST_F(BoundGatesTest, MeasureInUnitsOfTheLeukocytes) {
  const std::string gates = R"([
      {"name": "a", "kind": "range", "parameter": "a_um", "min": 0},
      {"name": "sd", "kind": "range", "min": 3,
       "parameter": {"role": "cytokeratin", "measure": "cell_mean_adu", "unit": "leukocyte_sd"}},
      {"name": "ratio", "kind": "range", "max": 0.5,
       "parameter": {"column": "b_um", "unit": "leukocyte_ratio"}}])";
  const std::vector<PopulationStatistic> population{{"pan_ck_cell_mean_adu", 40.0, 8.0}, {"b_um", 10.0, 2.0}};
  EXPECT_EQ(mask_of(gates, {0, 0, 4, 64}, population), 0b111U);
  EXPECT_EQ(mask_of(gates, {0, 0, 5, 64}, population), 0b011U);
  EXPECT_EQ(mask_of(gates, {0, 0, 4, 63.9F}, population), 0b101U);
  EXPECT_EQ(mask_of(gates, {0, 0, 4, 64}), 0b001U) << "without a population no relative gate passes";
}

TEST_F(BoundGatesTest, TakeTheStatedOutcomeForAChannelThatThePanelLacks) {
  const auto gates = [](const std::string& outcome) {
    return R"([{"name": "a", "kind": "range", "parameter": "a_um", "min": 0},
               {"name": "cd45", "kind": "range", "min": 3,
                "parameter": {"role": "leukocyte", "measure": "cell_mean_adu"})" +
           outcome + "}]";
  };
  EXPECT_EQ(mask_of(gates(R"(, "when_role_absent": "pass")"), {0, 0, 0, 0}), 0b11U);
  EXPECT_EQ(mask_of(gates(R"(, "when_role_absent": "fail")"), {0, 0, 0, 0}), 0b01U);
  EXPECT_THROW(mask_of(gates(""), {0, 0, 0, 0}), Error);
}

}  // namespace
}  // namespace cyto
