#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cytrial/report/study_report.h"
#include "event_badge.h"
#include "small_multiples.h"
#include "subject_history.h"
#include "swimmer_figure.h"
#include "unit/report/made_up_study.h"
#include "unit/report/page_checks.h"
#include "visit_matrix.h"

namespace cyto {
namespace {

using made_up::StudyCase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Subjects with every state, cycles of BR-001 every three weeks with a new therapy on day 63, and restaging
/// of both: BR-001 progresses in the liver on day 84; BR-002 left early on day 50.
struct TreatedStudy {
  StudyCase made = made_up::study_with_every_state();
  AssessmentTable assessments;
  TreatmentTable treatments;

  TreatedStudy() {
    const CalendarDay zero = made.study.subjects[0].day_zero;
    made.study.subjects[0].enrolled = zero - std::chrono::days(7);
    made.study.subjects[1].early_end = {zero + std::chrono::days(50), "withdrew consent"};
    for (int cycle = 1; cycle <= 5; ++cycle) {
      treatments.rows.push_back({static_cast<std::size_t>(cycle) + 1, "BR-001", cycle,
                                 zero + std::chrono::days(21 * (cycle - 1)),
                                 cycle < 4 ? "HAI oxaliplatin + 5-FU" : "paclitaxel", 100.0});
    }
    assess("BR-001", zero + std::chrono::days(42), Response::Partial, false, false);
    assess("BR-001", zero + std::chrono::days(84), Response::Progressive, true, false);
    assess("BR-002", zero + std::chrono::days(42), Response::Stable, false, std::nullopt);
  }

  void assess(const std::string& subject, CalendarDay day, Response response, std::optional<bool> inside,
              std::optional<bool> outside) {
    assessments.rows.push_back(
        {assessments.rows.size() + 2, subject, "", day, "MRI", response, inside, outside});
  }
  [[nodiscard]] std::vector<SubjectHistory> histories() const {
    return subject_histories(made.study, made.table, assessments, treatments);
  }
  [[nodiscard]] std::string page() const {
    return study_report_html(made.study, made.samples, made.table, made.results, assessments, treatments);
  }
};

std::string section_text(const std::string& page, const std::string& id) {
  const pugi::xml_document document = parsed(page);
  return text_of(document.select_node(("//section[@id='" + id + "']").c_str()).node());
}

TEST(SubjectHistory, FindsNewTherapiesAndTheirFlareWindows) {
  const TreatedStudy study;
  const SubjectHistory history = study.histories().front();
  ASSERT_EQ(history.new_therapies.size(), 2U);
  EXPECT_EQ(history.new_therapies[1].day, 63);
  EXPECT_EQ(history.new_therapies[1].therapy, "paclitaxel");
  EXPECT_FALSE(history.may_flare(0));  // drawn before the first cycle of that day
  EXPECT_TRUE(history.may_flare(1));
  EXPECT_TRUE(history.may_flare(60));
  EXPECT_FALSE(history.may_flare(61));
  EXPECT_TRUE(history.may_flare(123));
  EXPECT_FALSE(history.may_flare(124));
}

TEST(SubjectHistory, EndsOnTheDayOfTheEarlyEndOrOnTheLastDayKnown) {
  const TreatedStudy study;
  const auto histories = study.histories();
  EXPECT_EQ(histories[0].last_day, 84);
  EXPECT_EQ(histories[1].last_day, 50);
}

TEST(SubjectHistory, TellsTheSitesOfProgressionApart) {
  const TreatedStudy study;
  const auto histories = study.histories();
  EXPECT_EQ(histories[0].progression_day(ProgressionSite::Intrahepatic), 84);
  EXPECT_EQ(histories[0].progression_day(ProgressionSite::Extrahepatic), std::nullopt);
  EXPECT_EQ(histories[0].progression_day(ProgressionSite::Any), 84);
  EXPECT_EQ(histories[1].progression_day(ProgressionSite::Any), std::nullopt);
}

TEST(SwimmerLane, RunsFromDayZeroToTheLastDayAndLanesDoNotTouch) {
  const TreatedStudy study;
  const auto histories = study.histories();
  const DayAxis days{0, 100, 100.0, 200.0};
  const SwimmerLane first = swimmer_lane(histories[0], 0, days);
  const SwimmerLane second = swimmer_lane(histories[1], 1, days);
  EXPECT_EQ(first.left_px, 100.0);
  EXPECT_EQ(first.right_px, 184.0);
  EXPECT_EQ(second.right_px, 150.0);
  EXPECT_GE(second.middle_px - first.middle_px, 14.0 + kBadgeHeightPx);
}

TEST(Swimmers, SayInWordsWhatTheyDraw) {
  const pugi::xml_document document = parsed(TreatedStudy().page());
  const auto picture = document.select_node("//section[@id='swimmers']//svg[@role='img']").node();
  const std::string words = picture.child("desc").text().get();
  EXPECT_THAT(words,
              HasSubstr("BR-001: last known on day 84, 5 cycles, 4 counts, 0 not evaluable, day 42 MRI: "
                        "partial response"));
  EXPECT_THAT(words, HasSubstr("day 84 MRI: progression in the liver"));
  EXPECT_THAT(words, HasSubstr("BR-002: early end on day 50, 0 cycles, 3 counts, 1 not evaluable"));
  EXPECT_THAT(text_of(picture), HasSubstr("early end, day 50: withdrew consent"));
}

TEST(Swimmers, AreCutIntoFiguresThatFitAPage) {
  StudyCase made{made_up::study_with_visits(2), {}, {}, {}};
  const Study study = made.study;
  for (std::size_t i = 0; i < kSwimmersPerFigure + 1; ++i) {
    made_up::add(made, made_up::counted(study, "S" + std::to_string(100 + i), 0, i));
  }
  const std::string page = study_report_html(made.study, made.samples, made.table, made.results);
  EXPECT_EQ(parsed(page).select_nodes("//section[@id='swimmers']//svg[@role='img']").size(), 2U);
  expect_marks_inside(page);
}

TEST(EventBadge, MarksProgressionByTextAndShade) {
  const TreatedStudy study;
  const auto badges = badges_of(study.assessments.rows[1]);
  ASSERT_EQ(badges.size(), 2U);
  EXPECT_EQ(badges[0].text, "PD");
  EXPECT_EQ(badges[1].text, "IH");
  EXPECT_EQ(badges[1].style, "badge-dark");
  EXPECT_EQ(badges_of(study.assessments.rows[0]).front().style, "badge");
}

TEST(VisitCell, HasAWordAndNeverANumberWithoutACount) {
  const Study study = made_up::study_with_visits(1);
  Timepoint timepoint = made_up::not_done(study, "S", 0);
  timepoint.ctc_count = 7531;  // a number that must not get through
  const auto word = [&](VisitState state) {
    timepoint.visit_state = state;
    return visit_cell(timepoint, study).word;
  };
  EXPECT_EQ(word(VisitState::Due), "due");
  EXPECT_EQ(word(VisitState::Missed), "missed");
  EXPECT_EQ(word(VisitState::Planned), "planned");
  EXPECT_EQ(word(VisitState::AfterEnd), "ended");
  EXPECT_EQ(word(VisitState::NotKnown), "nothing");
  EXPECT_EQ(word(VisitState::Done), "no CTC");
  EXPECT_EQ(visit_cell(timepoint, study).below, "no CA 15-3, CA 27.29");
  timepoint.sample_id = "S1";
  EXPECT_EQ(word(VisitState::Done), "open");
  EXPECT_EQ(visit_cell(made_up::not_evaluable(study, "S", 0), study).word, "NE");
  EXPECT_EQ(visit_cell(made_up::counted(study, "S", 0, 0), study).word, "0");
  EXPECT_EQ(visit_cell(made_up::counted(study, "S", 0, 5), study).word, "5 \u25B2");
}

TEST(VisitMatrix, GathersWhatNeedsToBeDone) {
  TreatedStudy study;
  study.made.table.rows[4].visit_state = VisitState::Due;
  study.made.table.rows[9].visit_state = VisitState::Missed;
  const std::string text = section_text(study.page(), "visits");
  EXPECT_THAT(text, HasSubstr("Due now: 1 BR-001 C5D1"));
  EXPECT_THAT(text, HasSubstr("Missed: 1 BR-002 C5D1"));
  EXPECT_THAT(text, HasSubstr("NOT EVALUABLE: 1 BR-002 C2D1"));
}

TEST(SubjectFigure, BreaksTheLineAndNamesTheAssayWhereItChanges) {
  StudyCase made{made_up::study_with_visits(3), {}, {}, {}};
  made.study.analytes.resize(1);
  const Study study = made.study;
  for (std::size_t visit = 0; visit < 3; ++visit) {
    Timepoint timepoint = made_up::not_done(study, "S", visit);
    made_up::set_marker(timepoint, study, 0, "40");
    timepoint.markers[0].result->assay = visit == 2 ? "Roche" : "Abbott Architect";
    made_up::add(made, std::move(timepoint));
  }
  const pugi::xml_document document =
      parsed(study_report_html(made.study, made.samples, made.table, made.results));
  const auto section = document.select_node("//section[@id='subjects']").node();
  EXPECT_EQ(section.select_nodes(".//line[@class='course']").size(), 1U);
  EXPECT_EQ(section.select_nodes(".//line[@class='cut']").size(), 1U);
  EXPECT_THAT(text_of(section), HasSubstr("assay Roche"));
}

TEST(SubjectFigure, ShowsCyclesTherapiesRestagingAndFlareWindows) {
  const TreatedStudy study;
  const std::string page = study.page();
  const pugi::xml_document document = parsed(page);
  const auto subject = document.select_node("//article[@id='subject-1']").node();
  EXPECT_EQ(subject.select_nodes(".//rect[@class='flare']").size(), 4U);  // 2 therapies x 2 markers
  EXPECT_EQ(subject.select_nodes(".//line[@class='progression']").size(), 1U);
  const std::string text = text_of(subject);
  EXPECT_THAT(text, HasSubstr("New therapy on day 63: paclitaxel."));
  EXPECT_THAT(text, HasSubstr("Enrolled: day -7"));
  EXPECT_THAT(text, HasSubstr("progression in the liver"));
  expect_self_contained(page);
  expect_accessible(page);
  expect_marks_inside(page);
}

TEST(SubjectPart, KeepsSafetyValuesOutOfFiguresAndTimepoints) {
  StudyCase made = made_up::study_with_every_state();
  made.study.analytes[1].group = AnalyteGroup::Chemistry;
  made.table.rows[2].markers[1].above_limit = false;
  made.table.rows[2].markers[1].below_limit = true;
  const std::string page = study_report_html(made.study, made.samples, made.table, made.results);
  EXPECT_THAT(section_text(page, "timepoints"), Not(HasSubstr("CA 27.29")));
  const pugi::xml_document document = parsed(page);
  const auto table = document.select_node("//article[@id='subject-1']//table[@class='safety']").node();
  EXPECT_THAT(text_of(table), HasSubstr("CA 27.29 U/mL 91.0 \u25B2"));
  EXPECT_THAT(text_of(table), HasSubstr("44.2 \u25BC"));
}

TEST(SmallMultiples, ShareTheirAxesAndMarkWhatIsNotEvaluable) {
  const TreatedStudy study;
  const SharedAxes axes = shared_axes(study.made.study, study.histories());
  EXPECT_EQ(axes.days.last_day, 84);
  EXPECT_GE(axes.count.greatest, 480.0);
  ASSERT_EQ(axes.markers.size(), 2U);
  EXPECT_GT(axes.markers[0].top_px, axes.count.bottom_px);
  EXPECT_GT(axes.markers[1].top_px, axes.markers[0].bottom_px);
  EXPECT_GT(axes.bottom_px, axes.markers[1].bottom_px);
  const pugi::xml_document document = parsed(study.page());
  const auto figures = document.select_nodes("//section[@id='courses']//svg[@role='img']");
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_THAT(figures[1].node().child("desc").text().get(), HasSubstr("C2D1: CTC count NOT EVALUABLE."));
  EXPECT_EQ(figures[1].node().select_nodes(".//path[@class='open'][starts-with(@d, 'M-4.5 -4.5L')]").size(),
            1U);
}

TEST(VisitMatrix, LinksToNoPageOfASampleThatWasNotAnalysed) {
  TreatedStudy study;
  study.made.table.rows[4].sample_id = "BR-001-late";
  EXPECT_THAT(study.page(), Not(HasSubstr("samples/BR-001-late/report.html")));
}

}  // namespace
}  // namespace cyto
