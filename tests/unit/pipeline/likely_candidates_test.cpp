#include "likely_candidates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "support/test_events.h"

namespace cyto {
namespace {

using test::MeasuredCell;

/// Leukocytes with some cytokeratin light of their own.
std::vector<MeasuredCell> leukocytes(std::size_t count) {
  std::mt19937 random(7);
  std::normal_distribution<float> cytokeratin(45.0F, 10.0F);
  std::normal_distribution<float> cd45(700.0F, 90.0F);
  std::vector<MeasuredCell> cells(count);
  for (MeasuredCell& cell : cells) {
    cell.cytokeratin = std::clamp(cytokeratin(random), 20.0F, 70.0F);
    cell.cd45 = std::clamp(cd45(random), 400.0F, 1000.0F);
  }
  return cells;
}

std::vector<std::size_t> likely_of(const Panel& panel, const std::vector<MeasuredCell>& cells) {
  const LikelyCandidates likely(panel, feature_schema(panel));
  std::vector<std::size_t> found;
  for (const LikelyCandidate& candidate : likely.among(test::events_of(panel, cells))) {
    found.push_back(candidate.event);
  }
  return found;
}

TEST(LikelyCandidates, StandOutOfTheLeukocytesOfTheirWindow) {
  std::vector<MeasuredCell> cells = leukocytes(500);
  cells[20] = {.cytokeratin = 400.0F, .cd45 = 5.0F};
  cells[77] = {.cytokeratin = 90.0F, .cd45 = 10.0F};     // weak, but without CD45
  cells[300] = {.cytokeratin = 900.0F, .cd45 = 700.0F};  // both
  EXPECT_THAT(likely_of(test::three_channel_panel(), cells), testing::ElementsAre(20, 77, 300));
}

TEST(LikelyCandidates, AreLikelierTheMoreCytokeratinAndTheLessCd45TheyHave) {
  std::vector<MeasuredCell> cells = leukocytes(500);
  cells[0] = {.cytokeratin = 400.0F, .cd45 = 5.0F};
  cells[1] = {.cytokeratin = 400.0F, .cd45 = 200.0F};
  cells[2] = {.cytokeratin = 500.0F, .cd45 = 200.0F};
  const Panel panel = test::three_channel_panel();
  const auto found = LikelyCandidates(panel, feature_schema(panel)).among(test::events_of(panel, cells));
  ASSERT_EQ(found.size(), 3U);
  EXPECT_GT(found[0].likelihood, found[2].likelihood);
  EXPECT_GT(found[2].likelihood, found[1].likelihood);
}

TEST(LikelyCandidates, AreNoSmallFragmentsButLargeOnes) {
  std::vector<MeasuredCell> cells = leukocytes(500);
  cells[3] = {.cytokeratin = 400.0F, .cd45 = 0.0F, .diameter_um = 5.0F, .nucleated = false};
  cells[4] = {.cytokeratin = 400.0F, .cd45 = 0.0F, .diameter_um = 9.0F, .nucleated = false};
  EXPECT_THAT(likely_of(test::three_channel_panel(), cells), testing::ElementsAre(4));
}

TEST(LikelyCandidates, AreTakenByCytokeratinAloneWhereNothingShowsCd45) {
  std::vector<MeasuredCell> cells = leukocytes(500);
  cells[9].cytokeratin = 400.0F;
  for (MeasuredCell& cell : cells) {
    cell.cd45 = -1.0F;
  }
  EXPECT_THAT(likely_of(test::three_channel_panel(), cells), testing::ElementsAre(9));
  EXPECT_THAT(likely_of(test::two_channel_panel(), cells), testing::ElementsAre(9));
}

TEST(LikelyCandidates, StandOutByEightDeviationsOfTheirWindow) {
  std::vector<MeasuredCell> cells = leukocytes(501);
  const auto middle_of = [](std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  };
  std::vector<double> values;
  for (const MeasuredCell& cell : cells) {
    values.push_back(static_cast<double>(cell.cytokeratin));
  }
  const double middle = middle_of(values);
  for (double& value : values) {
    value = std::abs(value - middle);
  }
  const double deviation = 1.4826 * middle_of(values);
  ASSERT_GT(deviation, 0.0);
  cells[100].cytokeratin = static_cast<float>(middle + 7.0 * deviation);
  cells[200].cytokeratin = static_cast<float>(middle + 9.0 * deviation);
  EXPECT_THAT(likely_of(test::two_channel_panel(), cells), testing::ElementsAre(200));
}

TEST(LikelyCandidates, AreAllThatShineWhereCellsAreTooFewToStandOutOf) {
  std::vector<MeasuredCell> cells = leukocytes(5);
  cells[2].cytokeratin = -3.0F;
  cells[3].cytokeratin = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(likely_of(test::three_channel_panel(), cells), testing::ElementsAre(0, 1, 4));
}

TEST(LikelyCandidates, AreNoneWithoutCytokeratinOrWithoutCells) {
  Panel panel = test::three_channel_panel();
  EXPECT_TRUE(likely_of(panel, {}).empty());
  panel.channels[1].role = ChannelRole::Other;
  EXPECT_TRUE(likely_of(panel, leukocytes(5)).empty());
}

}  // namespace
}  // namespace cyto
