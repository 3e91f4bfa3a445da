#include "cytrial/report/validation_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "unit/report/hostile_texts.h"
#include "unit/report/page_checks.h"

namespace cyto {
namespace {

using testing::HasSubstr;
using testing::Not;
using validation::MeasuredSample;
using validation::PlanRole;

MeasuredSample counted(const std::string& name, PlanRole role, double expected, std::uint64_t ctcs) {
  MeasuredSample sample;
  sample.plan.name = name;
  sample.plan.role = role;
  sample.plan.material = "donor blood";
  sample.status = SampleStatus::Evaluable;
  sample.expected = expected;
  sample.ctcs = ctcs;
  sample.nucleated = 1000;
  sample.program_version = "cytrial 0.1.0";
  sample.config_digest = std::string(64, 'a');
  return sample;
}

std::vector<MeasuredSample> every_kind() {
  std::vector<MeasuredSample> samples{
      counted("b1", PlanRole::Blank, 0, 0),       counted("b2", PlanRole::Blank, 0, 1),
      counted("l1", PlanRole::Low, 2, 2),         counted("s0", PlanRole::Ladder, 0, 0),
      counted("s1", PlanRole::Ladder, 5, 5),      counted("s2", PlanRole::Ladder, 5, 4),
      counted("s3", PlanRole::Ladder, 1142, 1130)};
  validation::EventTable events{{{10, 10, Phenotype::Ctc}, {50, 50, Phenotype::Leukocyte}}, true};
  validation::TruthTable truth{
      {{10, 10, Phenotype::Ctc, true, 4.0}, {50, 50, Phenotype::Leukocyte, true, 0.0}}, true};
  samples.back().score = validation::score_events(events, truth, 3.0);
  samples.back().decided = {{1, Phenotype::Ctc}, {2, Phenotype::Leukocyte}};
  MeasuredSample lost = counted("lost", PlanRole::Low, 2, 77);
  lost.status = SampleStatus::NotEvaluable;
  lost.reasons = {"tile 3 cannot be decoded"};
  samples.push_back(lost);
  return samples;
}

std::string page_of(std::vector<MeasuredSample> samples, const std::string& name = "kit") {
  validation::ValidationPlan plan;
  plan.name = name;
  plan.calls = {{"s3", 1, "R", true}, {"s3", 2, "R", false}};
  return validation_report_html(validation::summarise(plan, std::move(samples)));
}

TEST(ValidationReport, IsOneSelfContainedAccessiblePageWithAPlotOfEveryPart) {
  const std::string page = page_of(every_kind());
  expect_self_contained(page);
  expect_accessible(page);
  for (const char* id : {"ladder", "recovery", "blanks", "lows", "sensitivity", "repeatability"}) {
    EXPECT_EQ(parsed(page).select_nodes(("//figure[@id='" + std::string(id) + "']/svg").c_str()).size(), 1U)
        << id;
  }
}

TEST(ValidationReport, ASampleWithoutACountShowsItsReasonAndNoNumber) {
  const std::string page = page_of(every_kind());
  EXPECT_THAT(page, HasSubstr("tile 3 cannot be decoded"));
  EXPECT_THAT(page, Not(HasSubstr(">77<")));
}

TEST(ValidationReport, SaysSimulationOnlyWhenASampleIsSimulated) {
  std::vector<MeasuredSample> samples = every_kind();
  EXPECT_THAT(page_of(samples), Not(HasSubstr("Simulation only")));
  samples.front().plan.material = "simulated";
  EXPECT_THAT(page_of(samples), HasSubstr("Simulation only"));
}

TEST(ValidationReport, AnEmptyValidationIsStillAPage) {
  const std::string page = page_of({});
  expect_self_contained(page);
  expect_accessible(page);
}

TEST(ValidationReport, NoTextOfAPlanLeavesItsPlace) {
  for (const std::string& text : hostile_texts()) {
    std::vector<MeasuredSample> samples = every_kind();
    for (MeasuredSample& sample : samples) {
      sample.plan.name = text;
      sample.plan.batch = text;
      sample.plan.group = text;
      sample.plan.material = text;
      sample.reasons = {text};
    }
    expect_self_contained(page_of(samples, text));
  }
}

}  // namespace
}  // namespace cyto
