#include "cytrial/report/study_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cytrial/core/error.h"
#include "unit/report/hostile_texts.h"
#include "unit/report/made_up_study.h"
#include "unit/report/page_checks.h"

namespace cyto {
namespace {

using made_up::StudyCase;
using testing::HasSubstr;
using testing::Not;

std::string page_of(const StudyCase& made) {
  return study_report_html(made.study, made.samples, made.table, made.results);
}

/// The text of the table row of a visit of a subject.
std::string row_text(const std::string& page, const std::string& subject, const std::string& visit) {
  const pugi::xml_document document = parsed(page);
  const std::string group = "//table[@class='timepoints']/tbody[tr/th='" + subject + "']";
  const std::string row = group + "/tr[td[1]='" + visit + "' or td[1]/a='" + visit + "']";
  return text_of(document.select_node(row.c_str()).node());
}

TEST(StudyReport, IsOneSelfContainedAccessiblePage) {
  const std::string page = page_of(made_up::study_with_every_state());
  expect_self_contained(page);
  expect_accessible(page);
}

TEST(StudyReport, SaysThatItIsForResearchAndGivesNoTherapyAdvice) {
  const std::string page = page_of(made_up::study_with_every_state());
  EXPECT_THAT(page, HasSubstr("Research use only."));
  EXPECT_THAT(page, HasSubstr("does not recommend therapy"));
  expect_no_therapy_advice(page);
}

TEST(StudyReport, AccountsForEveryRowOfTheSheet) {
  const pugi::xml_document document = parsed(page_of(made_up::study_with_every_state()));
  const auto sums = document.select_nodes("//ul[@class='tiles']");
  ASSERT_EQ(sums.size(), 2U);
  for (const pugi::xpath_node sum : sums) {
    const auto numbers = sum.node().select_nodes(".//strong");
    int parts = 0;
    for (std::size_t i = 1; i < numbers.size(); ++i) {
      parts += numbers[i].node().text().as_int();
    }
    EXPECT_EQ(numbers[0].node().text().as_int(), parts);
  }
  EXPECT_EQ(text_of(sums[0].node()),
            "11 samples in the sheet = 7 evaluable + 1 not evaluable + 0 quarantined + 1 duplicates + 1 rows "
            "refused + 1 not done ");
}

TEST(StudyReport, ShowsZeroNotDoneAndNotEvaluableAsThreeThings) {
  const std::string page = page_of(made_up::study_with_every_state());
  EXPECT_THAT(row_text(page, "BR-001", "C4D1"), HasSubstr("0 98.7 % usable 7.5 0  (0 to 3.69) favourable"));
  EXPECT_THAT(row_text(page, "BR-001", "C5D1"), HasSubstr("not done"));
  EXPECT_THAT(row_text(page, "BR-002", "C2D1"), HasSubstr("NOT EVALUABLE"));
}

TEST(StudyReport, PrintsNoNumberInPlaceOfACountThatIsMissing) {
  StudyCase made = made_up::study_with_every_state();
  for (Timepoint& timepoint : made.table.rows) {
    if (timepoint.ctc_state != CtcState::Counted) {
      timepoint.ctc_count = 7531;  // a number that must not get through
      timepoint.per_7_5_ml = 7531.0;
      timepoint.unfavourable = true;
    }
  }
  const std::string page = page_of(made);
  EXPECT_THAT(page, Not(HasSubstr("7531")));
  EXPECT_THAT(page, Not(HasSubstr("7,531")));
  EXPECT_THAT(row_text(page, "BR-002", "C2D1"), Not(HasSubstr("favourable")));
}

TEST(StudyReport, HoldsTheCountAgainstTheCutOffInWords) {
  const std::string page = page_of(made_up::study_with_every_state());
  EXPECT_THAT(row_text(page, "BR-001", "C2D1"), HasSubstr("5  (1.62 to 11.7) unfavourable"));
  EXPECT_THAT(row_text(page, "BR-001", "C3D1"), HasSubstr("1  (0.03 to 5.57) favourable"));
  EXPECT_THAT(row_text(page, "BR-002", "C4D1"), HasSubstr("volume not known cannot be said"));
}

TEST(StudyReport, KeepsCensoredMarkersAndNamesRaisedOnes) {
  const std::string page = page_of(made_up::study_with_every_state());
  EXPECT_THAT(row_text(page, "BR-001", "C4D1"), HasSubstr("28.8 <38.0"));
  EXPECT_THAT(row_text(page, "BR-002", "C2D1"), HasSubstr(">1500 \u25B2 above limit"));
}

TEST(StudyReport, ShowsAMarkerInAnotherUnitAlsoAsWritten) {
  StudyCase made = made_up::study_with_every_state();
  MarkerResult& result = *made.table.rows.front().markers.front().result;
  result.unit_text = "kU/L";
  EXPECT_THAT(row_text(page_of(made), "BR-001", "C1D1"), HasSubstr("written 86.4 kU/L"));
}

TEST(StudyReport, ListsWhatHasNoPlaceAndWhatHasNoCount) {
  const pugi::xml_document document = parsed(page_of(made_up::study_with_every_state()));
  const std::string text = text_of(document.select_node("//section[@id='attention']").node());
  EXPECT_THAT(text, HasSubstr("markers.csv row 17 no_unit"));
  EXPECT_THAT(text, HasSubstr("BR-002-C2D1 NOT EVALUABLE"));
  EXPECT_THAT(text, HasSubstr("BR-001-again duplicate same scan as BR-001-C1D1"));
}

TEST(StudyReport, SaysAResultThatTheSheetDoesNotHold) {
  StudyCase made = made_up::study_with_every_state();
  made.results.push_back(made_up::evaluable_sample(3));
  made.results.back().sample_id = "stray";
  EXPECT_THAT(page_of(made), HasSubstr("Sample stray has a result but no row in the sample sheet."));
}

TEST(StudyReport, DrawsOneFigurePerSubjectAndDescribesItInWords) {
  const pugi::xml_document document = parsed(page_of(made_up::study_with_every_state()));
  const auto figures = document.select_nodes("//section[@id='subjects']//svg[@role='img']");
  ASSERT_EQ(figures.size(), 2U);
  const std::string words = figures[1].node().child("desc").text().get();
  EXPECT_THAT(words,
              HasSubstr("C1D1, day 0: 480 CTC, 480 per 7.5 mL (95 % interval 438 to 525), unfavourable"));
  EXPECT_THAT(words,
              HasSubstr("C2D1, day 21: CTC count NOT EVALUABLE; CA 15-3 870 U/mL, above the upper limit"));
  EXPECT_THAT(words, HasSubstr("C5D1, day 84: CTC count not done; CA 15-3 no result"));
  const std::string shown = text_of(figures[1].node());
  EXPECT_THAT(shown, HasSubstr("NE "));
  EXPECT_THAT(shown, HasSubstr("ND "));
  EXPECT_THAT(shown, HasSubstr("NV "));
  EXPECT_THAT(shown, HasSubstr("cut-off 5 "));
}

TEST(StudyReport, BreaksTheLineWhereAVisitHasNoCount) {
  StudyCase made{made_up::study_with_visits(3), {}, {}, {}};
  made.study.analytes.clear();
  const Study study = made.study;
  made_up::add(made, made_up::counted(study, "S", 0, 3));
  made_up::add(made, made_up::not_evaluable(study, "S", 1));
  made_up::add(made, made_up::counted(study, "S", 2, 3));
  EXPECT_EQ(parsed(page_of(made)).select_nodes("//section[@id='subjects']//line[@class='course']").size(),
            0U);
}

TEST(StudyReport, DrawsNothingOutsideItsFigure) {
  for (const int visits : {1, 2, 12, 60}) {
    StudyCase made{made_up::study_with_visits(visits), {}, {}, {}};
    const Study study = made.study;
    for (int visit = 0; visit < visits; ++visit) {
      made_up::add(made, made_up::counted(study, "S", static_cast<std::size_t>(visit),
                                          static_cast<std::uint64_t>(visit) * 977U));
    }
    expect_marks_inside(page_of(made));
  }
}

TEST(StudyReport, NamesTheSampleWhoseLeukocytesAreUnlikeTheOthers) {
  StudyCase made{made_up::study_with_visits(2), {}, {}, {}};
  for (int i = 0; i < 8; ++i) {
    made.results.push_back(made_up::evaluable_sample(1));
    made.results.back().sample_id = "S" + std::to_string(i);
    made.results.back().population = {{"cd45_cell_mean_adu", i == 3 ? 350.0 : 700.0 + i, 90.0}};
  }
  const std::string page = page_of(made);
  const pugi::xml_document document = parsed(page);
  const auto section = document.select_node("//section[@id='stain']").node();
  EXPECT_EQ(section.select_nodes(".//tbody/tr").size(), 1U);
  EXPECT_THAT(text_of(section.select_node(".//tbody").node()),
              HasSubstr("S3 cd45 cell mean [ADU] median 350"));
  EXPECT_THAT(text_of(section.select_node(".//desc").node()), HasSubstr("S3 lies outside the usual"));
}

TEST(StudyReport, LinksToTheReportsOfSamplesByTheirIdAlone) {
  StudyCase made = made_up::study_with_every_state();
  made.table.rows[0].sample_id = "../../etc/passwd";
  const std::string page = page_of(made);
  expect_self_contained(page);
  EXPECT_THAT(page, HasSubstr("href=\"samples/BR-001-C2D1/report.html\""));
  EXPECT_THAT(page, Not(HasSubstr("etc/passwd/report")));
}

TEST(StudyReport, SaysOnceWhatEverySampleCarries) {
  StudyCase made = made_up::study_with_every_state();
  for (Timepoint& timepoint : made.table.rows) {
    if (!timepoint.sample_id.empty()) {
      timepoint.flags.insert(timepoint.flags.begin(), "no_calibration: shading is not corrected");
    }
  }
  const std::string page = page_of(made);
  EXPECT_THAT(page, HasSubstr("In all samples with a count: shading is not corrected"));
  EXPECT_THAT(row_text(page, "BR-002", "C3D1"), Not(HasSubstr("shading")));
  EXPECT_THAT(row_text(page, "BR-002", "C3D1"), Not(HasSubstr("no_calibration")));
}

TEST(StudyReport, NamesFlagsInTheirRowsByCodeAndSaysBelowOnceWhatTheyMean) {
  StudyCase made = made_up::study_with_every_state();
  made.table.rows[0].flags = {"outside_window: drawn 4 days after its window"};
  const std::string page = page_of(made);
  EXPECT_THAT(row_text(page, "BR-002", "C3D1"), HasSubstr("outside_window"));
  EXPECT_THAT(row_text(page, "BR-002", "C3D1"), Not(HasSubstr("drawn 4 days")));
  const pugi::xml_document document = parsed(page);
  const auto texts =
      document.select_nodes("//table[@class='flag-texts']//td[1][contains(., 'drawn 4 days')]");
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_THAT(text_of(texts[0].parent()), HasSubstr("BR-001 C1D1, BR-002 C3D1"));
}

TEST(StudyReport, SaysBesideTheVerdictThatTheIntervalSpansTheCutOff) {
  StudyCase made = made_up::study_with_every_state();
  made.table.rows[1].flags = {"interval_spans_cutoff: the 95 % interval holds values below and above"};
  const std::string row = row_text(page_of(made), "BR-001", "C2D1");
  EXPECT_THAT(row, HasSubstr("unfavourable interval spans it"));
  EXPECT_THAT(row, Not(HasSubstr("holds values")));
}

TEST(StudyReport, OfTheDemonstrationStudyIsOneSelfContainedAccessiblePage) {
  const std::string folder = std::string(CYTRIAL_SOURCE_DIR) + "/samples/studies/hai_folfox_demo/";
  const Study study = read_study_file(folder + "study.json");
  const SampleSheet samples = read_sample_sheet(study.samples, study);
  const MarkerTable markers = read_marker_table(study.markers, study);
  std::vector<SampleResult> results;
  for (const SheetSample& sample : samples.rows) {
    results.push_back(made_up::evaluable_sample(results.size()));
    results.back().sample_id = sample.sample_id;
  }
  const TimepointTable table = join_timepoints(study, samples, markers, results);
  const std::string page = study_report_html(study, samples, table, results);
  expect_self_contained(page);
  expect_accessible(page);
  expect_no_therapy_advice(page);
  EXPECT_EQ(parsed(page).select_nodes("//section[@id='subjects']//svg[@role='img']").size(),
            study.subjects.size());
}

TEST(StudyReport, StaysWellFormedWithHostileTextsEverywhere) {
  for (const std::string& text : hostile_texts()) {
    StudyCase made = made_up::study_with_every_state();
    made.study.title = made.study.name = made.study.digest = text;
    made.study.protocol.title = made.study.protocol.day_zero = text;
    made.study.protocol.visits[0].title = made.study.protocol.visits[0].code = text;
    made.study.analytes[0].name = made.study.analytes[0].unit = text;
    made.study.analytes[0].upper_limits[0].source = made.study.analytes[0].upper_limits[0].assay = text;
    Timepoint& row = made.table.rows[0];
    row.subject = row.visit = row.sample_id = text;
    row.flags = {text};
    row.markers[0].result->value_text = row.markers[0].result->unit_text = text;
    row.markers[0].result->assay = text;
    made.table.unmatched.push_back({text, text, text});
    made.results.back().sample_id = text;
    made.results.back().reasons = {text};
    made.study.subjects[1].arm = made.study.subjects[1].site = text;
    made.study.subjects[1].early_end = {made.study.subjects[1].day_zero, text};
    AssessmentTable assessments;
    assessments.rows.push_back(
        {2, "BR-002", text, made.study.subjects[1].day_zero, text, Response::Partial, true, true});
    TreatmentTable treatments;
    treatments.rows.push_back({2, "BR-002", 1, made.study.subjects[1].day_zero, text, 80.0});
    expect_self_contained(
        study_report_html(made.study, made.samples, made.table, made.results, assessments, treatments));
  }
}

TEST(StudyReport, IsTheSameBytesForResultsInAnyOrder) {
  StudyCase made = made_up::study_with_every_state();
  const std::string page = page_of(made);
  std::reverse(made.results.begin(), made.results.end());
  EXPECT_EQ(page, page_of(made));
}

TEST(StudyReport, OfAnEmptyStudySaysThatNothingIsThere) {
  StudyCase made{made_up::study_with_visits(0), {}, {}, {}};
  const std::string page = page_of(made);
  expect_self_contained(page);
  EXPECT_THAT(page, HasSubstr("No sample has been analysed yet."));
  EXPECT_THAT(page, HasSubstr("No timepoint has a count yet."));
}

TEST(StudyReport, RefusesTwoResultsOfOneSampleAndMissingMarkers) {
  StudyCase twice = made_up::study_with_every_state();
  twice.results.push_back(twice.results.front());
  EXPECT_THROW((void)page_of(twice), Error);
  StudyCase short_row = made_up::study_with_every_state();
  short_row.table.rows[0].markers.pop_back();
  EXPECT_THROW((void)page_of(short_row), Error);
}

}  // namespace
}  // namespace cyto
