#include "cytrial/trial/stain_drift.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace cyto {
namespace {

SampleResult sample(const std::string& id, double location, double scale) {
  SampleResult result;
  result.sample_id = id;
  result.status = SampleStatus::Evaluable;
  result.population = {{"cd45_cell_mean_adu", location, scale}};
  return result;
}

std::vector<const SampleResult*> pointers(const std::vector<SampleResult>& results) {
  std::vector<const SampleResult*> all;
  std::transform(results.begin(), results.end(), std::back_inserter(all),
                 [](const SampleResult& result) { return &result; });
  return all;
}

std::vector<SampleResult> steady_samples(std::size_t n) {
  std::vector<SampleResult> results;
  for (std::size_t i = 0; i < n; ++i) {
    results.push_back(sample("S" + std::to_string(i), 700.0 + static_cast<double>(i % 3) * 10.0, 90.0));
  }
  return results;
}

TEST(StainDrift, NamesTheSampleWhoseLampWasDimmed) {
  std::vector<SampleResult> results = steady_samples(8);
  results[5].population[0].location = 350.0;
  const std::vector<DriftSeries> drift = stain_drift(pointers(results));
  ASSERT_EQ(drift.size(), 1U);
  ASSERT_EQ(drift[0].points.size(), 8U);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(drift[0].points[i].location_outside, i == 5) << i;
    EXPECT_FALSE(drift[0].points[i].scale_outside);
  }
}

TEST(StainDrift, OneOutlierDoesNotMoveTheLimitsOfTheOthers) {
  std::vector<SampleResult> results = steady_samples(9);
  const DriftLimits before = *stain_drift(pointers(results))[0].location;
  results[4].population[0].location = 1e9;
  const DriftLimits after = *stain_drift(pointers(results))[0].location;
  EXPECT_NEAR(after.middle, before.middle, 10.0);
  EXPECT_LT(after.high, 2.0 * before.high);
}

TEST(StainDrift, AllowsTheSpreadThatEveryBatchHas) {
  // All alike but one, 15 % higher: within 3.5 times 5 %.
  std::vector<SampleResult> results = steady_samples(6);
  for (SampleResult& result : results) {
    result.population[0].location = 700.0;
  }
  results[0].population[0].location = 805.0;
  results[1].population[0].location = 830.0;
  const auto points = stain_drift(pointers(results))[0].points;
  EXPECT_FALSE(points[0].location_outside);
  EXPECT_TRUE(points[1].location_outside);
}

TEST(StainDrift, FewSamplesHaveNoLimits) {
  const std::vector<SampleResult> results = steady_samples(kLeastSamplesForDrift - 1);
  const DriftSeries series = stain_drift(pointers(results))[0];
  EXPECT_EQ(series.points.size(), kLeastSamplesForDrift - 1);
  EXPECT_FALSE(series.location.has_value());
  EXPECT_FALSE(series.points[0].location_outside);
}

TEST(StainDrift, DoesNotDependOnTheOrderOfSamplesAndLeavesDuplicatesOut) {
  std::vector<SampleResult> results = steady_samples(7);
  results[2].population[0].location = 100.0;
  results.push_back(sample("D", 5.0, 1.0));
  results.back().status = SampleStatus::Duplicate;
  const DriftSeries forward = stain_drift(pointers(results))[0];
  std::reverse(results.begin(), results.end());
  const DriftSeries backward = stain_drift(pointers(results))[0];
  ASSERT_EQ(forward.points.size(), 7U);
  EXPECT_EQ(forward.location->low, backward.location->low);
  EXPECT_EQ(backward.points[4].sample_id, "S2");
  EXPECT_TRUE(backward.points[4].location_outside);
}

TEST(StainDrift, AValueThatIsNotKnownIsNoPoint) {
  std::vector<SampleResult> results = steady_samples(6);
  results[1].population[0].scale = std::nan("");
  EXPECT_EQ(stain_drift(pointers(results))[0].points.size(), 5U);
}

}  // namespace
}  // namespace cyto
