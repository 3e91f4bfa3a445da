#include "platt.h"

#include <gtest/gtest.h>

#include <cmath>

#include "made_up_events.h"

namespace cyto::learn {
namespace {

TEST(Platt, FindsTheLineThatTheLabelsWereDrawnFrom) {
  std::mt19937_64 random(11);
  std::vector<float> margins;
  std::vector<std::uint8_t> labels;
  for (int i = 0; i < 40'000; ++i) {
    const double margin = 8.0 * test::uniform(random) - 4.0;
    margins.push_back(static_cast<float>(margin));
    labels.push_back(test::uniform(random) < 1.0 / (1.0 + std::exp(-(0.7 * margin - 0.5))) ? 1 : 0);
  }
  const PlattMap map = fit_platt(margins, labels);
  // Standard errors of the fit are about 0.008 and 0.014; four of them.
  EXPECT_NEAR(map.slope, 0.7, 0.032);
  EXPECT_NEAR(map.offset, -0.5, 0.056);
}

TEST(Platt, MeanProbabilityIsTheShareOfCtcsUpToItsTargets) {
  const std::vector<float> margins{-2, -1, -1, 0, 0, 1, 1, 2, 3, -3};
  const std::vector<std::uint8_t> labels{0, 0, 1, 0, 1, 1, 0, 1, 1, 0};
  const PlattMap map = fit_platt(margins, labels);
  double sum = 0.0;
  for (const float margin : margins) {
    sum += map.probability(margin);
  }
  // At the maximum the probabilities add up to the targets: 5 x 6/7 + 5 x 1/7.
  EXPECT_NEAR(sum, 5.0, 1e-4);
}

TEST(Platt, StaysFiniteWhenTheClassesAreFarApart) {
  const std::vector<float> margins{-9, -9, -9, -9, -9, -9, -9, -9, 9, 9};
  const std::vector<std::uint8_t> labels{0, 0, 0, 0, 0, 0, 0, 0, 1, 1};
  const PlattMap map = fit_platt(margins, labels);
  // Two CTCs among ten: (2 + 1) / (2 + 2) and 1 / (8 + 2), and no more certain than that.
  EXPECT_NEAR(map.probability(9.0), 0.75, 1e-3);
  EXPECT_NEAR(map.probability(-9.0), 0.1, 1e-3);
}

}  // namespace
}  // namespace cyto::learn
