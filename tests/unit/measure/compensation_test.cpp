#include "cytrial/process/compensation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

/// Dye 0 spills a quarter into detector 1; nothing else spills. Its inverse is [[1, -0.25], [0, 1]].
SpilloverMatrix one_way() {
  SpilloverMatrix matrix;
  matrix.channels = {"A", "B"};
  matrix.spillover = (cv::Mat1d(2, 2) << 1, 0.25, 0, 1);
  matrix.compensation = (cv::Mat1d(2, 2) << 1, -0.25, 0, 1);
  return matrix;
}

TEST(Compensate, TakesSpilloverOffTheDetectorNotOffTheDye) {
  // 400 of dye A and 60 of dye B are measured as (400, 160). Rows and columns swapped would give (360, 160).
  const std::vector<double> truth = compensate({400, 160}, one_way());
  EXPECT_DOUBLE_EQ(truth.at(0), 400);
  EXPECT_DOUBLE_EQ(truth.at(1), 60);
}

TEST(Compensate, KeepsNegativeValues) {
  EXPECT_DOUBLE_EQ(compensate({400, 0}, one_way()).at(1), -100);
}

TEST(Compensate, KnowsNothingWhenOneChannelIsUnknown) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const double value : compensate({none, none}, one_way())) {
    EXPECT_TRUE(std::isnan(value));
  }
}

TEST(Compensate, RefusesAMatrixOfAnotherSize) {
  EXPECT_THROW((void)compensate({1, 2, 3}, one_way()), Error);
}

}  // namespace
}  // namespace cyto
