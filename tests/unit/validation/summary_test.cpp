#include "cytrial/validation/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cytrial/calib/blank_estimate.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "support/temporary_folder.h"
#include "unit/validation/stored_sample.h"

namespace cyto::validation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

MeasuredSample counted(const std::string& name, PlanRole role, double expected, std::uint64_t ctcs) {
  MeasuredSample sample;
  sample.plan.name = name;
  sample.plan.role = role;
  sample.plan.material = "blood";
  sample.status = SampleStatus::Evaluable;
  sample.expected = expected;
  sample.ctcs = ctcs;
  sample.nucleated = 1000;
  sample.candidates = ctcs + 1;
  return sample;
}

ValidationSummary summary_of(std::vector<MeasuredSample> samples, std::vector<ReaderCall> calls = {}) {
  ValidationPlan plan;
  plan.name = "p";
  plan.calls = std::move(calls);
  return summarise(plan, std::move(samples));
}

TEST(Summary, FitsTheLadderAndGivesTheRecoveryOfEveryLevel) {
  const ValidationSummary summary =
      summary_of({counted("a", PlanRole::Ladder, 0, 0), counted("b", PlanRole::Ladder, 10, 9),
                  counted("c", PlanRole::Ladder, 10, 11), counted("d", PlanRole::Ladder, 100, 98)});
  ASSERT_EQ(summary.linearity.levels.size(), 3U);
  EXPECT_FALSE(summary.linearity.levels[0].recovery);
  EXPECT_DOUBLE_EQ(*summary.linearity.levels[1].recovery, 1.0);
  EXPECT_DOUBLE_EQ(*summary.linearity.levels[2].recovery, 0.98);
  EXPECT_NEAR(*summary.linearity.levels[1].sd, std::sqrt(2.0), 1e-15);
  ASSERT_TRUE(summary.linearity.fit);
  EXPECT_NEAR(summary.linearity.fit->slope, 0.98, 0.02);
  EXPECT_DOUBLE_EQ(*summary.linearity.recovery, 118.0 / 120.0);
}

TEST(Summary, CellsCountedWhereNoneWereExpectedAreNotRecovered) {
  const ValidationSummary summary =
      summary_of({counted("a", PlanRole::Ladder, 0, 50), counted("b", PlanRole::Ladder, 10, 5)});
  EXPECT_DOUBLE_EQ(*summary.linearity.recovery, 0.5);
}

TEST(Summary, ASampleWithoutACountEntersNoFigureAndIsNamed) {
  MeasuredSample lost = counted("lost", PlanRole::Ladder, 10, 0);
  lost.status = SampleStatus::NotEvaluable;
  lost.reasons = {"tile 3 cannot be decoded"};
  const ValidationSummary summary = summary_of({counted("a", PlanRole::Ladder, 10, 10), lost});
  EXPECT_EQ(summary.linearity.points.size(), 1U);
  EXPECT_EQ(summary.not_evaluable(), 1U);
  EXPECT_THAT(summary_text(summary), HasSubstr("1 sample is NOT EVALUABLE"));
  EXPECT_THAT(summary_json(summary), HasSubstr("\"ctcs\": null"));
}

TEST(Summary, TheLimitOfDetectionIsTheLowestLevelFromWhichNearlyAllAreSeen) {
  std::vector<MeasuredSample> samples;
  for (int i = 0; i < 20; ++i) {
    const std::string n = std::to_string(i);
    samples.push_back(counted("b" + n, PlanRole::Blank, 0, i < 2 ? 1 : 0));
    samples.push_back(counted("l" + n, PlanRole::Low, 2, i < 5 ? 1 : 2));
    samples.push_back(counted("m" + n, PlanRole::Low, 5, i < 1 ? 1 : 4));
    samples.push_back(counted("h" + n, PlanRole::Low, 8, 8));
  }
  const ValidationSummary summary = summary_of(samples);
  // Rank 19.5 of 20 blanks, two of them 1.
  EXPECT_EQ(summary.limits.limit_of_blank, 1.0);
  ASSERT_EQ(summary.limits.levels.size(), 3U);
  EXPECT_EQ(summary.limits.levels[0].detected.hits, 15U);
  EXPECT_EQ(summary.limits.levels[1].detected.hits, 19U);
  EXPECT_EQ(summary.limits.limit_of_detection, 5.0);
}

TEST(Summary, FewBlanksGiveTheBoundThatCalibrationGivesAndSayWhatItIs) {
  std::vector<MeasuredSample> samples{counted("a", PlanRole::Blank, 0, 0),
                                      counted("b", PlanRole::Blank, 0, 0)};
  const ValidationSummary few = summary_of(samples);
  // Mean below 3.00 / 2 at 95 % confidence; a Poisson count of mean 1.5 is above 4 in 1.9 %, above 3 in 6.6
  // %.
  EXPECT_EQ(few.limits.limit_of_blank, 4.0);
  EXPECT_EQ(estimate_blank({{"a", 0, 1000}, {"b", 0, 1000}}).limit_of_blank, 4U);
  EXPECT_THAT(summary_text(few), HasSubstr("limit of blank: 4.00 (2 blanks, a Poisson bound"));
  EXPECT_THAT(summary_json(few), HasSubstr("\"limit_of_blank_method\": \"poisson\""));
  for (int i = 2; i < 60; ++i) {
    samples.push_back(counted("b" + std::to_string(i), PlanRole::Blank, 0, 0));
  }
  const ValidationSummary enough = summary_of(samples);
  EXPECT_EQ(enough.limits.limit_of_blank, 0.0);
  EXPECT_THAT(summary_text(enough), HasSubstr("limit of blank: 0.00 (60 blanks)"));
  EXPECT_THAT(summary_json(enough), HasSubstr("\"limit_of_blank_method\": \"ranks\""));
}

TEST(Summary, ALineThroughEveryCountHasNoInterval) {
  std::vector<MeasuredSample> samples{
      counted("a", PlanRole::Ladder, 2, 2), counted("b", PlanRole::Ladder, 2, 2),
      counted("c", PlanRole::Ladder, 6, 6), counted("d", PlanRole::Ladder, 6, 6)};
  const ValidationSummary exact = summary_of(samples);
  EXPECT_EQ(exact.linearity.fit.value().slope_interval, std::nullopt);
  EXPECT_THAT(summary_text(exact), HasSubstr("slope 1.0000, intercept"));
  EXPECT_THAT(summary_text(exact), HasSubstr("no interval: the counts lie on the line"));
  samples.push_back(counted("e", PlanRole::Ladder, 6, 7));
  const ValidationSummary scattered = summary_of(samples);
  EXPECT_TRUE(scattered.linearity.fit.value().slope_interval.has_value());
  EXPECT_THAT(summary_text(scattered), Not(HasSubstr("no interval")));
}

TEST(Summary, ThereIsNoLimitOfDetectionAboveALevelThatIsMissed) {
  std::vector<MeasuredSample> samples{counted("b", PlanRole::Blank, 0, 0)};
  for (int i = 0; i < 10; ++i) {
    samples.push_back(counted("l" + std::to_string(i), PlanRole::Low, 1, 1));
    samples.push_back(counted("h" + std::to_string(i), PlanRole::Low, 3, i < 5 ? 0 : 3));
  }
  EXPECT_EQ(summary_of(samples).limits.limit_of_detection, std::nullopt);
}

TEST(Summary, ReplicatesAreGroupedByLevelAndBatch) {
  std::vector<MeasuredSample> samples{
      counted("a", PlanRole::Ladder, 10, 8), counted("b", PlanRole::Ladder, 10, 12),
      counted("c", PlanRole::Ladder, 10, 3), counted("d", PlanRole::Ladder, 5, 5)};
  samples[2].plan.batch = "other";
  const ValidationSummary summary = summary_of(samples);
  ASSERT_EQ(summary.replicates.size(), 1U);
  EXPECT_EQ(summary.replicates[0].label, "ladder 10");
  EXPECT_THAT(summary.replicates[0].counts, ElementsAre(8U, 12U));
  EXPECT_DOUBLE_EQ(*summary.replicates[0].poisson_cv, 1.0 / std::sqrt(10.0));
}

TEST(Summary, FalseCtcsOfBlanksAreCountedPerBatch) {
  std::vector<MeasuredSample> samples{counted("a", PlanRole::Blank, 0, 2),
                                      counted("b", PlanRole::Blank, 0, 0)};
  samples[0].plan.batch = "x";
  samples[1].plan.batch = "y";
  const ValidationSummary summary = summary_of(samples);
  ASSERT_EQ(summary.blanks.size(), 3U);
  EXPECT_DOUBLE_EQ(*summary.blanks[0].ctcs.per_million(), 1000.0);
  EXPECT_EQ(summary.blanks[1].batch, "x");
  EXPECT_DOUBLE_EQ(*summary.blanks[1].ctcs.per_million(), 2000.0);
  EXPECT_DOUBLE_EQ(*summary.blanks[2].ctcs.per_million(), 0.0);
}

TEST(Summary, ReadersAreComparedWithTheProgramAndWithEachOther) {
  MeasuredSample sample = counted("a", PlanRole::Repeat, 3, 2);
  sample.decided = {{1, Phenotype::Ctc}, {2, Phenotype::Ctc}, {3, Phenotype::Leukocyte}};
  const ValidationSummary summary = summary_of({sample}, {{"a", 1, "R", true},
                                                          {"a", 2, "R", false},
                                                          {"a", 3, "R", false},
                                                          {"a", 1, "S", true},
                                                          {"a", 2, "S", {}}});
  ASSERT_EQ(summary.readers.size(), 3U);
  EXPECT_EQ(summary.readers[0].first, kProgram);
  EXPECT_EQ(summary.readers[0].table.both, 1U);
  EXPECT_EQ(summary.readers[0].table.first_only, 1U);
  EXPECT_EQ(summary.readers[0].table.neither, 1U);
  EXPECT_EQ(summary.readers[1].undecided, 1U);
  EXPECT_EQ(summary.readers[2].first, "R");
  EXPECT_EQ(summary.readers[2].second, "S");
}

TEST(Summary, SaysWhenItIsSimulationAndWhatIsTooLittle) {
  MeasuredSample sample = counted("a", PlanRole::Blank, 0, 0);
  sample.plan.material = "simulated";
  const std::string text = summary_text(summary_of({sample}));
  EXPECT_THAT(text, HasSubstr("SIMULATION ONLY"));
  EXPECT_THAT(text, HasSubstr("1 blank, fewer than the 60"));
  EXPECT_THAT(summary_text(summary_of({counted("a", PlanRole::Blank, 0, 0)})), Not(HasSubstr("SIMULATION")));
}

class StoredPlan : public testing::Test {
 protected:
  ValidationSummary summary(const std::string& rows, const std::string& readers = {}) {
    write_file_atomically(folder_ / "samples.csv",
                          "name,result,sample_id,role,expected,batch,material,truth\n" + rows);
    write_file_atomically(folder_ / "readers.csv", "name,event_id,reader,call\n" + readers);
    write_file_atomically(folder_ / "plan.json",
                          R"({"format":1,"name":"n","samples":"samples.csv","readers":"readers.csv"})");
    const ValidationPlan plan = read_plan(folder_ / "plan.json");
    return summarise(plan, measure_plan(plan));
  }
  std::string refusal(const std::string& rows, const std::string& readers = {}) {
    try {
      (void)summary(rows, readers);
    } catch (const Error& error) {
      return error.what();
    }
    return "not refused";
  }

  test::TemporaryFolder folder_;
};

TEST_F(StoredPlan, StoredEventsAreScoredAgainstTheTruthByBatch) {
  write_result(folder_ / "r1", "s", {{10, 10, Phenotype::Ctc}, {50, 50}, {90, 90, Phenotype::Ctc}});
  write_result(folder_ / "r2", "s", {{10, 10}, {50, 50}});
  write_file_atomically(
      folder_ / "t.csv",
      "x_px,y_px,phenotype,ck_level_lsd\n20,20,ctc,4\n100,100,leukocyte,0\n180,180,leukocyte,1\n");
  const ValidationSummary result = summary("a,r1,,cells,,one,blood,t.csv\nb,r2,,cells,,two,blood,t.csv\n");
  ASSERT_EQ(result.truth.size(), 3U);
  const TruthFit& all = result.truth[0];
  EXPECT_EQ(all.cells.truth, 6U);
  EXPECT_EQ(all.cells.matched, 5U);
  ASSERT_EQ(all.phenotypes[0].phenotype, Phenotype::Ctc);
  EXPECT_EQ(all.phenotypes[0].sensitivity.hits, 1U);
  EXPECT_EQ(all.phenotypes[0].sensitivity.trials, 2U);
  EXPECT_EQ(all.phenotypes[0].false_calls.events, 1U);
  EXPECT_EQ(all.levels.size(), 1U);
  EXPECT_EQ(result.truth[1].batch, "one");
  EXPECT_EQ(result.truth[2].phenotypes[0].sensitivity.hits, 0U);
}

TEST_F(StoredPlan, TheTruthTellsHowManyCellsALadderSampleHolds) {
  write_result(folder_ / "r1", "s", {{10, 10, Phenotype::Ctc}});
  write_file_atomically(folder_ / "t.csv", "x_px,y_px,phenotype\n20,20,ctc\n100,100,ctc\n");
  const ValidationSummary result = summary("a,r1,s,ladder,,,blood,t.csv\n");
  ASSERT_EQ(result.linearity.points.size(), 1U);
  EXPECT_EQ(result.linearity.points[0].expected, 2.0);
  EXPECT_EQ(result.linearity.points[0].count, 1U);
}

TEST_F(StoredPlan, ALostSampleGivesNoNumberAndOtherSettingsAWarning) {
  write_result(folder_ / "r1", "s", {{10, 10, Phenotype::Ctc}});
  write_result(folder_ / "r2", "s", {{10, 10, Phenotype::Ctc}}, "f");
  write_lost_result(folder_ / "r3", "s");
  const ValidationSummary result =
      summary("a,r1,,ladder,1,,blood,\nb,r2,,ladder,1,,blood,\nc,r3,,ladder,1,,blood,\n");
  EXPECT_EQ(result.linearity.points.size(), 2U);
  EXPECT_EQ(result.not_evaluable(), 1U);
  EXPECT_THAT(result.warnings,
              testing::Contains(HasSubstr("2 different program versions or configurations")));
}

TEST_F(StoredPlan, DecisionsMeetTheProgramsCallOfTheSameEvent) {
  write_result(folder_ / "r1", "s", {{10, 10, Phenotype::Ctc}, {50, 50}});
  const ValidationSummary result = summary("a,r1,,repeat,,,blood,\n", "a,1,R,ctc\na,2,R,not_ctc\n");
  ASSERT_EQ(result.readers.size(), 1U);
  EXPECT_EQ(result.readers[0].table.both, 1U);
  EXPECT_EQ(result.readers[0].table.neither, 1U);
}

// One blank named twice would halve the limit of what blanks may hide.
TEST_F(StoredPlan, RefusesOneScanUnderTwoNamesOfARole) {
  write_result(folder_ / "r1", "s", {{10, 10}});
  EXPECT_THAT(refusal("a,r1,,blank,,,blood,\nb,r1,s,blank,,,blood,\n"),
              HasSubstr("sample b: is the same scan as sample a"));
  EXPECT_EQ(refusal("a,r1,,blank,,,blood,\nb,r1,s,ladder,0,,blood,\n"), "not refused");
}

TEST_F(StoredPlan, RefusesWhatIsMissingAndWhatIsNotThere) {
  write_result(folder_ / "r1", "s", {{10, 10, Phenotype::Ctc}});
  EXPECT_THAT(refusal("a,r1,other,blank,,,blood,\n"), HasSubstr("has no sample other"));
  EXPECT_THAT(refusal("a,absent,,blank,,,blood,\n"), HasSubstr("absent"));
  EXPECT_THAT(refusal("a,r1,,blank,,,blood,\n", "a,2,R,ctc\n"),
              HasSubstr("events that the result does not have"));
}

}  // namespace
}  // namespace cyto::validation
