#include "cytrial/trial/timepoint_join.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trial_fixture.h"

namespace cyto {
namespace {

using test::at;
using test::counted;
using test::flag_codes;
using test::StudyFolder;
using test::without_count;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Subject S01 has day 0 on 2026-01-12; windows C1D1 -7..0, C2D1 18..24, C3D1 39..45.

std::vector<std::string> codes_of(const std::vector<Unmatched>& unmatched) {
  std::vector<std::string> codes;
  for (const Unmatched& entry : unmatched) {
    codes.push_back(entry.code);
  }
  return codes;
}

TEST(TimepointJoin, HasARowForEverySubjectAndVisitEvenWithoutInput) {
  const TimepointTable table = StudyFolder().join("", "");
  ASSERT_EQ(table.rows.size(), 6U);
  EXPECT_EQ(table.rows[0].subject, "S01");
  EXPECT_EQ(table.rows[2].visit, "C3D1");
  EXPECT_EQ(table.rows[2].planned_day, 42);
  EXPECT_EQ(table.rows[3].subject, "S02");
  for (const Timepoint& row : table.rows) {
    EXPECT_EQ(row.ctc_state, CtcState::NotDone);
    EXPECT_FALSE(row.ctc_count);
    EXPECT_FALSE(row.unfavourable);
    EXPECT_THAT(row.flags, IsEmpty());
    ASSERT_EQ(row.markers.size(), 2U);
    EXPECT_EQ(row.markers[0].analyte, "CA153");
    EXPECT_EQ(row.markers[1].analyte, "CA2729");
    EXPECT_FALSE(row.markers[0].result);
  }
  EXPECT_THAT(table.unmatched, IsEmpty());
}

TEST(TimepointJoin, CountStandsWithItsLimitsVolumeAndJudgement) {
  const TimepointTable table =
      StudyFolder().join("T1,S01,C1D1,2026-01-12T08:10+01:00,5,a.tif\n", "", {counted("T1", 10)});
  const Timepoint& row = at(table, "S01", "C1D1");
  EXPECT_EQ(row.ctc_state, CtcState::Counted);
  EXPECT_EQ(row.sample_id, "T1");
  EXPECT_EQ(row.actual_day, 0);
  EXPECT_EQ(row.ctc_count, 10U);
  EXPECT_EQ(row.blood_volume_ml, 5.0);
  EXPECT_NEAR(*row.ctc_low, 4.795, 0.001);
  EXPECT_NEAR(*row.ctc_high, 18.390, 0.001);
  EXPECT_DOUBLE_EQ(*row.per_7_5_ml, 15.0);
  EXPECT_DOUBLE_EQ(*row.per_7_5_ml_low, *row.ctc_low * 1.5);
  EXPECT_DOUBLE_EQ(*row.per_7_5_ml_high, *row.ctc_high * 1.5);
  EXPECT_EQ(row.unfavourable, true);
  EXPECT_THAT(row.flags, IsEmpty());
}

TEST(TimepointJoin, CutoffItselfIsUnfavourableAndOneCellLessIsNot) {
  const StudyFolder folder;
  for (const auto& [count, volume, unfavourable] : {std::tuple{5, "7.5", true},
                                                    {4, "7.5", false},
                                                    {4, "6.0", true},
                                                    {4, "6.01", false},
                                                    {2, "3.0", true},
                                                    {0, "7.5", false}}) {
    const TimepointTable table = folder.join("T1,S01,C1D1,," + std::string(volume) + ",a.tif\n", "",
                                             {counted("T1", static_cast<std::uint64_t>(count))});
    EXPECT_EQ(at(table, "S01", "C1D1").unfavourable, unfavourable) << count << " in " << volume;
  }
}

TEST(TimepointJoin, ZeroNotDoneAndNotEvaluableAreThreeThings) {
  const TimepointTable table = StudyFolder().join(
      "T1,S01,C1D1,,7.5,a.tif\nT2,S01,C2D1,,7.5,b.tif\nT3,S01,C3D1,,7.5,c.tif\n", "",
      {counted("T1", 0), without_count("T2", SampleStatus::NotEvaluable, "page 2 is cut")});
  const Timepoint& zero = at(table, "S01", "C1D1");
  EXPECT_EQ(zero.ctc_state, CtcState::Counted);
  EXPECT_EQ(zero.ctc_count, 0U);
  EXPECT_EQ(zero.unfavourable, false);
  const Timepoint& lost = at(table, "S01", "C2D1");
  EXPECT_EQ(lost.ctc_state, CtcState::NotEvaluable);
  EXPECT_FALSE(lost.ctc_count);
  EXPECT_FALSE(lost.ctc_low);
  EXPECT_FALSE(lost.per_7_5_ml);
  EXPECT_FALSE(lost.unfavourable);
  EXPECT_THAT(lost.flags, Contains("not_evaluable: page 2 is cut"));
  const Timepoint& pending = at(table, "S01", "C3D1");
  EXPECT_EQ(pending.ctc_state, CtcState::NotDone);
  EXPECT_EQ(pending.sample_id, "T3");
  EXPECT_THAT(flag_codes(pending), Contains("not_analysed"));
  EXPECT_EQ(name_of(zero.ctc_state), "counted");
  EXPECT_EQ(name_of(lost.ctc_state), "not_evaluable");
  EXPECT_EQ(name_of(pending.ctc_state), "not_done");
}

TEST(TimepointJoin, ScanThatIsADuplicateGivesNoCount) {
  const TimepointTable table = StudyFolder().join(
      "T1,S01,C1D1,,7.5,a.tif\n", "", {without_count("T1", SampleStatus::Duplicate, "same scan as T0")});
  EXPECT_EQ(at(table, "S01", "C1D1").ctc_state, CtcState::NotEvaluable);
  EXPECT_THAT(at(table, "S01", "C1D1").flags, Contains("duplicate_scan: same scan as T0"));
}

TEST(TimepointJoin, EvaluableResultWithoutCountsIsNotBelieved) {
  SampleResult hollow = counted("T1", 3);
  hollow.counts.reset();
  const TimepointTable table = StudyFolder().join("T1,S01,C1D1,,7.5,a.tif\n", "", {hollow});
  EXPECT_EQ(at(table, "S01", "C1D1").ctc_state, CtcState::NotEvaluable);
  EXPECT_THAT(flag_codes(at(table, "S01", "C1D1")), Contains("no_counts"));
}

TEST(TimepointJoin, PanelThatCannotClassifyIsNotZeroCtcs) {
  SampleResult result = counted("T1", 0);
  result.counts->by_phenotype[static_cast<std::size_t>(Phenotype::Unclassified)] = 1000;
  const TimepointTable table = StudyFolder().join("T1,S01,C1D1,,7.5,a.tif\n", "", {result});
  EXPECT_EQ(at(table, "S01", "C1D1").ctc_state, CtcState::NotEvaluable);
  EXPECT_FALSE(at(table, "S01", "C1D1").ctc_count);
  EXPECT_THAT(flag_codes(at(table, "S01", "C1D1")), Contains("not_classified"));
}

TEST(TimepointJoin, PanelThatCannotClassifyIsNotZeroCtcsWithoutAnyEventEither) {
  SampleResult blank = counted("T1", 0);
  blank.counts = SampleCounts{};
  blank.flags = {{"not_classified", "the panel holds a nuclear channel alone"}};
  const TimepointTable table = StudyFolder().join("T1,S01,C1D1,,7.5,a.tif\n", "", {blank});
  EXPECT_EQ(at(table, "S01", "C1D1").ctc_state, CtcState::NotEvaluable);
  EXPECT_FALSE(at(table, "S01", "C1D1").ctc_count);
}

TEST(TimepointJoin, ZeroOfAScanWithoutAnyObjectIsFlagged) {
  SampleResult blank = counted("T1", 0);
  blank.counts = SampleCounts{};
  const TimepointTable table = StudyFolder().join("T1,S01,C1D1,,7.5,a.tif\n", "", {blank});
  EXPECT_THAT(flag_codes(at(table, "S01", "C1D1")), Contains("no_events"));
}

TEST(TimepointJoin, NoMessageRepeatsASubjectCell) {
  const TimepointTable table = StudyFolder().join("T1,CANARY1,C1D1,,7.5,a.tif\nT2,CANARY 2,C1D1,,7.5,b.tif\n",
                                                  "CANARY 3,C1D1,CA153,,31.3,,ECLIA\n");
  EXPECT_THAT(codes_of(table.unmatched), ElementsAre("unknown_subject", "bad_subject", "bad_subject"));
  for (const Unmatched& entry : table.unmatched) {
    EXPECT_THAT(entry.text, ::testing::Not(HasSubstr("CANARY")));
  }
}

TEST(TimepointJoin, FlagsOfTheAnalysisAreCarriedOver) {
  SampleResult result = counted("T1", 20);
  result.flags = {{"no_calibration", "raw intensities"}, {"no_leukocytes", ""}};
  const TimepointTable table = StudyFolder().join("T1,S01,C1D1,,7.5,a.tif\n", "", {result});
  EXPECT_THAT(at(table, "S01", "C1D1").flags,
              ::testing::IsSupersetOf({"no_calibration: raw intensities", "no_leukocytes"}));
}

TEST(TimepointJoin, CountWithoutVolumeHasNoValuePerReferenceVolume) {
  const TimepointTable table = StudyFolder().join("T1,S01,C1D1,,,a.tif\n", "", {counted("T1", 7)});
  const Timepoint& row = at(table, "S01", "C1D1");
  EXPECT_EQ(row.ctc_count, 7U);
  EXPECT_FALSE(row.per_7_5_ml);
  EXPECT_FALSE(row.unfavourable);
  EXPECT_THAT(flag_codes(row), Contains("no_volume"));
}

TEST(TimepointJoin, VolumeOfTheSheetWinsAndADifferenceIsFlagged) {
  SampleResult result = counted("T1", 6);
  result.blood_volume_ml = 7.5;
  const StudyFolder folder;
  const Timepoint changed = at(folder.join("T1,S01,C1D1,,4.5,a.tif\n", "", {result}), "S01", "C1D1");
  EXPECT_DOUBLE_EQ(*changed.per_7_5_ml, 10.0);
  EXPECT_THAT(flag_codes(changed), Contains("volume_changed"));
  const Timepoint analysed = at(folder.join("T1,S01,C1D1,,,a.tif\n", "", {result}), "S01", "C1D1");
  EXPECT_DOUBLE_EQ(*analysed.per_7_5_ml, 6.0);
}

TEST(TimepointJoin, IntervalAcrossTheCutoffIsFlagged) {
  const StudyFolder folder;
  for (const auto& [count, spans] :
       {std::pair{0, false}, {1, true}, {4, true}, {5, true}, {10, true}, {11, false}, {12, false}}) {
    const TimepointTable table = folder.join("T1,S01,C1D1,2026-01-12T08:10+01:00,7.5,a.tif\n", "",
                                             {counted("T1", static_cast<std::uint64_t>(count))});
    // Garwood: 1 -> 0.03..5.57, 10 -> 4.80..18.39, 11 -> 5.49..19.68; 0 -> 0..3.69.
    EXPECT_EQ(flag_codes(at(table, "S01", "C1D1")) == std::vector<std::string>{"interval_spans_cutoff"},
              spans)
        << count;
  }
}

TEST(TimepointJoin, CutoffOfTheStudyDecides) {
  const StudyFolder folder(test::with(test::kStudyJson, "\"format\": 1,",
                                      "\"format\": 1, \"ctc\": {\"cutoff\": 3, \"per_ml\": 7.5},"));
  const TimepointTable table = folder.join("T1,S01,C1D1,,7.5,a.tif\n", "", {counted("T1", 3)});
  EXPECT_EQ(at(table, "S01", "C1D1").unfavourable, true);
}

TEST(TimepointJoin, SampleWithoutVisitCodeIsPlacedByItsDay) {
  const StudyFolder folder;
  for (const auto& [time, visit, day] : {std::tuple{"2026-01-05T08:00+01:00", "C1D1", -7},
                                         {"2026-01-12T23:59+01:00", "C1D1", 0},
                                         {"2026-01-30T00:00+01:00", "C2D1", 18},
                                         {"2026-02-05T23:59+01:00", "C2D1", 24},
                                         {"2026-02-23T12:00+01:00", "C3D1", 42}}) {
    const TimepointTable table =
        folder.join("T1,S01,," + std::string(time) + ",7.5,a.tif\n", "", {counted("T1", 20)});
    EXPECT_EQ(at(table, "S01", visit).sample_id, "T1") << time;
    EXPECT_EQ(at(table, "S01", visit).actual_day, day) << time;
    EXPECT_THAT(at(table, "S01", visit).flags, IsEmpty());
  }
}

TEST(TimepointJoin, DayIsThatOfThePlaceOfCollectionNotOfUtc) {
  // 00:30 in Copenhagen is still the day before in UTC.
  const TimepointTable table =
      StudyFolder().join("T1,S01,C2D1,2026-01-30T00:30+01:00,7.5,a.tif\n", "", {counted("T1", 20)});
  EXPECT_EQ(at(table, "S01", "C2D1").actual_day, 18);
  EXPECT_THAT(at(table, "S01", "C2D1").flags, IsEmpty());
}

TEST(TimepointJoin, SampleOutsideEveryWindowIsReportedWithTheNearestVisit) {
  const TimepointTable table =
      StudyFolder().join("T1,S01,,2026-02-10T08:00+01:00,7.5,a.tif\n", "", {counted("T1", 20)});
  ASSERT_EQ(table.unmatched.size(), 1U);
  EXPECT_EQ(table.unmatched[0].source, "samples.csv row 2");
  EXPECT_EQ(table.unmatched[0].code, "outside_window");
  EXPECT_THAT(table.unmatched[0].text, HasSubstr("day 29"));
  EXPECT_THAT(table.unmatched[0].text, HasSubstr("C2D1, days 18 to 24"));
  for (const Timepoint& row : table.rows) {
    EXPECT_EQ(row.ctc_state, CtcState::NotDone);
  }
}

TEST(TimepointJoin, VisitCodeWinsOverTheWindowAndSaysSo) {
  const StudyFolder folder;
  const Timepoint late = at(
      folder.join("T1,S01,C2D1,2026-02-09T08:00+01:00,7.5,a.tif\n", "", {counted("T1", 20)}), "S01", "C2D1");
  EXPECT_EQ(late.ctc_count, 20U);
  EXPECT_THAT(late.flags,
              ElementsAre("outside_window: the sample collected 4 days late (day 28, window days 18 "
                          "to 24)"));
  const Timepoint early = at(
      folder.join("T1,S01,C2D1,2026-01-29T08:00+01:00,7.5,a.tif\n", "", {counted("T1", 20)}), "S01", "C2D1");
  EXPECT_THAT(early.flags,
              ElementsAre("outside_window: the sample collected 1 day early (day 17, window days 18 "
                          "to 24)"));
}

TEST(TimepointJoin, VisitCodeThatContradictsTheDayNamesTheVisitThatFits) {
  const TimepointTable table =
      StudyFolder().join("T1,S01,C2D1,2026-02-23T08:00+01:00,7.5,a.tif\n", "", {counted("T1", 20)});
  EXPECT_THAT(flag_codes(at(table, "S01", "C2D1")), ElementsAre("outside_window", "fits_other_visit"));
  EXPECT_THAT(at(table, "S01", "C2D1").flags[1], HasSubstr("C3D1"));
}

TEST(TimepointJoin, VisitCodeWithoutTimeIsPlacedUnchecked) {
  const TimepointTable table = StudyFolder().join("T1,S01,C2D1,,7.5,a.tif\n", "", {counted("T1", 20)});
  EXPECT_FALSE(at(table, "S01", "C2D1").actual_day);
  EXPECT_THAT(flag_codes(at(table, "S01", "C2D1")), ElementsAre("no_collection_time"));
}

TEST(TimepointJoin, TimeReadWithTheSiteOffsetIsFlagged) {
  const StudyFolder folder(
      test::with(test::kStudyJson, "\"format\": 1,", "\"format\": 1, \"site_utc_offset\": \"+01:00\","));
  const TimepointTable table =
      folder.join("T1,S01,C1D1,2026-01-12T08:10,7.5,a.tif\n", "", {counted("T1", 20)});
  EXPECT_THAT(flag_codes(at(table, "S01", "C1D1")), ElementsAre("site_offset"));
}

TEST(TimepointJoin, DayInTwoWindowsIsReportedNotGuessed) {
  const StudyFolder folder(test::with(test::with(test::kStudyJson, R"("day": 21, "window_before_days": 3)",
                                                 R"("day": 21, "window_before_days": 21)"),
                                      R"("day_zero": "first infusion",)",
                                      R"("day_zero": "first infusion", "overlapping_windows": "report",)"));
  const TimepointTable table =
      folder.join("T1,S01,,2026-01-12T08:00+01:00,7.5,a.tif\nT2,S02,C1D1,2026-01-19T08:00+01:00,7.5,b.tif\n",
                  "", {counted("T1", 20), counted("T2", 20)});
  EXPECT_THAT(codes_of(table.unmatched), ElementsAre("ambiguous_visit"));
  EXPECT_EQ(at(table, "S02", "C1D1").ctc_count, 20U) << "a visit code resolves the overlap";
}

TEST(TimepointJoin, RowsThatNameNothingKnownAreReported) {
  const TimepointTable table = StudyFolder().join(
      "T1,S99,C1D1,,7.5,a.tif\nT2,S01,C9D9,,7.5,b.tif\nT3,S01,,,7.5,c.tif\n",
      "S99,C1D1,CA153,,31.3,U/mL,ECLIA\nS01,C9D9,CA153,,31.3,U/mL,ECLIA\nS01,,CA153,,31.3,U/mL,ECLIA\n",
      {counted("T1", 1), counted("T2", 2), counted("T3", 3)});
  EXPECT_THAT(codes_of(table.unmatched), ElementsAre("unknown_subject", "unknown_visit", "no_visit",
                                                     "unknown_subject", "unknown_visit", "no_visit"));
  EXPECT_EQ(table.unmatched[4].source, "markers.csv row 3");
}

TEST(TimepointJoin, TwoSamplesOfOneVisitAreBothReportedAndNeitherIsShown) {
  const TimepointTable table = StudyFolder().join(
      "T1,S01,C2D1,,7.5,a.tif\nT2,S01,C1D1,,7.5,b.tif\nT3,S01,,2026-02-02T08:00+01:00,7.5,c.tif\n", "",
      {counted("T1", 1), counted("T2", 2), counted("T3", 3)});
  const Timepoint& row = at(table, "S01", "C2D1");
  EXPECT_EQ(row.ctc_state, CtcState::NotEvaluable);
  EXPECT_FALSE(row.ctc_count);
  EXPECT_TRUE(row.sample_id.empty());
  EXPECT_FALSE(row.actual_day);
  EXPECT_THAT(row.flags,
              ElementsAre("duplicate_sample: rows 2 and 4 of samples.csv claim visit C2D1; none is shown"));
  ASSERT_EQ(table.unmatched.size(), 2U);
  EXPECT_EQ(table.unmatched[0].source, "samples.csv row 2");
  EXPECT_EQ(table.unmatched[1].source, "samples.csv row 4");
  EXPECT_EQ(table.unmatched[0].code, "duplicate_sample");
}

TEST(TimepointJoin, TwoResultsOfOneAnalyteAreBothReportedEvenWhenEqual) {
  const TimepointTable table = StudyFolder().join("",
                                                  "S01,C1D1,CA153,,31.3,U/mL,ECLIA\n"
                                                  "S01,C1D1,CA2729,,40,U/mL,CLIA\n"
                                                  "S01,C1D1,CA 15-3,,31.3,U/mL,ECLIA\n");
  const Timepoint& row = at(table, "S01", "C1D1");
  EXPECT_FALSE(row.markers[0].result);
  EXPECT_TRUE(row.markers[1].result);
  EXPECT_THAT(flag_codes(row), Contains("duplicate_marker"));
  EXPECT_THAT(codes_of(table.unmatched), ElementsAre("duplicate_marker", "duplicate_marker"));
}

TEST(TimepointJoin, SampleWithTwoResultsIsNotEvaluable) {
  const TimepointTable table =
      StudyFolder().join("T1,S01,C1D1,,7.5,a.tif\n", "", {counted("T1", 1), counted("T1", 2)});
  EXPECT_EQ(at(table, "S01", "C1D1").ctc_state, CtcState::NotEvaluable);
  EXPECT_THAT(flag_codes(at(table, "S01", "C1D1")), Contains("duplicate_result"));
}

TEST(TimepointJoin, ResultOfNoSheetRowIsReported) {
  const TimepointTable table =
      StudyFolder().join("T2,S01,C1D1,,bad,a.tif\n", "", {counted("T9", 1), counted("T2", 2)});
  EXPECT_THAT(codes_of(table.unmatched), ElementsAre("bad_volume", "row_refused", "unknown_sample"));
  EXPECT_EQ(table.unmatched[2].source, "result T9");
}

TEST(TimepointJoin, RefusedSampleRowMakesItsVisitNotEvaluableNotNotDone) {
  const TimepointTable table = StudyFolder().join("T1,S01,C1D1,2026-01-12T08:10,7.5,a.tif\n", "");
  const Timepoint& row = at(table, "S01", "C1D1");
  EXPECT_EQ(row.ctc_state, CtcState::NotEvaluable);
  EXPECT_THAT(row.flags, ElementsAre("row_refused: samples.csv row 2 is not shown: no_offset"));
  EXPECT_THAT(codes_of(table.unmatched), ElementsAre("no_offset"));
}

TEST(TimepointJoin, RefusedMarkerRowFlagsItsVisitButNotItsCount) {
  const TimepointTable table = StudyFolder().join("", "S01,C1D1,CA153,,31.3,,ECLIA\n");
  EXPECT_EQ(at(table, "S01", "C1D1").ctc_state, CtcState::NotDone);
  EXPECT_THAT(at(table, "S01", "C1D1").flags,
              ElementsAre("row_refused: markers.csv row 2 (CA 15-3) is not shown: no_unit"));
}

TEST(TimepointJoin, UnmatchedEntriesStandInInputOrder) {
  const TimepointTable table =
      StudyFolder().join("T1,S99,C1D1,,7.5,a.tif\nT2,S01,C1D1,,bad,b.tif\nT3,S01,C8,,7.5,c.tif\n",
                         "S01,C1D1,CA153,,31.3,,ECLIA\nS01,,CA153,,31.3,U/mL,ECLIA\n");
  EXPECT_THAT(codes_of(table.unmatched),
              ElementsAre("unknown_subject", "bad_volume", "unknown_visit", "no_unit", "no_visit"));
}

}  // namespace
}  // namespace cyto
