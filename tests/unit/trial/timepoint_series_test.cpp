// Markers at their timepoints, and what shows only over several visits.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trial_fixture.h"

namespace cyto {
namespace {

using test::at;
using test::counted;
using test::flag_codes;
using test::StudyFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The row of S01 at C1D1 with one CA 15-3 result.
Timepoint with_result(const std::string& value, const std::string& assay = "CMIA") {
  const TimepointTable table =
      StudyFolder().join("", "S01,C1D1,CA153,2026-01-12T08:10+01:00," + value + ",U/mL," + assay + "\n");
  return at(table, "S01", "C1D1");
}

TEST(TimepointMarkers, ResultStandsWithItsLimit) {
  const Timepoint row = with_result("31.4");
  ASSERT_TRUE(row.markers[0].result);
  EXPECT_EQ(row.markers[0].result->value, 31.4);
  EXPECT_EQ(row.markers[0].upper_limit, 31.3);
  EXPECT_EQ(row.markers[0].above_limit, true);
  EXPECT_FALSE(row.markers[1].result) << "CA 27.29 is another analyte";
  EXPECT_THAT(row.flags, IsEmpty());
}

TEST(TimepointMarkers, AboveIsDecidedOnlyWhereTheBoundAllows) {
  // Upper limit of the assay: 31.3.
  for (const auto& [value, above] : {std::pair{"31.3", 0},
                                     {"31.4", 1},
                                     {"0", 0},
                                     {"<2.0", 0},
                                     {"<31.3", 0},
                                     {"<=31.3", 0},
                                     {"<31.4", -1},
                                     {"<=31.4", -1},
                                     {">31.3", 1},
                                     {">=31.3", -1},
                                     {">=31.4", 1},
                                     {">31.2", -1},
                                     {">3000", 1}}) {
    const Timepoint row = with_result(value);
    const std::optional<bool> expected = above < 0 ? std::nullopt : std::optional(above == 1);
    EXPECT_EQ(row.markers[0].above_limit, expected) << value;
    EXPECT_EQ(flag_codes(row) == std::vector<std::string>{"limit_undecided"}, above < 0) << value;
  }
}

TEST(TimepointMarkers, BelowIsDecidedOnlyWhereTheBoundAllows) {
  const StudyFolder folder(test::with(test::kStudyJson, R"({"assay": "CLIA", "upper": 38.6})",
                                      R"({"assay": "CLIA", "upper": 38.6, "lower": 4.0})"));
  for (const auto& [value, below] : {std::pair{"4.0", 0},
                                     {"3.9", 1},
                                     {"<4.0", 1},
                                     {"<=4.0", -1},
                                     {"<4.1", -1},
                                     {">4.0", 0},
                                     {">3.9", -1},
                                     {">=4.0", 0}}) {
    const TimepointTable table =
        folder.join("", "S01,C1D1,CA2729,2026-01-12T08:10+01:00," + std::string(value) + ",U/mL,CLIA\n");
    const std::optional<bool> expected = below < 0 ? std::nullopt : std::optional(below == 1);
    EXPECT_EQ(at(table, "S01", "C1D1").markers[1].below_limit, expected) << value;
  }
}

TEST(TimepointMarkers, LimitOfAnotherAssayIsNeverBorrowed) {
  const Timepoint other = with_result("31.4", "Immulite");
  EXPECT_FALSE(other.markers[0].above_limit);
  EXPECT_FALSE(other.markers[0].upper_limit);
  EXPECT_THAT(flag_codes(other), ElementsAre("no_upper_limit"));
  const Timepoint unnamed = with_result("31.4", "");
  EXPECT_FALSE(unnamed.markers[0].above_limit);
  EXPECT_THAT(flag_codes(unnamed), ElementsAre("no_assay"));
}

TEST(TimepointMarkers, AnalyteWithoutLimitsIsNotFlagged) {
  const StudyFolder folder(
      test::with(test::kStudyJson, R"(, "upper_limits": [{"assay": "CLIA", "upper": 38.6}])", ""));
  const TimepointTable table = folder.join("", "S01,C1D1,CA2729,2026-01-12T08:10+01:00,40,U/mL,CLIA\n");
  EXPECT_THAT(at(table, "S01", "C1D1").flags, IsEmpty());
  EXPECT_FALSE(at(table, "S01", "C1D1").markers[1].above_limit);
}

TEST(TimepointMarkers, FlagsNameTheAnalyte) {
  const TimepointTable table =
      StudyFolder().join("", "S01,C2D1,CA2729,2026-02-07T08:10+01:00,40,U/mL,CLIA\n");
  EXPECT_THAT(at(table, "S01", "C2D1").flags,
              ElementsAre("outside_window: CA 27.29 collected 2 days late (day 26, window days 18 to 24)"));
}

TEST(TimepointSeries, ChangeOfAssayIsFlaggedWhereItHappens) {
  const TimepointTable table = StudyFolder().join("",
                                                  "S01,C1D1,CA153,2026-01-12T08:10+01:00,40,U/mL,ECLIA\n"
                                                  "S01,C2D1,CA153,2026-02-02T08:10+01:00,41,U/mL,CMIA\n"
                                                  "S01,C3D1,CA153,2026-02-23T08:10+01:00,42,U/mL,CMIA\n"
                                                  "S02,C3D1,CA153,2026-03-02T08:10+01:00,42,U/mL,ECLIA\n");
  EXPECT_THAT(flag_codes(at(table, "S01", "C1D1")), IsEmpty());
  EXPECT_THAT(flag_codes(at(table, "S01", "C2D1")), ElementsAre("assay_change"));
  EXPECT_THAT(at(table, "S01", "C2D1").flags[0], HasSubstr("ECLIA at C1D1, CMIA here"));
  EXPECT_THAT(flag_codes(at(table, "S01", "C3D1")), IsEmpty());
  EXPECT_THAT(flag_codes(at(table, "S02", "C3D1")), IsEmpty()) << "another subject starts another series";
}

TEST(TimepointSeries, ChangeOfAssayIsSeenAcrossAMissingVisit) {
  const TimepointTable table = StudyFolder().join("",
                                                  "S01,C1D1,CA153,2026-01-12T08:10+01:00,40,U/mL,ECLIA\n"
                                                  "S01,C3D1,CA153,2026-02-23T08:10+01:00,42,U/mL,CMIA\n");
  EXPECT_THAT(flag_codes(at(table, "S01", "C3D1")), ElementsAre("assay_change"));
}

TEST(TimepointSeries, AnalytesAreSeparateSeries) {
  const TimepointTable table = StudyFolder().join("",
                                                  "S01,C1D1,CA153,2026-01-12T08:10+01:00,40,U/mL,ECLIA\n"
                                                  "S01,C2D1,CA2729,2026-02-02T08:10+01:00,4100,U/mL,CLIA\n");
  EXPECT_THAT(flag_codes(at(table, "S01", "C2D1")), IsEmpty());
}

TEST(TimepointSeries, JumpOfTheSizeOfAMistakenUnitIsFlagged) {
  const TimepointTable table =
      StudyFolder().join("",
                         "S01,C1D1,CA153,2026-01-12T08:10+01:00,40,U/mL,ECLIA\n"
                         "S01,C2D1,CA153,2026-02-02T08:10+01:00,41000,U/mL,ECLIA\n"
                         "S02,C1D1,CA153,2026-01-19T08:10+01:00,40,U/mL,ECLIA\n"
                         "S02,C2D1,CA153,2026-02-09T08:10+01:00,0.04,U/mL,ECLIA\n"
                         "S02,C3D1,CA153,2026-03-02T08:10+01:00,<0.0001,U/mL,ECLIA\n");
  EXPECT_THAT(flag_codes(at(table, "S01", "C2D1")), ElementsAre("value_jump"));
  EXPECT_THAT(flag_codes(at(table, "S02", "C2D1")), ElementsAre("value_jump"));
  EXPECT_THAT(flag_codes(at(table, "S02", "C3D1")), IsEmpty()) << "a bound is no value to compare";
}

TEST(TimepointSeries, NinetyninefoldIsNoJump) {
  const TimepointTable table = StudyFolder().join("",
                                                  "S01,C1D1,CA153,2026-01-12T08:10+01:00,10,U/mL,ECLIA\n"
                                                  "S01,C2D1,CA153,2026-02-02T08:10+01:00,990,U/mL,ECLIA\n");
  EXPECT_THAT(flag_codes(at(table, "S01", "C2D1")), IsEmpty());
}

TEST(TimepointSeries, SamplesCollectedInAnotherOrderThanTheirVisitsAreFlagged) {
  const TimepointTable table = StudyFolder().join(
      "T1,S01,C1D1,2026-02-02T08:10+01:00,7.5,a.tif\nT2,S01,C2D1,2026-01-12T08:10+01:00,7.5,b.tif\n", "",
      {counted("T1", 20), counted("T2", 20)});
  EXPECT_THAT(flag_codes(at(table, "S01", "C1D1")), ElementsAre("outside_window", "fits_other_visit"));
  EXPECT_THAT(flag_codes(at(table, "S01", "C2D1")),
              ElementsAre("outside_window", "fits_other_visit", "visit_order"));
  EXPECT_EQ(at(table, "S01", "C1D1").sample_id, "T1") << "never silently sorted";
}

TEST(TimepointSeries, ResultsCollectedAtOneInstantForTwoVisitsAreFlagged) {
  const TimepointTable table = StudyFolder().join("",
                                                  "S01,C1D1,CA153,2026-02-02T08:10+01:00,40,U/mL,ECLIA\n"
                                                  "S01,C2D1,CA153,2026-02-02T07:10Z,41,U/mL,ECLIA\n");
  EXPECT_THAT(flag_codes(at(table, "S01", "C2D1")), ElementsAre("visit_order"));
}

}  // namespace
}  // namespace cyto
