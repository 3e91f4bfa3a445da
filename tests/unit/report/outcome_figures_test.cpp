#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "agreement_section.h"
#include "cytrial/report/study_report.h"
#include "cytrial/trial/study_statistics.h"
#include "outcome_section.h"
#include "readable_number.h"
#include "survival_figure.h"
#include "unit/report/made_up_study.h"
#include "unit/report/page_checks.h"

namespace cyto {
namespace {

using made_up::StudyCase;
using statistics::FollowUp;
using statistics::kaplan_meier;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Subjects S01, S02 ... with these baseline counts, a CA 15-3 at two visits that follows the count, and
/// restaging of the liver on the days given: the last of them sees the progression where `progressed`.
struct FollowedStudy {
  StudyCase made{made_up::study_with_visits(2), {}, {}, {}};
  AssessmentTable assessments;

  void add(std::uint64_t baseline, const std::vector<int>& days, bool progressed) {
    const Study study = made.study;
    const std::size_t number = made.study.subjects.size() + 1;
    const std::string id = (number < 10 ? "S0" : "S") + std::to_string(number);
    Timepoint first = made_up::counted(study, id, 0, baseline);
    first.is_ctc_baseline = true;
    made_up::set_marker(first, study, 0, std::to_string(20 + baseline));
    Timepoint second = made_up::counted(study, id, 1, baseline + 2);
    made_up::set_marker(second, study, 0, std::to_string(22 + baseline));
    made_up::add(made, std::move(first));
    made_up::add(made, std::move(second));
    for (const int day : days) {
      const bool seen = progressed && day == days.back();
      assessments.rows.push_back({assessments.rows.size() + 2, id, "",
                                  made.study.subjects.back().day_zero + std::chrono::days(day), "MRI",
                                  seen ? Response::Progressive : Response::Partial, seen, std::nullopt});
    }
  }
  [[nodiscard]] std::string page() const {
    return study_report_html(made.study, made.samples, made.table, made.results, assessments);
  }
};

/// Three of each category; one of each is censored.
FollowedStudy followed_study() {
  FollowedStudy study;
  study.add(0, {42, 84}, false);
  study.add(1, {42, 84, 126}, true);
  study.add(2, {42}, true);
  study.add(9, {42}, true);
  study.add(30, {42, 84}, true);
  study.add(400, {42}, false);
  return study;
}

pugi::xml_node section(const pugi::xml_document& document, const std::string& id) {
  return document.select_node(("//section[@id='" + id + "']").c_str()).node();
}

TEST(SurvivalDays, BeginAtZeroAndAreNineAtMostForAnyFollowUp) {
  for (int last = 1; last < 20000; last = last * 5 / 4 + 1) {
    const std::vector<int> days = survival_days(last);
    EXPECT_EQ(days.front(), 0);
    EXPECT_LE(days.size(), 9U) << last;
    EXPECT_GE(days.size(), 2U) << last;
    EXPECT_LE(days.back(), last);
  }
  EXPECT_THAT(survival_days(100), ElementsAre(0, 14, 28, 42, 56, 70, 84, 98));
}

TEST(AtRisk, CountsThoseWhoHaveNeitherProgressedNorBeenCensoredBeforeTheDay) {
  const auto curve = kaplan_meier({{42.0, true}, {42.0, false}, {84.0, true}, {126.0, false}});
  const auto on = [&](int day) { return at_risk_on(curve, day); };
  EXPECT_EQ(on(0), 4);
  EXPECT_EQ(on(42), 4);
  EXPECT_EQ(on(43), 2);
  EXPECT_EQ(on(84), 2);
  EXPECT_EQ(on(85), 1);
  EXPECT_EQ(on(127), 0);
}

TEST(ReadableP, NeverCarriesAValueOverTheSignificanceItIsHeldAgainst) {
  EXPECT_EQ(readable_p(0.0123), "p = 0.012");
  EXPECT_EQ(readable_p(0.00099), "p < 0.001");
  EXPECT_EQ(readable_p(0.05), "p = 0.050");
  EXPECT_EQ(readable_p(0.0504), "p = 0.0504");
  EXPECT_EQ(readable_p(1.0), "p = 1.000");
}

TEST(Outcomes, DrawACurvePerCategoryWithItsNumbersInWords) {
  const FollowedStudy study = followed_study();
  const std::string page = study.page();
  const pugi::xml_document document = parsed(page);
  const auto picture =
      document.select_node("//svg[starts-with(@aria-labelledby, 'progression-intrahepatic-')]").node();
  EXPECT_EQ(picture.select_nodes("./path[@class='km-low']").size(), 1U);
  EXPECT_EQ(picture.select_nodes("./path[@class='km-high']").size(), 1U);
  // One of each category is censored; the third mark is that of the legend.
  EXPECT_EQ(picture.select_nodes("./line[@class='km-censored']").size(), 3U);
  const std::string words = picture.child("desc").text().get();
  EXPECT_THAT(words, HasSubstr("Baseline favourable: 3 subjects, 2 with progression, median 126 days"));
  EXPECT_THAT(words, HasSubstr("Baseline unfavourable: 3 subjects, 2 with progression, median 84 days"));
  EXPECT_THAT(words, HasSubstr("Day 42: 3 at risk, 66.7 % without progression."));
  EXPECT_THAT(text_of(section(document, "outcomes")), HasSubstr("Subjects in the curves: 6 of 6."));
  expect_self_contained(page);
  expect_accessible(page);
  expect_marks_inside(page);
}

TEST(Outcomes, GiveTheLogRankTestOfTheStatisticsAndSayWhatItCannotTell) {
  const FollowedStudy study = followed_study();
  const auto test =
      statistics::log_rank({{84, false}, {126, true}, {42, true}}, {{42, true}, {84, true}, {42, false}});
  const pugi::xml_document document = parsed(study.page());
  const std::string text = text_of(section(document, "outcomes"));
  EXPECT_THAT(text, HasSubstr(readable_p(test.value().p) + "."));
  EXPECT_THAT(text, HasSubstr("Exploratory"));
  EXPECT_THAT(text, HasSubstr("2 log-rank tests are multiple looks"));
  EXPECT_THAT(text, HasSubstr("Few progressions (4)"));
}

TEST(Outcomes, CompareNothingWhenACategoryIsEmpty) {
  FollowedStudy study;
  study.add(9, {42}, true);
  study.add(30, {42, 84}, false);
  const pugi::xml_document document = parsed(study.page());
  const auto outcomes = section(document, "outcomes");
  EXPECT_THAT(text_of(outcomes),
              HasSubstr("No log-rank test: no subject with a favourable baseline count is in the curves."));
  EXPECT_TRUE(outcomes.select_nodes(".//path[@class='km-low']").empty());
  EXPECT_THAT(text_of(outcomes), HasSubstr("no subject"));  // response rate of the favourable
}

TEST(Outcomes, NameSubjectsThatStandInNoCurve) {
  FollowedStudy study = followed_study();
  study.made.table.rows[0].is_ctc_baseline = false;
  study.add(3, {}, false);
  const pugi::xml_document document = parsed(study.page());
  EXPECT_THAT(text_of(section(document, "outcomes")),
              HasSubstr("Subjects in the curves: 5 of 7. Without a baseline count: 1. Without an assessment "
                        "that judged it: 1."));
}

TEST(Outcomes, OfAStudyWithoutAssessmentsSayThatNothingIsKnown) {
  StudyCase made = made_up::study_with_every_state();
  const std::string page = study_report_html(made.study, made.samples, made.table, made.results);
  const pugi::xml_document document = parsed(page);
  const auto outcomes = section(document, "outcomes");
  EXPECT_THAT(text_of(outcomes), HasSubstr("The study has no assessments"));
  EXPECT_TRUE(outcomes.select_nodes(".//svg").empty());
}

TEST(Outcomes, GiveTheResponseRateWithItsExactLimits) {
  const FollowedStudy study =
      followed_study();  // the best response of three is partial, of three progressive
  const pugi::xml_document document = parsed(study.page());
  const auto figure = document.select_node("//svg[starts-with(@aria-labelledby, 'response-rate-')]").node();
  const std::string words = figure.child("desc").text().get();
  EXPECT_THAT(words, HasSubstr("All subjects, enrolled: 4 of 6: 66.7 % (22.3 % to 95.7 %)."));
  EXPECT_THAT(words, HasSubstr("Evaluable, by baseline CTC, favourable: 2 of 3: 66.7 % (9.4 % to 99.2 %)."));
}

TEST(Agreement, ShowsSharesAndCorrelationsWithTheirIntervals) {
  const FollowedStudy study = followed_study();
  const pugi::xml_document document = parsed(study.page());
  const auto words = [&](const char* id) {
    const std::string path = std::string("//svg[starts-with(@aria-labelledby, '") + id + "-')]/desc";
    return std::string(document.select_node(path.c_str()).node().text().get());
  };
  EXPECT_THAT(
      words("direction-agreement"),
      HasSubstr("CA 15-3, Abbott Architect, first to last visit: 6 of 6: 100.0 % (54.1 % to 100.0 %)."));
  // All six subjects agree alike: limits by subjects would have no width and say nothing.
  EXPECT_THAT(words("direction-agreement"),
              HasSubstr("from visit to visit: 6 of 6: 100.0 %, no interval: all alike."));
  EXPECT_THAT(words("rank-correlation"), HasSubstr("within subjects: 1.00"));
  EXPECT_THAT(words("rank-correlation"), HasSubstr("; 12 results of 6 subjects."));
}

TEST(Agreement, SaysThatOneSubjectIsTooFewForAnInterval) {
  FollowedStudy study;
  study.add(9, {42}, true);
  const pugi::xml_document document = parsed(study.page());
  const auto figure =
      document.select_node("//svg[starts-with(@aria-labelledby, 'rank-correlation-')]").node();
  EXPECT_THAT(figure.child("desc").text().get(), HasSubstr("no interval: too few subjects"));
  EXPECT_TRUE(figure.select_nodes("./line[@class='bar']").empty());
}

TEST(Agreement, KeepsAssaysApart) {
  FollowedStudy study = followed_study();
  for (std::size_t i = 1; i < study.made.table.rows.size(); i += 2) {
    study.made.table.rows[i].markers[0].result->assay = "Roche";
  }
  const pugi::xml_document document = parsed(study.page());
  const auto figure =
      document.select_node("//svg[starts-with(@aria-labelledby, 'direction-agreement-')]").node();
  const std::string words = figure.child("desc").text().get();
  EXPECT_THAT(words,
              HasSubstr("CA 15-3, Roche, first to last visit: no pair of visits in which both moved."));
  EXPECT_THAT(words, HasSubstr("CA 15-3, Abbott Architect, first to last visit: no pair"));
}

TEST(Agreement, WithoutAVisitThatHasBothSaysSo) {
  StudyCase made{made_up::study_with_visits(2), {}, {}, {}};
  const std::string page = study_report_html(made.study, made.samples, made.table, made.results);
  const pugi::xml_document document = parsed(page);
  EXPECT_THAT(text_of(section(document, "agreement")), HasSubstr("there is nothing to compare"));
}

TEST(StudyReport, HasNoWordOfTherapyAdviceInFiguresOfOutcomes) {
  expect_no_therapy_advice(followed_study().page());
}

}  // namespace
}  // namespace cyto
