// What became of visits: done, missed, due, of another arm, unscheduled; stretches of one assay; findings.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cytrial/trial/study_findings.h"
#include "trial_fixture.h"

namespace cyto {
namespace {

using test::at;
using test::counted;
using test::flag_codes;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::string study_with(const std::string& keys) {
  return test::with(test::kStudyJson, R"("panel": "panel.json")", keys + R"(, "panel": "panel.json")");
}

std::vector<std::string> states(const TimepointTable& table) {
  std::vector<std::string> names;
  for (const Timepoint& row : table.rows) {
    names.push_back(row.visit + " " + std::string(name_of(row.visit_state)));
  }
  return names;
}

TEST(VisitStates, NothingIsMissedBeforeItsWindowIsKnownToBeOver) {
  const test::StudyFolder folder;
  const TimepointTable table = folder.join("T1,S01,C1D1,2026-01-12T08:00Z,7.5,a.tif\n", "");
  EXPECT_THAT(states(table), ElementsAre("C1D1 done", "C2D1 not_known", "C3D1 not_known", "C1D1 not_known",
                                         "C2D1 not_known", "C3D1 not_known"));
}

TEST(VisitStates, ALaterCollectionOfTheSubjectTellsAMissedVisit) {
  const test::StudyFolder folder;
  const TimepointTable table = folder.join("", "S01,C3D1,CA153,2026-02-23T08:00Z,20,U/mL,ECLIA\n");
  EXPECT_EQ(at(table, "S01", "C2D1").visit_state, VisitState::Missed);
  EXPECT_THAT(flag_codes(at(table, "S01", "C2D1")), ElementsAre("missed_visit"));
  EXPECT_EQ(at(table, "S02", "C1D1").visit_state, VisitState::NotKnown);
}

TEST(VisitStates, TheStudysDayTellsMissedDueAndPlanned) {
  const test::StudyFolder folder(study_with(R"("as_of": "2026-02-02")"));  // day 21 of S01, day 14 of S02
  EXPECT_THAT(states(folder.join("", "")), ElementsAre("C1D1 missed", "C2D1 due", "C3D1 planned",
                                                       "C1D1 missed", "C2D1 planned", "C3D1 planned"));
}

TEST(VisitStates, VisitsBehindAnEarlyEndAreNotMissed) {
  const test::StudyFolder folder(
      test::with(study_with(R"("as_of": "2026-12-31")"), R"("day_zero": "2026-01-12"})",
                 R"("day_zero": "2026-01-12", "early_end": {"date": "2026-01-20", "reason": "moved"}})"));
  const TimepointTable table = folder.join(
      "T1,S01,C1D1,2026-01-12T08:00Z,7.5,a.tif\n"
      "T2,S01,C2D1,2026-02-02T08:00Z,7.5,b.tif\n",
      "");
  EXPECT_EQ(at(table, "S01", "C3D1").visit_state, VisitState::AfterEnd);
  EXPECT_THAT(at(table, "S01", "C3D1").flags, IsEmpty());
  EXPECT_THAT(flag_codes(at(table, "S01", "C2D1")), Contains("after_end"));
}

TEST(VisitStates, ARefusedRowIsNoMissedVisit) {
  const test::StudyFolder folder(study_with(R"("as_of": "2026-12-31")"));
  const TimepointTable table = folder.join("T1,S01,C2D1,2026-02-02T08:00,7.5,a.tif\n", "");
  EXPECT_EQ(at(table, "S01", "C2D1").visit_state, VisitState::Done);
  EXPECT_EQ(at(table, "S01", "C2D1").ctc_state, CtcState::NotEvaluable);
}

TEST(VisitStates, APlannedProcedureWithoutARowIsTold) {
  const test::StudyFolder folder(test::with(study_with(R"("as_of": "2026-12-31")"),
                                            R"("day": 21, "window_before_days": 3, "window_after_days": 3})",
                                            R"("day": 21, "window_before_days": 3, "window_after_days": 3,
                     "procedures": ["ctc", "tumor_marker", "chemistry"]})"));
  const TimepointTable table = folder.join("", "S01,C2D1,CA153,2026-02-02T08:00Z,20,U/mL,ECLIA\n");
  // The study follows no chemistry: nothing of it can be missing.
  EXPECT_THAT(at(table, "S01", "C2D1").flags,
              ElementsAre("missed_procedure: ctc was planned, and nothing of it is in the sheets"));
}

TEST(Unscheduled, CollectionsHaveARowOfTheirDay) {
  const test::StudyFolder folder;
  const TimepointTable table = folder.join("T1,S01,UNS,2026-02-10T08:00Z,7.5,a.tif\n",
                                           "S01,UNS,CA153,2026-02-10T09:00Z,20,U/mL,ECLIA\n"
                                           "S01,UNS,CA153,2026-01-09T09:00Z,22,U/mL,ECLIA\n",
                                           {counted("T1", 3)});
  EXPECT_THAT(table.unmatched, IsEmpty());
  ASSERT_EQ(table.rows.size(), 8U);
  const Timepoint& row = at(table, "S01", "UNS.29");
  EXPECT_EQ(row.visit_state, VisitState::Unscheduled);
  EXPECT_EQ(row.ctc_count, 3U);
  EXPECT_EQ(row.markers[0].result->value, 20.0);
  EXPECT_EQ(table.rows[0].visit, "UNS.-3");
  EXPECT_EQ(table.rows[3].visit, "UNS.29");
}

TEST(Unscheduled, WithoutATimeThereIsNoDay) {
  const test::StudyFolder folder;
  const TimepointTable table = folder.join("T1,S01,UNS,,7.5,a.tif\n", "");
  ASSERT_EQ(table.unmatched.size(), 1U);
  EXPECT_EQ(table.unmatched[0].code, "no_visit");
}

TEST(Arms, HaveTheirOwnVisits) {
  const test::StudyFolder folder(
      test::with(test::with(test::with(test::kStudyJson, R"("visits": [)",
                                       R"("arms": [{"code": "A"}, {"code": "B"}], "visits": [)"),
                            R"("day": 21, "window_before_days": 3, "window_after_days": 3})",
                            R"("day": 21, "window_before_days": 3, "window_after_days": 3, "arms": ["A"]})"),
                 R"({"id": "S01", "day_zero": "2026-01-12"},
    {"id": "S02", "day_zero": "2026-01-19"})",
                 R"({"id": "S01", "day_zero": "2026-01-12", "arm": "A"},
    {"id": "S02", "day_zero": "2026-01-19", "arm": "B"})"));
  const TimepointTable empty = folder.join("", "");
  ASSERT_EQ(empty.rows.size(), 5U);
  EXPECT_EQ(empty.rows[3].visit, "C1D1");
  EXPECT_EQ(empty.rows[4].visit, "C3D1");
  const TimepointTable table = folder.join(
      "T1,S02,C2D1,2026-02-09T08:00Z,7.5,a.tif\n"
      "T2,S02,,2026-02-09T08:00Z,7.5,b.tif\n",
      "");
  EXPECT_THAT(flag_codes(at(table, "S02", "C2D1")), Contains("visit_not_in_arm"));
  ASSERT_EQ(table.unmatched.size(), 1U);  // without a code the day lies in no window of the arm
  EXPECT_EQ(table.unmatched[0].code, "outside_window");
}

std::string marker_rows(const std::vector<std::pair<std::string, std::string>>& values) {
  const std::vector<std::string> places{"C1D1,CA153,2026-01-12T08:00Z", "C2D1,CA153,2026-02-02T08:00Z",
                                        "C3D1,CA153,2026-02-23T08:00Z", "UNS,CA153,2026-03-10T08:00Z"};
  std::string rows;
  for (std::size_t i = 0; i < values.size(); ++i) {
    rows += "S01," + places[i] + "," + values[i].first + ",U/mL," + values[i].second + "\n";
  }
  return rows;
}

const MarkerAtTimepoint& marker(const TimepointTable& table, const std::string& visit) {
  return at(table, "S01", visit).markers[0];
}

TEST(Stretches, PercentChangeStaysWithinOneAssay) {
  const test::StudyFolder folder;
  const TimepointTable table =
      folder.join("", marker_rows({{"40", "ECLIA"}, {"50", "ECLIA"}, {"60", "CMIA"}, {"30", "CMIA"}}));
  EXPECT_EQ(marker(table, "C1D1").stretch, 0);
  EXPECT_EQ(marker(table, "C1D1").percent_from_previous, std::nullopt);
  EXPECT_EQ(marker(table, "C2D1").percent_from_previous, 25.0);
  EXPECT_EQ(marker(table, "C3D1").stretch, 1);
  EXPECT_EQ(marker(table, "C3D1").percent_from_previous, std::nullopt);
  EXPECT_EQ(marker(table, "C3D1").percent_from_first, std::nullopt);
  EXPECT_EQ(marker(table, "UNS.57").percent_from_previous, -50.0);
  EXPECT_THAT(flag_codes(at(table, "S01", "C3D1")), Contains("assay_change"));
}

TEST(Stretches, GoingBackToAnAssayIsANewStretch) {
  const test::StudyFolder folder;
  const TimepointTable table =
      folder.join("", marker_rows({{"40", "ECLIA"}, {"50", "CMIA"}, {"60", "ECLIA"}}));
  EXPECT_EQ(marker(table, "C3D1").stretch, 2);
  EXPECT_EQ(marker(table, "C3D1").percent_from_first, std::nullopt);
}

TEST(Stretches, BoundsZerosAndUnnamedAssaysGiveNoChange) {
  const test::StudyFolder folder;
  const TimepointTable table =
      folder.join("", marker_rows({{"<2", "ECLIA"}, {"0", "ECLIA"}, {"5", "ECLIA"}, {"6", ""}}));
  EXPECT_EQ(marker(table, "C2D1").percent_from_previous, std::nullopt);
  EXPECT_EQ(marker(table, "C3D1").percent_from_previous, std::nullopt);
  EXPECT_EQ(marker(table, "UNS.57").stretch, std::nullopt);
}

TEST(Jumps, TheWayBackFromAWrongUnitIsToldOnce) {
  const test::StudyFolder folder;
  const auto jumps = [&](const std::vector<std::string>& values) {
    std::vector<std::pair<std::string, std::string>> rows;
    for (const std::string& value : values) {
      rows.emplace_back(value, "ECLIA");
    }
    std::string told;
    for (const Timepoint& row : folder.join("", marker_rows(rows)).rows) {
      for (const std::string& code : flag_codes(row)) {
        told += code == "value_jump" ? row.visit + " " : "";
      }
    }
    return told;
  };
  EXPECT_EQ(jumps({"40", "41000", "42", "43"}), "C2D1 ");
  EXPECT_EQ(jumps({"40", "41000", "42000", "43000"}), "C2D1 ");
  EXPECT_EQ(jumps({"40", "41000", "43000", "44"}), "C2D1 UNS.57 ");
  EXPECT_EQ(jumps({"40", "50", "60"}), "");
}

TEST(Findings, TellEveryFaultOnce) {
  const test::StudyFolder folder;
  const TimepointTable table = folder.join(
      // a late draw with its marker, two samples of one visit, one id twice, a stranger
      "T1,S01,C2D1,2026-02-10T08:00Z,7.5,a.tif\nT2,S02,C1D1,2026-01-19T08:00Z,7.5,b.tif\n"
      "T3,S02,C1D1,2026-01-19T09:00Z,7.5,c.tif\nT4,S01,C1D1,,7.5,d.tif\nT4,S01,C3D1,,7.5,e.tif\n"
      "T5,NOBODY,C1D1,,7.5,f.tif\n",
      "S01,C2D1,CA153,2026-02-10T08:00Z,20,U/mL,ECLIA\nS01,C3D1,CA153,2026-02-23T08:00Z,\"2,5\",U/mL,ECLIA\n",
      {counted("T1", 5)});
  std::vector<std::string> told;
  for (const StudyFinding& finding : study_findings(table)) {
    told.push_back(finding.code + "|" + finding.subject + "|" + finding.visit + "|" + finding.source);
  }
  EXPECT_THAT(told, ElementsAre("outside_window|S01|C2D1|", "duplicate_sample|S02|C1D1|",
                                "duplicate_sample_id|||samples.csv row 5",
                                "unknown_subject|||samples.csv row 7", "decimal_comma|||markers.csv row 3"));
}

TEST(Findings, RemarksAreNone) {
  for (const char* code :
       {"interval_spans_cutoff", "site_offset", "row_refused", "limit_undecided", "no_calibration"}) {
    EXPECT_FALSE(is_finding(code)) << code;
  }
}

}  // namespace
}  // namespace cyto
