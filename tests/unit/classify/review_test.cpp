#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "cell_grid.h"
#include "cytrial/classify/classifier.h"
#include "event_table.h"
#include "gate_margin.h"

namespace cyto {
namespace {

using test::blood;
using test::Cell;
using test::EventTable;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<ReviewReason> reasons_of(const Candidate& candidate) {
  std::vector<ReviewReason> reasons;
  for (const ReviewNote& note : candidate.notes) {
    reasons.push_back(note.reason);
  }
  return reasons;
}

std::vector<Candidate> candidates_of(EventTable& table, const GateFilePtr& gates = default_gate_file()) {
  Classifier classifier(gates, test::three_colour_panel(), table.schema());
  classifier.classify(table);
  std::vector<Candidate> candidates;
  for (std::uint64_t i = 0; i < table.size(); ++i) {
    if (classifier.calls()[i].candidate) {
      candidates.push_back(classifier.candidate(i, table.row(i)));
    }
  }
  return candidates;
}

Candidate only_candidate(const Cell& cell) {
  EventTable table = blood(2000, 1);
  table.add(cell);
  const auto candidates = candidates_of(table);
  EXPECT_EQ(candidates.size(), 1U);
  return candidates.back();
}

TEST(GateMargin, OfAnIntervalIsTheDistanceFromTheNearerEnd) {
  const Interval interval{2.0, 10.0};
  EXPECT_DOUBLE_EQ(distance_inside(interval, 2.5), 0.5);
  EXPECT_DOUBLE_EQ(distance_inside(interval, 9.0), 1.0);
  EXPECT_DOUBLE_EQ(distance_inside(interval, 1.0), -1.0);
  EXPECT_DOUBLE_EQ(distance_inside(interval, 14.0), -4.0);
  EXPECT_EQ(distance_inside(interval, std::numeric_limits<double>::quiet_NaN()), -kInfinity);
}

TEST(GateMargin, OfAPolygonIsMeasuredAlongEachAxis) {
  const Polygon triangle{{{0, 0}, {10, 0}, {0, 10}}};
  const AxisDistances inside = distances_inside(triangle, 2, 3);
  EXPECT_DOUBLE_EQ(inside.along_x, 2.0);  // the left edge; the slanted one is 5 away
  EXPECT_DOUBLE_EQ(inside.along_y, 3.0);  // the bottom edge
  const AxisDistances outside = distances_inside(triangle, 9, 3);
  EXPECT_DOUBLE_EQ(outside.along_x, -2.0);
  EXPECT_DOUBLE_EQ(outside.along_y, -2.0);
  EXPECT_EQ(distances_inside(triangle, 20, 20).along_x, -kInfinity);
}

TEST(GateMargin, OfExpressionsFollowsTheirOutcome) {
  using Kind = GateExpression::Kind;
  const std::vector<GateMargin> margins{{2.0, 20.0, 0, 0}, {-0.5, -5.0, 1, 1}};
  const GateExpression first{Kind::Gate, 0, {}};
  const GateExpression second{Kind::Gate, 1, {}};
  EXPECT_DOUBLE_EQ(margin_of({Kind::And, 0, {first, second}}, margins).distance, -5.0);
  EXPECT_DOUBLE_EQ(margin_of({Kind::Or, 0, {first, second}}, margins).distance, 20.0);
  EXPECT_DOUBLE_EQ(margin_of({Kind::Not, 0, {second}}, margins).distance, 5.0);
}

TEST(CellGrid, FindsEveryCellThatTouches) {
  test::Dice dice(5);
  std::vector<CellEllipse> cells;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const double major = 3.0 + 20.0 * dice.uniform();
    cells.push_back({i, 400.0 * dice.uniform(), 400.0 * dice.uniform(), major, major * dice.uniform(),
                     3.0 * dice.uniform()});
  }
  const CellGrid grid(cells);
  for (const CellEllipse& cell : cells) {
    std::vector<std::size_t> found;
    grid.visit_near(cell, 7.0, [&](std::size_t i) {
      if (touch(cell, cells[i], 7.0)) {
        found.push_back(i);
      }
    });
    std::sort(found.begin(), found.end());
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (touch(cell, cells[i], 7.0)) {
        wanted.push_back(i);
      }
    }
    ASSERT_EQ(found, wanted);
  }
}

TEST(Review, ATypicalCtcNeedsNoReason) {
  EXPECT_THAT(only_candidate({.ck = 900.0, .cd45 = 5.0}).notes, IsEmpty());
}

TEST(Review, AWeakCtcIsNearTheGateThatDecided) {
  // The reference: the same leukocytes, whose location and scale give the unit.
  EventTable table = blood(2000, 1);
  Classifier classifier(default_gate_file(), test::three_colour_panel(), table.schema());
  classifier.classify(table);
  const PopulationStatistic ck = classifier.population().front();
  ASSERT_EQ(ck.column, "ck_pe_cell_mean_adu");
  const Candidate weak =
      only_candidate({.ck = ck.location + 2.15 * ck.scale, .cd45 = 60.0, .ring_over_cell = 0.2});
  ASSERT_THAT(reasons_of(weak), ElementsAre(ReviewReason::NearGate));
  EXPECT_EQ(weak.notes[0].unit, "leukocyte_sd");
  ASSERT_TRUE(weak.notes[0].amount.has_value());
  EXPECT_NEAR(*weak.notes[0].amount, 0.4, 0.01);
  EXPECT_EQ(weak.notes[0].subject, "ck_in_cell");
}

TEST(Review, EveryConditionOfTheCellIsAReason) {
  const EventFlags flags =
      bit(EventFlag::Saturated) | bit(EventFlag::OutOfFocus) | bit(EventFlag::TouchesSlideEdge);
  EXPECT_THAT(reasons_of(only_candidate({.ck = 900.0, .cd45 = 5.0, .flags = flags})),
              ElementsAre(ReviewReason::Saturated, ReviewReason::OutOfFocus, ReviewReason::AtSlideEdge));
  EXPECT_THAT(reasons_of(only_candidate({.ck = 900.0, .cd45 = 800.0})),
              ElementsAre(ReviewReason::DoublePositive));
}

TEST(Review, MembersOfAClusterSaySo) {
  EventTable table = blood(2000, 1);
  table.add(Cell{.ck = 900.0, .cd45 = 5.0, .x_um = 0.0, .y_um = 500.0});
  table.add(Cell{.ck = 900.0, .cd45 = 5.0, .x_um = 9.0, .y_um = 500.0});
  const auto candidates = candidates_of(table);
  ASSERT_EQ(candidates.size(), 2U);
  for (const Candidate& candidate : candidates) {
    ASSERT_THAT(reasons_of(candidate), ElementsAre(ReviewReason::InCluster));
    EXPECT_EQ(candidate.notes[0].amount, 2.0);
  }
}

TEST(Review, StrongerCellsAreSeenBeforeWeakerOnesAndTumorCellsFirst) {
  EventTable table = blood(2000, 1);
  table.add(Cell{.ck = 900.0,
                 .cd45 = 5.0,
                 .cell_um = 9.0,
                 .x_um = 0.0,
                 .y_um = 500.0,
                 .flags = bit(EventFlag::WithoutNucleus)});
  table.add(Cell{.ck = 900.0, .cd45 = 800.0, .x_um = 100.0, .y_um = 500.0});
  table.add(Cell{.ck = 110.0, .cd45 = 5.0, .x_um = 200.0, .y_um = 500.0});
  table.add(Cell{.ck = 900.0, .cd45 = 5.0, .x_um = 300.0, .y_um = 500.0});
  const auto candidates = candidates_of(table);
  ASSERT_EQ(candidates.size(), 4U);
  EXPECT_EQ(candidates[0].rank, 4U) << "a fragment";
  EXPECT_EQ(candidates[1].rank, 3U) << "a double positive cell";
  EXPECT_EQ(candidates[2].rank, 2U) << "a weak CTC";
  EXPECT_EQ(candidates[3].rank, 1U) << "a strong CTC";
}

}  // namespace
}  // namespace cyto
