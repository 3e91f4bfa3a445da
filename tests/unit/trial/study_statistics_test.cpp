#include "cytrial/trial/study_statistics.h"

#include <gtest/gtest.h>

#include <map>

#include "cytrial/trial/statistics_tables.h"
#include "trial_fixture.h"

namespace cyto {
namespace {

using test::counted;
using test::StudyFolder;

/// Six subjects: the first three unfavourable at baseline. Counts at three visits and CA 15-3 beside them.
class SixSubjects : public ::testing::Test {
 protected:
  static std::string study_json() {
    std::string subjects;
    for (int subject = 1; subject <= 6; ++subject) {
      subjects += (subject == 1 ? "" : ", ") + (R"({"id": "S0)" + std::to_string(subject)) +
                  R"(", "day_zero": "2026-01-12"})";
    }
    return test::with(test::kStudyJson,
                      R"({"id": "S01", "day_zero": "2026-01-12"},
    {"id": "S02", "day_zero": "2026-01-19"})",
                      subjects);
  }

  void SetUp() override {
    const std::uint64_t counts[6][3] = {{20, 8, 2}, {30, 30, 40}, {9, 3, 0}, {1, 0, 0}, {0, 2, 6}, {4, 4, 1}};
    const double markers[6][3] = {{90, 60, 30}, {70, 80, 99}, {50, 40, 45},
                                  {20, 18, 16}, {15, 25, 40}, {30, 33, 36}};
    const char* days[3] = {"2026-01-12", "2026-02-02", "2026-02-23"};
    std::string samples;
    std::string results;
    std::vector<SampleResult> counted_samples;
    for (std::size_t subject = 0; subject < 6; ++subject) {
      for (std::size_t visit = 0; visit < 3; ++visit) {
        const std::string id = "T" + std::to_string(subject + 1) + std::to_string(visit + 1);
        const std::string place =
            "S0" + std::to_string(subject + 1) + ",C" + std::to_string(visit + 1) + "D1,";
        const std::string time = std::string(days[visit]) + "T08:00Z";
        samples += id + "," + place + time + ",7.5," + id + ".tif\n";
        results += place + "CA153," + time + "," + std::to_string(static_cast<int>(markers[subject][visit])) +
                   ",U/mL,ECLIA\n";
        counted_samples.push_back(counted(id, counts[subject][visit]));
      }
    }
    table_ = folder_.join(samples, results, counted_samples);
    assess(1, 42, Response::Partial, false);
    assess(1, 84, Response::Progressive, true);
    assess(2, 42, Response::Progressive, true);
    assess(3, 84, Response::Stable, true);
    assess(4, 168, Response::Complete, false);
    assess(5, 84, Response::Stable, false);
    assess(5, 126, Response::Progressive, true);
    assess(6, 84, Response::NotEvaluable, false);
  }

  void assess(int subject, int day, Response response, bool intrahepatic) {
    Assessment assessment;
    assessment.subject = "S0" + std::to_string(subject);
    assessment.day = *parse_day("2026-01-12") + std::chrono::days(day);
    assessment.response = response;
    assessment.intrahepatic_progression = intrahepatic;
    assessments_.rows.push_back(assessment);
  }

  [[nodiscard]] StudyStatistics statistics() const {
    return study_statistics(folder_.study(), table_, assessments_);
  }

  StudyFolder folder_{study_json()};
  TimepointTable table_;
  AssessmentTable assessments_;
};

TEST_F(SixSubjects, LooksAreCountedAndSaidToBeSeveral) {
  const CtcLooks looks = statistics().looks;
  EXPECT_EQ(looks.subjects, 6);
  EXPECT_EQ(looks.baselines, 6);
  EXPECT_EQ(looks.unfavourable, 3);
  EXPECT_EQ(looks.favourable, 3);
  EXPECT_EQ(looks.comparisons, 12);
  // 20 to 8 and 2, 9 to 0, 0 to 6.
  EXPECT_EQ(looks.significant, 4);
  // 0 to 6 has p = 0.031, twice that with two looks.
  EXPECT_EQ(looks.subjects_significant, 2);
}

TEST_F(SixSubjects, DirectionsAgreeAsCountedByHand) {
  const StudyStatistics all = statistics();
  ASSERT_EQ(all.markers.size(), 1U);
  const MarkerAgreement& marker = all.markers[0];
  EXPECT_EQ(marker.analyte, "CA153");
  EXPECT_EQ(marker.assay, "ECLIA");
  // Down-down, up-up, down-down, down-down, up-up, down-up.
  EXPECT_EQ(marker.first_to_last.both_down, 3);
  EXPECT_EQ(marker.first_to_last.both_up, 2);
  EXPECT_EQ(marker.first_to_last.opposed, 1);
  EXPECT_NEAR(marker.first_to_last.agreed.limits.low, 0.359, 5e-4);
  // Without 30 to 30, 0 to 0 and 4 to 4.
  EXPECT_EQ(marker.consecutive.not_moved, 3);
  EXPECT_EQ(marker.consecutive.agreed.trials, 9);
  EXPECT_EQ(marker.consecutive.agreed.hits, 7);
  EXPECT_EQ(marker.all.pairs_of_values, 18);
  EXPECT_EQ(marker.all.subjects, 6);
  EXPECT_TRUE(marker.all.tau && marker.all.limits && marker.within_subjects.tau);
}

TEST_F(SixSubjects, ProgressionIsComparedByTheBaselineCategory) {
  const StudyStatistics all = statistics();
  ASSERT_EQ(all.progression.size(), 2U);  // nothing judges the outside of the liver
  const ProgressionComparison& liver = all.progression[0];
  EXPECT_EQ(liver.site, ProgressionSite::Intrahepatic);
  EXPECT_EQ(liver.unfavourable.subjects, 3);
  EXPECT_EQ(liver.unfavourable.events, 3);
  EXPECT_EQ(liver.unfavourable.median, 84.0);
  EXPECT_EQ(liver.favourable.subjects, 3);
  EXPECT_EQ(liver.favourable.events, 1);
  EXPECT_TRUE(liver.log_rank);
  EXPECT_FALSE(liver.shift_days);  // two are censored
  EXPECT_EQ(liver.without_baseline, 0);
}

TEST_F(SixSubjects, ASubjectWithoutBaselineIsInNeitherCurveAndCounted) {
  for (Timepoint& row : table_.rows) {
    row.is_ctc_baseline = row.is_ctc_baseline && row.subject != "S01";
  }
  const ProgressionComparison liver = statistics().progression[0];
  EXPECT_EQ(liver.without_baseline, 1);
  EXPECT_EQ(liver.unfavourable.subjects, 2);
}

TEST_F(SixSubjects, ResponseRatesNameTheirDenominators) {
  const ResponseSummary response = statistics().response.value();
  EXPECT_EQ(response.evaluable.hits, 2);
  EXPECT_EQ(response.evaluable.trials, 5);
  EXPECT_EQ(response.enrolled.trials, 6);
  EXPECT_EQ(response.unfavourable.hits, 1);
  EXPECT_EQ(response.unfavourable.trials, 3);
  EXPECT_EQ(response.favourable.hits, 1);
  EXPECT_EQ(response.favourable.trials, 2);
}

TEST_F(SixSubjects, TheTableHasARowPerFigureAndNoNumberWhereThereIsNone) {
  const TimepointGrid grid = statistics_grid(folder_.study(), statistics());
  std::map<std::string, std::vector<std::string>> figures;
  for (const auto& row : grid.rows) {
    ASSERT_EQ(row.size(), grid.columns.size());
    EXPECT_TRUE(figures.emplace(row[0] + "/" + row[1] + "/" + row[2] + "/" + row[3], row).second);
  }
  const auto& rate = figures.at("response_rate/best_response/evaluable/share");
  EXPECT_EQ(rate[4], "0.4");
  EXPECT_EQ(rate[8] + " of " + rate[9], "2 of 5");
  const auto& median = figures.at("time_to_progression/intrahepatic/baseline_unfavourable/median_days");
  EXPECT_EQ(median[4], "84");
  const auto& shift =
      figures.at("time_to_progression/intrahepatic/unfavourable_against_favourable/hodges_lehmann_days");
  EXPECT_EQ(shift[4], "");
  EXPECT_EQ(figures.at("ctc_change/ctc/all_looks/significant_unadjusted")[8], "4");
}

TEST_F(SixSubjects, CurvesHaveARowPerStep) {
  const TimepointGrid grid = survival_grid(statistics());
  ASSERT_GE(grid.rows.size(), 4U);
  EXPECT_EQ(grid.rows[0][0], "intrahepatic");
  for (const auto& row : grid.rows) {
    EXPECT_EQ(row.size(), grid.columns.size());
  }
}

TEST(StudyStatisticsTest, AStudyWithoutAnythingHasNoFigures) {
  const StudyFolder folder;
  const StudyStatistics none = study_statistics(folder.study(), folder.join("", ""), {});
  EXPECT_EQ(none.looks.baselines, 0);
  EXPECT_EQ(none.looks.comparisons, 0);
  EXPECT_TRUE(none.markers.empty());
  EXPECT_TRUE(none.progression.empty());
  EXPECT_FALSE(none.response);
  EXPECT_TRUE(survival_grid(none).rows.empty());
}

}  // namespace
}  // namespace cyto
