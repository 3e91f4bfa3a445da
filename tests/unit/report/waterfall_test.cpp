#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "best_change.h"
#include "course_panels.h"
#include "cytrial/report/study_report.h"
#include "unit/report/made_up_study.h"
#include "unit/report/page_checks.h"
#include "waterfall_figure.h"

namespace cyto {
namespace {

using made_up::StudyCase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// A count after the baseline "C1D1" with a ratio to it.
Timepoint changed(const Study& study, std::size_t visit, std::uint64_t ctc, double ratio, double p_holm) {
  Timepoint timepoint = made_up::counted(study, "S", visit, ctc);
  CtcChange& change = timepoint.ctc_change.emplace();
  change.from = "C1D1";
  change.count.ratio = ratio;
  change.count.p_exact = p_holm / 2.0;
  change.p_holm = p_holm;
  return timepoint;
}

Timepoint baseline(const Study& study, std::uint64_t ctc) {
  Timepoint timepoint = made_up::counted(study, "S", 0, ctc);
  timepoint.is_ctc_baseline = true;
  return timepoint;
}

/// A result in a stretch of one assay; with `percent`, held against C1D1.
Timepoint with_marker(const Study& study, std::size_t visit, const std::string& text, int stretch,
                      std::optional<double> percent = {}) {
  Timepoint timepoint = made_up::not_done(study, "S", visit);
  made_up::set_marker(timepoint, study, 0, text);
  MarkerAtTimepoint& marker = timepoint.markers[0];
  marker.stretch = stretch;
  marker.result->assay = stretch == 0 ? "Abbott Architect" : "Roche";
  if (visit != 0) {
    MarkerChangeAtTimepoint& change = marker.change.emplace();
    change.from = stretch == 0 ? "C1D1" : "C3D1";
    change.percent = percent;
    change.limits = statistics::ReferenceChange{1.25, 0.8};
    change.two_sided = percent && *percent < -20.0 ? statistics::MarkerChange::Fall
                                                   : statistics::MarkerChange::WithinVariation;
  }
  return timepoint;
}

StudyCase case_of(std::vector<Timepoint> rows) {
  StudyCase made{made_up::study_with_visits(5), {}, {}, {}};
  for (Timepoint& row : rows) {
    made_up::add(made, std::move(row));
  }
  return made;
}

std::vector<SubjectHistory> histories_of(const StudyCase& made) {
  return subject_histories(made.study, made.table, {}, {});
}

BestChange ctc_change_of(std::vector<Timepoint> rows) {
  const StudyCase made = case_of(std::move(rows));
  return best_ctc_change(histories_of(made).front());
}

BestChange marker_change_of(std::vector<Timepoint> rows) {
  const StudyCase made = case_of(std::move(rows));
  return best_marker_change(histories_of(made).front(), made.study, 0);
}

TEST(BestCtcChange, IsTheLowestOfAllLooks) {
  const Study study = made_up::study_with_visits(5);
  const BestChange best = ctc_change_of({baseline(study, 20), changed(study, 1, 10, 0.5, 0.2),
                                         changed(study, 2, 2, 0.1, 0.001), changed(study, 3, 30, 1.5, 0.4)});
  EXPECT_DOUBLE_EQ(best.percent.value(), -90.0);
  EXPECT_EQ(best.at, "C3D1");
  EXPECT_EQ(best.from, "C1D1");
  EXPECT_TRUE(best.beyond_chance);
  EXPECT_EQ(best.looks, 3U);
}

TEST(BestCtcChange, SaysWhyThereIsNoneInsteadOfANumber) {
  const Study study = made_up::study_with_visits(5);
  EXPECT_EQ(ctc_change_of({made_up::not_done(study, "S", 0), made_up::counted(study, "S", 1, 4)}).why,
            "no baseline");
  EXPECT_EQ(ctc_change_of({made_up::not_evaluable(study, "S", 0), made_up::counted(study, "S", 1, 4)}).why,
            "baseline NE");
  EXPECT_EQ(ctc_change_of({baseline(study, 0), made_up::counted(study, "S", 1, 4)}).why, "baseline 0");
  EXPECT_EQ(ctc_change_of({baseline(study, 9), made_up::not_evaluable(study, "S", 1)}).why, "later NE");
  EXPECT_EQ(ctc_change_of({baseline(study, 9), made_up::not_done(study, "S", 1)}).why, "no later count");
  EXPECT_FALSE(ctc_change_of({baseline(study, 0), made_up::counted(study, "S", 1, 4)}).percent.has_value());
}

TEST(BestCtcChange, TellsHowManyLaterCountsAreNotEvaluable) {
  const Study study = made_up::study_with_visits(5);
  const StudyCase made =
      case_of({baseline(study, 20), changed(study, 1, 10, 0.5, 0.2), made_up::not_evaluable(study, "S", 2)});
  EXPECT_EQ(best_ctc_change(histories_of(made).front()).lost, 1U);
  EXPECT_THAT(study_report_html(made.study, made.samples, made.table, made.results),
              HasSubstr("S: -50 % at C2D1, within chance; 1 later count NOT EVALUABLE."));
}

TEST(BestCtcChange, IgnoresAChangeOfACountThatMayNotBeUsed) {
  const Study study = made_up::study_with_visits(5);
  Timepoint lost = changed(study, 1, 0, 0.0, 0.001);
  lost.ctc_state = CtcState::NotEvaluable;
  EXPECT_FALSE(ctc_change_of({baseline(study, 9), lost}).percent.has_value());
}

TEST(BestMarkerChange, NeverReachesOverAChangeOfAssay) {
  const Study study = made_up::study_with_visits(5);
  const BestChange best =
      marker_change_of({with_marker(study, 0, "80", 0), with_marker(study, 1, "60", 0, -25.0),
                        with_marker(study, 2, "30", 1), with_marker(study, 3, "3", 1, -90.0)});
  EXPECT_DOUBLE_EQ(best.percent.value(), -25.0);
  EXPECT_TRUE(best.beyond_chance);
  EXPECT_EQ(best.looks, 1U);
  EXPECT_EQ(best.apart, 2U);
  EXPECT_EQ(marker_change_of({with_marker(study, 0, "80", 0), with_marker(study, 2, "30", 1)}).why,
            "assay changed");
}

TEST(BestMarkerChange, KeepsACensoredValueAsABound) {
  const Study study = made_up::study_with_visits(5);
  const BestChange best =
      marker_change_of({with_marker(study, 0, "80", 0), with_marker(study, 1, "<2.0", 0)});
  EXPECT_DOUBLE_EQ(best.percent.value(), -97.5);
  EXPECT_TRUE(best.at_most);
  const BestChange above =
      marker_change_of({with_marker(study, 0, "80", 0), with_marker(study, 1, ">1500", 0)});
  EXPECT_FALSE(above.percent.has_value());
  EXPECT_EQ(above.why, "no exact value");
  EXPECT_EQ(marker_change_of({with_marker(study, 0, "<2.0", 0), with_marker(study, 1, "9", 0)}).why,
            "baseline no exact value");
}

TEST(BestMarkerChange, NeedsAResultOnOrBeforeDayZero) {
  const Study study = made_up::study_with_visits(5);
  EXPECT_EQ(marker_change_of({with_marker(study, 1, "80", 0), with_marker(study, 2, "9", 0, -80.0)}).why,
            "no baseline");
}

BestChange bar(const std::string& subject, std::optional<double> percent) {
  BestChange change;
  change.subject = subject;
  change.percent = percent;
  change.why = percent ? "" : "baseline 0";
  return change;
}

TEST(Waterfall, RunsFromTheGreatestChangeDownWithSubjectsWithoutABarLast) {
  std::vector<std::string> order;
  for (const BestChange& change :
       waterfall_order({bar("A", -50.0), bar("B", {}), bar("C", 30.0), bar("D", -100.0), bar("E", {})})) {
    order.push_back(change.subject);
  }
  EXPECT_THAT(order, ElementsAre("C", "A", "D", "B", "E"));
}

TEST(Waterfall, HoldsEveryFallAndCutsOffGreatRises) {
  EXPECT_EQ(change_axis({bar("A", -50.0)}).top_percent, 25.0);
  EXPECT_EQ(change_axis({bar("A", 60.0)}).top_percent, 100.0);
  const ChangeAxis axis = change_axis({bar("A", 900.0)});
  EXPECT_EQ(axis.top_percent, 200.0);
  EXPECT_FALSE(axis.holds(900.0));
  EXPECT_EQ(axis.y(-100.0), axis.bottom_px);
  EXPECT_EQ(axis.y(200.0), axis.top_px);
  EXPECT_NEAR(axis.y(50.0), (axis.top_px + axis.bottom_px) / 2.0, 1e-9);
}

TEST(Waterfall, DrawsNoBarWhereNothingCanBeCompared) {
  const Study study = made_up::study_with_visits(5);
  const StudyCase made = case_of({baseline(study, 0), changed(study, 1, 4, 1.0, 1.0)});
  StudyCase without = made;
  without.table.rows[1].ctc_change->count.ratio.reset();
  const std::string page = study_report_html(without.study, without.samples, without.table, without.results);
  const pugi::xml_document document = parsed(page);
  const auto figure = document.select_node("//section[@id='changes']//svg[@role='img']").node();
  EXPECT_TRUE(figure.select_nodes(".//rect").empty());
  EXPECT_THAT(text_of(figure), HasSubstr("baseline 0"));
  expect_marks_inside(page);
  expect_accessible(page);
}

TEST(Waterfall, SaysHowManyLooksThereWere) {
  const Study study = made_up::study_with_visits(5);
  const StudyCase made =
      case_of({baseline(study, 20), changed(study, 1, 10, 0.5, 0.08), changed(study, 2, 2, 0.1, 0.001)});
  const std::string page = study_report_html(made.study, made.samples, made.table, made.results);
  EXPECT_THAT(
      page, HasSubstr("Multiple looks: 2 later counts of 1 subject were held against a baseline. 2 differ"));
  EXPECT_THAT(page, HasSubstr("; 1 after adjusting"));
}

TEST(MarkerPanel, HasABandOfVariationAroundTheFirstResultOfEachAssay) {
  const Study study = made_up::study_with_visits(5);
  const StudyCase made = case_of({with_marker(study, 0, "80", 0), with_marker(study, 1, "60", 0, -25.0),
                                  with_marker(study, 2, "30", 1), with_marker(study, 3, "31", 1, 3.0)});
  StudyCase apart = made;
  apart.table.rows[2].markers[0].change.reset();  // the first of its stretch
  const SubjectHistory history = histories_of(apart).front();
  const PlotPanel panel = marker_panel(history.course, apart.study, 0, {0.0, 100.0});
  ASSERT_EQ(panel.bands.size(), 2U);
  EXPECT_EQ(panel.bands[0].first_day, 0);
  EXPECT_EQ(panel.bands[0].last_day, 21);
  EXPECT_DOUBLE_EQ(panel.bands[0].low, 64.0);
  EXPECT_DOUBLE_EQ(panel.bands[0].high, 100.0);
  EXPECT_EQ(panel.bands[1].first_day, 42);
  EXPECT_DOUBLE_EQ(panel.bands[1].low, 24.0);
  ASSERT_EQ(panel.breaks.size(), 1U);
  EXPECT_LE(panel.bands[0].high, panel.axis.greatest);
}

}  // namespace
}  // namespace cyto
