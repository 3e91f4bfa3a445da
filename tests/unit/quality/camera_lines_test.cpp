#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "event_lines.h"
#include "spoiled_scan.h"
#include "standing_lines.h"

namespace cyto {
namespace {

using test::Scan;
using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const auto kStanding = Field(&QualityFlag::code, "standing_lines");

TEST(StandingLines, AHotColumnIsFlaggedWithItsChannelAndPlace) {
  Scan scan = Scan::noisy(1024, 1024);
  scan.raw.planes[2].col(700) += 60;
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(
      verdict.flags,
      Contains(AllOf(kStanding, Field(&QualityFlag::text, HasSubstr("channel CD45")),
                     Field(&QualityFlag::text, HasSubstr("256 x 256 px at slide column 512, row 0")))));
}

TEST(StandingLines, AWeakRowIsFlagged) {
  Scan scan = Scan::noisy(1024, 1024);
  scan.raw.planes[0].row(123) -= 60;
  EXPECT_THAT(scan.judge().flags,
              Contains(AllOf(kStanding, Field(&QualityFlag::text, HasSubstr("channel DAPI")))));
}

TEST(StandingLines, NoiseOfALowLastRowOfCellsIsNoLine) {
  // 64 rows: every fourth of them would be 16, of which chance takes four fifths in one column of 5,000.
  Scan scan = Scan::noisy(4096, 320);
  EXPECT_THAT(scan.judge().flags, Not(Contains(kStanding)));
  scan.raw.planes[1].col(2000).rowRange(256, 320) += 60;
  EXPECT_THAT(
      scan.judge().flags,
      Contains(AllOf(kStanding, Field(&QualityFlag::text, HasSubstr("256 x 64 px at slide column 1792")))));
}

TEST(StandingLines, NeitherNoiseNorBrightObjectsNorEdgesAreLines) {
  Scan scan = Scan::noisy(1024, 1024);
  scan.raw.planes[0](cv::Rect(100, 0, 300, 1024)) += 500;
  scan.raw.planes[1](cv::Rect(40, 40, 1, 100)) += 5000;
  EXPECT_THAT(scan.judge().flags, Not(Contains(kStanding)));
  EXPECT_THAT(Scan::clipped(1024, 1024).judge().flags, Not(Contains(kStanding)));
}

TEST(StandingLines, APatternOfAllColumnsIsTheCameras) {
  Scan scan = Scan::noisy(1024, 1024);
  for (int x = 0; x < 1024; x += 4) {
    scan.raw.planes[0].col(x) += 100;
  }
  EXPECT_THAT(scan.judge().flags, Not(Contains(kStanding)));
}

TEST(StandingLines, ACellTooNarrowTellsNothing) {
  cv::Mat1w narrow(256, 40, std::uint16_t{100});
  narrow.col(20).setTo(500);
  EXPECT_TRUE(standing_lines_of(narrow, {0, 0, 40, 256}, {}).columns.none());
}

/// Some 110 nuclei in one column of pixels, among others anywhere.
Scan with_a_line_of_nuclei(int others) {
  Scan scan = Scan::noisy(2048, 1024);
  std::mt19937 random(8);
  std::uniform_int_distribution<std::int64_t> at_x(0, 2047);
  std::uniform_int_distribution<std::int64_t> at_y(0, 1023);
  for (int nucleus = 0; nucleus < others; ++nucleus) {
    const std::int64_t x = at_x(random);
    scan.add_nucleus(x, at_y(random));
  }
  for (std::int64_t y = 8; y < 1024; y += 9) {
    scan.add_nucleus(1300, y);
  }
  return scan;
}

TEST(ObjectsInLines, ManyLeaveNoCount) {
  const auto faults = with_a_line_of_nuclei(1000).judge().faults;
  EXPECT_THAT(faults,
              Contains(AllOf(Field(&TileFailure::problem, HasSubstr("along the scan's columns")),
                             Field(&TileFailure::problem, HasSubstr("8 x 1024 px at slide column 1296")),
                             Field(&TileFailure::remedy, HasSubstr("dark pattern")))));
}

TEST(ObjectsInLines, FewAmongManyAreFlagged) {
  const QualityVerdict verdict = with_a_line_of_nuclei(15000).judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(verdict.flags, Contains(Field(&QualityFlag::code, "objects_in_lines")));
}

TEST(ObjectsInLines, CrowdedStripesOfACrowdedSlideAreFlaggedOnly) {
  std::vector<std::uint32_t> columns(640, 500);
  for (std::size_t stripe = 20; stripe < columns.size(); stripe += 25) {
    columns[stripe] = 725;  // 45 % more, in 4 % of the stripes: 1.8 % of the objects
  }
  const Scan scan = Scan::noisy(1024, 1024);
  const std::vector<std::uint32_t> rows(640, 500);
  QualityVerdict verdict;
  judge_event_lines(columns, rows, scan.about, scan.panel, verdict);
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(verdict.flags, Contains(Field(&QualityFlag::code, "objects_in_lines")));
  for (std::size_t stripe = 20; stripe < columns.size(); stripe += 25) {
    columns[stripe] = 1100;
  }
  judge_event_lines(columns, rows, scan.about, scan.panel, verdict);
  EXPECT_THAT(verdict.faults, Not(IsEmpty()));
}

TEST(ObjectsInLines, ManyLinesAreAPatternOfTheSlide) {
  Scan scan = Scan::noisy(1024, 1024);
  scan.add_nuclei({0, 0, 1024, 1024}, 32);
  EXPECT_THAT(scan.judge().flags, IsEmpty());
}

TEST(ObjectsInLines, ChanceMakesNoLines) {
  Scan scan = Scan::noisy(1024, 1024);
  std::mt19937 random(9);
  std::uniform_int_distribution<std::int64_t> at(0, 1023);
  for (int nucleus = 0; nucleus < 3000; ++nucleus) {
    const std::int64_t x = at(random);
    scan.add_nucleus(x, at(random));
  }
  EXPECT_THAT(scan.judge().flags, Not(Contains(Field(&QualityFlag::code, "objects_in_lines"))));
}

}  // namespace
}  // namespace cyto
