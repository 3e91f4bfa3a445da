#include "objects_on_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <utility>

#include "spoiled_scan.h"

namespace cyto {
namespace {

using test::Scan;
using testing::AllOf;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// The events of a scan, all at once.
class EventList final : public EventSource {
 public:
  explicit EventList(const Scan& scan) : scan_(scan), schema_(scan.columns) {}
  [[nodiscard]] const FeatureSchema& schema() const override { return schema_; }
  [[nodiscard]] std::uint64_t size() const override { return scan_.events.size(); }
  void rewind() override { ended_ = false; }
  bool next(EventBatch& batch) override {
    if (std::exchange(ended_, true)) {
      return false;
    }
    batch = {0, scan_.events.size(), schema_.size(), {}};
    for (const Event& event : scan_.events) {
      batch.values.insert(batch.values.end(), event.values.begin(), event.values.end());
    }
    return true;
  }
  [[nodiscard]] bool was_read() const { return ended_; }

 private:
  const Scan& scan_;
  FeatureSchema schema_;
  bool ended_ = false;
};

constexpr float kStained = 400.0F;

void add_object(Scan& scan, std::int64_t x, std::int64_t y, float leukocyte_stain = kStained) {
  Event event;
  event.anchor = {x, y, 1};
  event.values = {0.0F, static_cast<float>(x), static_cast<float>(y), leukocyte_stain};
  scan.events.push_back(event);
}

/// Objects anywhere, some two per column.
Scan scan_with_objects(std::int64_t width = 1024, std::int64_t height = 1024, std::uint32_t seed = 3) {
  Scan scan = Scan::noisy(width, height);
  scan.columns = {{"flags", ""}, {"x_px", "px"}, {"y_px", "px"}, {"cd45_cell_mean_adu", "adu"}};
  std::mt19937 random(seed);
  std::uniform_int_distribution<std::int64_t> at_x(0, width - 1);
  std::uniform_int_distribution<std::int64_t> at_y(0, height - 1);
  for (int object = 0; object < 2000; ++object) {
    const std::int64_t x = at_x(random);
    add_object(scan, x, at_y(random));
  }
  return scan;
}

QualityVerdict judged(const Scan& scan, bool backwards = false) {
  QualityVerdict verdict;
  EventList events(scan);
  scan.examined(backwards).judge_standing_objects(events, verdict);
  return verdict;
}

TEST(ObjectsOnLines, AHotColumnThatMakesObjectsLeavesNoCount) {
  Scan scan = scan_with_objects();
  scan.raw.planes[1].col(700) += 60;
  for (std::int64_t y = 20; y < 1024; y += 50) {
    add_object(scan, 701, y);
  }
  const QualityVerdict verdict = judged(scan);
  ASSERT_THAT(verdict.faults, SizeIs(1));
  EXPECT_THAT(
      verdict.faults.front(),
      AllOf(Field(&TileFailure::problem, HasSubstr("objects lie in straight lines along the scan's columns")),
            Field(&TileFailure::problem, HasSubstr("within 1 px of 1 that stand out in channel CK")),
            Field(&TileFailure::problem, HasSubstr("1 x 1024 px at slide column 700, row 0")),
            Field(&TileFailure::rect, SlideRect{700, 0, 1, 1024}),
            Field(&TileFailure::remedy, HasSubstr("dark pattern"))));
}

TEST(ObjectsOnLines, ThreeWithoutTheLeukocyteStainAmongStainedCellsSuffice) {
  Scan scan = scan_with_objects();
  scan.raw.planes[0].row(300) += 60;
  for (const std::int64_t x : {100, 500, 900}) {
    add_object(scan, x, 300, 0.2F * kStained);
  }
  const QualityVerdict verdict = judged(scan);
  ASSERT_THAT(verdict.faults, SizeIs(1));
  EXPECT_THAT(verdict.faults.front().problem,
              AllOf(HasSubstr("3 objects without the leukocyte stain"), HasSubstr("along the scan's rows")));
}

TEST(ObjectsOnLines, ALineAtTheBorderOfGridCellsAndWindowsIsSeenToo) {
  Scan scan = scan_with_objects(2048, 512);
  for (const int x : {1023, 1536}) {
    scan.raw.planes[0].col(x) += 60;
    for (std::int64_t y = 20; y < 512; y += 25) {
      add_object(scan, x + 1, y);
    }
  }
  const QualityVerdict verdict = judged(scan);
  ASSERT_THAT(verdict.faults, SizeIs(1));
  EXPECT_THAT(verdict.faults.front().problem, HasSubstr("within 1 px of 2 that stand out"));
}

TEST(ObjectsOnLines, LinesThatMakeNoObjectsLeaveTheCount) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    Scan scan = scan_with_objects(1024, 512, seed);
    for (const int at : {100, 255, 256, 411, 803}) {
      scan.raw.planes[0].col(at) += 60;
    }
    scan.raw.planes[1].row(77) -= 60;
    EXPECT_THAT(judged(scan).faults, IsEmpty()) << "seed " << seed;
  }
}

TEST(ObjectsOnLines, ObjectsInALineWithoutPixelsThatStandOutAreNotTheCameras) {
  Scan scan = scan_with_objects();
  for (std::int64_t y = 20; y < 1024; y += 20) {
    add_object(scan, 701, y, 0.0F);
  }
  QualityVerdict verdict;
  EventList events(scan);
  scan.examined().judge_standing_objects(events, verdict);
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_FALSE(events.was_read());
}

TEST(ObjectsOnLines, ALineInOneCellOfManyIsNoCameras) {
  Scan scan = scan_with_objects();
  scan.raw.planes[0](cv::Rect(700, 256, 1, 256)) += 60;
  for (std::int64_t y = 260; y < 512; y += 10) {
    add_object(scan, 700, y);
  }
  EXPECT_THAT(judged(scan).faults, IsEmpty());
  scan.raw.planes[0](cv::Rect(700, 512, 1, 256)) += 60;
  EXPECT_THAT(judged(scan).faults, SizeIs(1));
}

/// @param crowd objects in the column of one of sixteen lines, where some six are to be expected.
QualityVerdict judged_with_a_crowd(int crowd) {
  Scan scan = scan_with_objects();
  for (int x = 30; x < 1024; x += 62) {
    scan.raw.planes[0].col(x) += 60;
  }
  for (int object = 0; object < crowd; ++object) {
    add_object(scan, 340, 10 + 30 * object);
  }
  return judged(scan);
}

TEST(ObjectsOnLines, ACrowdOfCellsOnOneOfManyLinesIsNotTheCameras) {
  EXPECT_THAT(judged_with_a_crowd(15).faults, IsEmpty());
  EXPECT_THAT(judged_with_a_crowd(32).faults, SizeIs(1));
}

TEST(ObjectsOnLines, ALineOfAnotherStainMakesNoObjects) {
  Scan scan = scan_with_objects();
  scan.raw.planes[2].col(700) += 60;
  for (std::int64_t y = 20; y < 1024; y += 20) {
    add_object(scan, 700, y);
  }
  EXPECT_THAT(judged(scan).faults, IsEmpty());
}

TEST(ObjectsOnLines, WindowsInAnyOrderGiveTheSameText) {
  Scan scan = scan_with_objects(2048, 1280);
  for (const int x : {5, 1500}) {
    scan.raw.planes[0].col(x) += 60;
    for (std::int64_t y = 20; y < 1280; y += 40) {
      add_object(scan, x, y);
    }
  }
  const QualityVerdict forwards = judged(scan);
  ASSERT_THAT(forwards.faults, SizeIs(1));
  EXPECT_EQ(forwards.faults.front().problem, judged(scan, true).faults.front().problem);
}

TEST(ObjectsOnLines, ANuclearPanelIsOnlyFlagged) {
  Scan scan = scan_with_objects();
  scan.panel.channels.resize(1);
  scan.raw.planes.resize(1);
  scan.raw.planes[0].col(700) += 60;
  for (std::int64_t y = 20; y < 1024; y += 20) {
    add_object(scan, 700, y);
  }
  const QualityVerdict verdict = judged(scan);
  EXPECT_THAT(verdict.faults, IsEmpty());
  ASSERT_THAT(verdict.flags, SizeIs(1));
  EXPECT_EQ(verdict.flags.front().code, "objects_in_lines");
}

TEST(ObjectsOnLines, EverySecondColumnOfACameraCostsNoTalliesAndHidesNoLineElsewhere) {
  Scan scan = scan_with_objects();
  for (int x = 0; x < 512; x += 2) {
    scan.raw.planes[0].col(x) += 60;
  }
  EXPECT_THAT(judged(scan).faults, IsEmpty());
  scan.raw.planes[0].col(700) += 60;
  for (std::int64_t y = 20; y < 1024; y += 50) {
    add_object(scan, 701, y);
  }
  const QualityVerdict verdict = judged(scan);
  ASSERT_THAT(verdict.faults, SizeIs(1));
  // The six last lines of the pattern come near to pixels beside it.
  EXPECT_THAT(verdict.faults.front().problem, AllOf(HasSubstr("25 objects lie in straight lines"),
                                                    HasSubstr("within 1 px of 7 that stand out")));
}

TEST(ObjectsOnLines, CountsOnlyInCellsWithPixelsBesideTheirLines) {
  QualityGrid grid;
  grid.width_px = 4 * kQualityCellPx;
  grid.height_px = 2 * kQualityCellPx + 10;
  grid.columns = 4;
  grid.rows = 3;
  std::vector<CameraLine> lines;
  for (std::int64_t x = 0; x < kQualityCellPx; x += 2) {
    lines.push_back({x, 0, 3, 1});
  }
  const LineCells columns(grid, LineAxis::Columns);
  // The pattern's last line is near to the second cell, where all but a few columns lie beside it.
  EXPECT_EQ(ObjectsOnLines(columns, lines, 1).counted_cells(), 3U * 3U);
  lines.push_back({2 * kQualityCellPx + 100, 0, 3, 1});
  EXPECT_EQ(ObjectsOnLines(columns, lines, 1).counted_cells(), 4U * 3U);
}

TEST(EvidenceOfALine, BoundsTheTailOfTheBinomialDistribution) {
  // 20 of 100 trials of probability 0.1: 0.00198 in R, pbinom(19, 100, 0.1, lower.tail = FALSE).
  const double bound = std::exp(-evidence_of({20, 80, 80.0 / 9.0, 0.1}));
  EXPECT_GT(bound, 0.00198);
  EXPECT_LT(bound, 0.02);
}

TEST(EvidenceOfALine, IsNoneWithoutAnExcess) {
  EXPECT_EQ(evidence_of({0, 50, 5.0, 0.1}), 0.0);
  EXPECT_EQ(evidence_of({5, 50, 5.0, 0.1}), 0.0);
  EXPECT_EQ(evidence_of({0, 0, 0.0, 0.1}), 0.0);
}

TEST(EvidenceOfALine, GoesByTheAreaWhereNothingLiesBeside) {
  EXPECT_DOUBLE_EQ(evidence_of({3, 0, 0.0, 0.01}), 3.0 * std::log(100.0));
}

TEST(EvidenceOfALine, ReachesHalfAWorkPixelAndOnePixelAtLeast) {
  EXPECT_EQ(reach_of_lines(0.325), 2);
  EXPECT_EQ(reach_of_lines(0.5), 1);
  EXPECT_EQ(reach_of_lines(1.3), 1);
}

}  // namespace
}  // namespace cyto
