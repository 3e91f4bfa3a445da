#include "probability_metrics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cyto::learn {
namespace {

TEST(Auc, IsTheShareOfPairsInTheRightOrderWithTiesAsHalves) {
  // Pairs of a CTC (0.8, 0.5) and another event (0.5, 0.4, 0.9): 1, 1, 0 and 0.5, 1, 0 of 6.
  const Predictions predictions{{0.8, 0.5, 0.5, 0.4, 0.9}, {1, 1, 0, 0, 0}, {0, 0, 0, 0, 0}};
  EXPECT_DOUBLE_EQ(RankedPredictions(predictions).auc({1}).value(), 3.5 / 6.0);
}

TEST(Auc, WeighsAWholeBatchByHowOftenItWasDrawn) {
  const Predictions predictions{{0.9, 0.1, 0.2, 0.8}, {1, 0, 1, 0}, {0, 0, 1, 1}};
  const RankedPredictions ranked(predictions);
  EXPECT_DOUBLE_EQ(ranked.auc({1, 0}).value(), 1.0);
  EXPECT_DOUBLE_EQ(ranked.auc({0, 1}).value(), 0.0);
  // CTCs 0.9, 0.9, 0.2 against 0.1, 0.1, 0.8: 2 x 3 + 2 of 9.
  EXPECT_DOUBLE_EQ(ranked.auc({2, 1}).value(), 8.0 / 9.0);
}

TEST(Auc, IsAbsentWithOneKindOfEvents) {
  const Predictions predictions{{0.8, 0.5}, {1, 1}, {0, 0}};
  EXPECT_FALSE(RankedPredictions(predictions).auc({1}).has_value());
}

class Measured : public ::testing::Test {
 protected:
  Measured() {
    card.events = 4;
    card.ctcs = 2;
    measure_predictions({{0.9, 0.2, 0.6, 0.05}, {1, 0, 0, 1}, {0, 0, 1, 1}}, {"a", "b"}, {0, 1}, card);
  }
  ModelCard card;
};

TEST_F(Measured, LossesAreMeansOverAllEvents) {
  EXPECT_NEAR(card.brier.value, (0.01 + 0.04 + 0.36 + 0.9025) / 4.0, 1e-12);
  EXPECT_NEAR(card.log_loss.value, -(std::log(0.9) + std::log(0.8) + std::log(0.4) + std::log(0.05)) / 4.0,
              1e-12);
  EXPECT_DOUBLE_EQ(card.brier_of_prevalence, 0.25);
  EXPECT_NEAR(card.log_loss_of_prevalence, std::log(2.0), 1e-12);
}

TEST_F(Measured, AnIntervalSpansTheBatchesThatWereDrawn) {
  // With two batches a quarter of the draws hold only one of them: the limits are the batches' own values.
  EXPECT_NEAR(card.brier.low.value(), (0.01 + 0.04) / 2.0, 1e-12);
  EXPECT_NEAR(card.brier.high.value(), (0.36 + 0.9025) / 2.0, 1e-12);
}

TEST_F(Measured, ABatchIsMeasuredByItself) {
  ASSERT_EQ(card.batches.size(), 2U);
  EXPECT_EQ(card.batches[1].batch, "b");
  EXPECT_EQ(card.batches[1].fold, 2);
  EXPECT_DOUBLE_EQ(card.batches[0].auc.value(), 1.0);
  EXPECT_DOUBLE_EQ(card.batches[1].auc.value(), 0.0);
  EXPECT_EQ(card.batches[0].ctcs_called, 1U);
  EXPECT_EQ(card.batches[1].ctcs_called, 0U);
  EXPECT_EQ(card.batches[1].others_called, 1U);
}

TEST_F(Measured, ReliabilityBinsHoldEveryEventOnce) {
  std::uint64_t events = 0;
  for (const ReliabilityBin& bin : card.reliability) {
    events += bin.events;
  }
  EXPECT_EQ(events, 4U);
  EXPECT_EQ(card.reliability[9].ctcs, 1U);
  EXPECT_NEAR(card.reliability[9].mean_probability, 0.9, 1e-12);
}

TEST(LogLoss, OfACertainMistakeIsLargeButFinite) {
  EXPECT_NEAR(log_loss_of(0.0, true), -std::log(1e-15), 1e-9);
  EXPECT_EQ(log_loss_of(1.0, true), 0.0);
}

}  // namespace
}  // namespace cyto::learn
