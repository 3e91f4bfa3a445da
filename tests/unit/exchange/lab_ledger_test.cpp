#include "cytrial/exchange/lab_ledger.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/exchange/fhir.h"
#include "cytrial/exchange/redcap.h"
#include "cytrial/exchange/sdtm.h"
#include "support/temporary_folder.h"

namespace cyto {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Analyte analyte(const std::string& code) {
  Analyte made;
  made.code = code;
  made.name = "Test " + code;
  made.unit = "U/L";
  made.upper_limits = {{"assay", 40.0, 10.0, "test", true}};
  return made;
}

Visit visit(const std::string& code, int day) {
  Visit made;
  made.code = code;
  made.day = day;
  return made;
}

/// Two planned visits, one subject, the analytes ALT and AST.
Study study() {
  Study made;
  made.name = "demo";
  made.protocol.visits = {visit("V1", 0), visit("V2", 21)};
  Subject subject;
  subject.id = "S-1";
  subject.day_zero = *parse_day("2026-01-12");
  made.subjects = {subject};
  made.analytes = {analyte("ALT"), analyte("AST")};
  return made;
}

Timepoint timepoint(const std::string& visit, int day, VisitState state = VisitState::Done) {
  Timepoint made;
  made.subject = "S-1";
  made.visit = visit;
  made.planned_day = day;
  made.visit_state = state;
  made.markers.resize(2);
  made.markers[0].analyte = "ALT";
  made.markers[1].analyte = "AST";
  return made;
}

LabLedger ledger_of(const Study& plan, const std::vector<Timepoint>& rows) {
  return lab_ledger(plan, {}, {rows, {}}, "cytrial 0.0.0");
}

MarkerResult result(double value, Censor censor = Censor::None) {
  MarkerResult made;
  made.value = value;
  made.censor = censor;
  made.value_text = "written";
  made.unit_text = "U/L";
  made.unit = "U/L";
  made.assay = "assay";
  return made;
}

std::string indicator_of(std::optional<bool> above, std::optional<bool> below) {
  Timepoint row = timepoint("V1", 0);
  row.markers[0].result = result(20, Censor::None);
  row.markers[0].upper_limit = 40.0;
  row.markers[0].above_limit = above;
  row.markers[0].lower_limit = 10.0;
  row.markers[0].below_limit = below;
  return std::string(range_indicator(ledger_of(study(), {row}).results[1]));
}

TEST(LabLedger, HoldsEveryTestAtEveryTimepoint) {
  const LabLedger ledger = ledger_of(study(), {timepoint("V1", 0), timepoint("V2", 21)});
  ASSERT_EQ(ledger.results.size(), 6U);
  EXPECT_EQ(ledger.results[5].test, 2U);
  EXPECT_EQ(ledger.results[5].timepoint, 1U);
}

TEST(LabLedger, NumbersVisitsAsPlannedAndOthersBehindThem) {
  const LabLedger ledger =
      ledger_of(study(), {timepoint("V1", 0), timepoint("UNS.5", 5, VisitState::Unscheduled),
                          timepoint("UNS.9", 9, VisitState::Unscheduled), timepoint("V2", 21)});
  std::vector<double> numbers;
  for (const LabTimepoint& place : ledger.timepoints) {
    numbers.push_back(place.visit_number);
  }
  EXPECT_THAT(numbers, ElementsAre(1.0, 1.01, 1.02, 2.0));
  EXPECT_FALSE(ledger.timepoints[1].planned_day);
}

TEST(LabLedger, TellsWhatIsNotDoneFromWhatIsNotExpected) {
  Study plan = study();
  plan.protocol.visits[1].procedures = {"ctc"};
  const LabLedger ledger =
      ledger_of(plan, {timepoint("V1", 0, VisitState::Planned), timepoint("V2", 21, VisitState::Missed)});
  EXPECT_EQ(ledger.results[0].state, LabState::NotExpected);
  EXPECT_EQ(ledger.results[0].reason, "the visit lies ahead");
  EXPECT_EQ(ledger.results[3].state, LabState::NotDone);
  EXPECT_EQ(ledger.results[4].state, LabState::NotExpected);
  EXPECT_EQ(ledger.results[4].reason, "not planned at this visit");
}

TEST(LabLedger, KeepsASampleInDoubtApartFromOneThatIsNotEvaluable) {
  Timepoint lost = timepoint("V1", 0);
  lost.ctc_state = CtcState::NotEvaluable;
  lost.flags = {"not_evaluable: tile 3 is lost"};
  Timepoint doubtful = timepoint("V2", 21);
  doubtful.ctc_state = CtcState::NotEvaluable;
  doubtful.flags = {"quarantined: the label names another subject"};
  const LabLedger ledger = ledger_of(study(), {lost, doubtful});
  EXPECT_EQ(ledger.results[0].state, LabState::NotEvaluable);
  EXPECT_EQ(ledger.results[0].reason, "not_evaluable: tile 3 is lost");
  EXPECT_EQ(ledger.results[3].state, LabState::Quarantined);
}

TEST(LabLedger, GivesARefusedRowToItsOwnAnalyteAlone) {
  Timepoint row = timepoint("V1", 0);
  row.flags = {"row_refused: markers.csv row 3 (Test AST) is not shown: no_unit"};
  const LabLedger ledger = ledger_of(study(), {row});
  EXPECT_EQ(ledger.results[1].state, LabState::NotDone);
  EXPECT_EQ(ledger.results[2].state, LabState::NotEvaluable);
}

TEST(LabLedger, JudgesARangeOnlyWhenBothLimitsAllowIt) {
  EXPECT_EQ(indicator_of(true, false), "HIGH");
  EXPECT_EQ(indicator_of(false, false), "NORMAL");
  EXPECT_EQ(indicator_of(false, true), "LOW");
  EXPECT_EQ(indicator_of(false, std::nullopt), "");
  EXPECT_EQ(indicator_of(std::nullopt, false), "");
}

TEST(LabLedger, HasNoStudyDayZero) {
  EXPECT_EQ(study_day(0), 1);
  EXPECT_EQ(study_day(20), 21);
  EXPECT_EQ(study_day(-1), -1);
}

TEST(LabLedger, WritesTimesWithTheirOffset) {
  CollectionTime time;
  time.day = *parse_day("2026-01-12");
  time.second_of_day = 8 * 3600 + 5;
  time.utc_offset_minutes = -210;
  EXPECT_EQ(iso_text(time), "2026-01-12T08:00:05-03:30");
}

TEST(Sdtm, RefusesATestCodeThatSdtmDoesNotAllow) {
  const test::TemporaryFolder folder;
  Study plan = study();
  plan.analytes[0].code = "TOOLONGCODE";
  EXPECT_THROW(write_sdtm(ledger_of(plan, {timepoint("V1", 0)}), folder.path() / "sdtm"), Error);
  plan.analytes[0].code = "alt";
  plan.analytes[1].code = "A.LT";
  plan.analytes[1].cdisc_testcd = "ALT";
  EXPECT_THROW(write_sdtm(ledger_of(plan, {timepoint("V1", 0)}), folder.path() / "sdtm"), Error);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "sdtm"));
}

TEST(Sdtm, HasNoRecordOfWhatWasNotExpected) {
  const test::TemporaryFolder folder;
  write_sdtm(ledger_of(study(), {timepoint("V1", 0, VisitState::Planned)}), folder.path() / "sdtm");
  const std::string lb = read_text_file(folder.path() / "sdtm" / "lb.csv");
  EXPECT_EQ(std::count(lb.begin(), lb.end(), '\n'), 1);
}

TEST(Fhir, GivesNoNumberToWhatIsNotEvaluable) {
  Timepoint lost = timepoint("V1", 0);
  lost.ctc_state = CtcState::NotEvaluable;
  lost.ctc_count = 7;  // must not be believed
  lost.flags = {"not_evaluable: tile 3 is lost"};
  const std::string bundle = fhir_bundle(ledger_of(study(), {lost}));
  EXPECT_THAT(bundle, HasSubstr("NOT EVALUABLE: not_evaluable: tile 3 is lost"));
  EXPECT_THAT(bundle, Not(HasSubstr("valueQuantity")));
}

TEST(Redcap, RefusesTwoAnalytesOfOneField) {
  const test::TemporaryFolder folder;
  Study plan = study();
  plan.analytes[1].code = "alt";
  EXPECT_THROW(write_redcap(ledger_of(plan, {timepoint("V1", 0)}), folder.path() / "redcap"), Error);
}

}  // namespace
}  // namespace cyto
