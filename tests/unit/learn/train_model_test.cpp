#include "cytrial/learn/train_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "cytrial/core/error.h"
#include "cytrial/learn/model_file.h"
#include "grouped_folds.h"
#include "made_up_events.h"

namespace cyto::learn {
namespace {

TrainingOptions quick() {
  TrainingOptions options;
  options.rounds = 30;
  options.max_depth = 2;
  options.resamples = 200;
  return options;
}

ErrorCode refusal_of(const TrainingTable& table, const TrainingOptions& options = quick()) {
  try {
    (void)train_model(table, options);
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::Ok;
}

TEST(TrainModel, SameTableSameBytes) {
  const TrainingTable table = test::made_up_events(1, 4, 300);
  const TrainedModel first = train_model(table, quick());
  const TrainedModel second = train_model(table, quick());
  EXPECT_EQ(first.json, second.json);
  EXPECT_EQ(first.digest, second.digest);
}

TEST(TrainModel, ProbabilitiesOfUnseenBatchesAreCalibrated) {
  const TrainedModel model = train_model(test::made_up_events(2, 6, 2000), quick());
  for (const ReliabilityBin& bin : model.card.reliability) {
    if (bin.events < 100) {
      continue;
    }
    const double n = static_cast<double>(bin.events);
    const double share = static_cast<double>(bin.ctcs) / n;
    const double p = bin.mean_probability;
    // Four standard errors of a share, and 0.03 for what a sigmoid cannot fit.
    EXPECT_NEAR(share, p, 4.0 * std::sqrt(p * (1.0 - p) / n) + 0.03) << bin.low;
  }
  EXPECT_LT(model.card.brier.value, model.card.brier_of_prevalence);
  EXPECT_LE(model.card.brier.low.value(), model.card.brier.value);
  EXPECT_GE(model.card.brier.high.value(), model.card.brier.value);
}

TEST(TrainModel, LabelsThatFollowNothingGiveNoModel) {
  TrainingTable table = test::made_up_events(3, 4, 400, 0.0);
  TrainingOptions options = quick();
  const ErrorCode code = refusal_of(table, options);
  if (code ==
      ErrorCode::Ok) {  // by chance a slope above zero: then the card must say that it is worth nothing
    const ModelCard card = train_model(table, options).card;
    EXPECT_NEAR(card.auc.value, 0.5, 0.06);
    EXPECT_GT(card.brier.value, 0.9 * card.brier_of_prevalence);
  } else {
    EXPECT_EQ(code, ErrorCode::BadData);
  }
}

TEST(TrainModel, TheFeatureThatDecidesWeighsMost) {
  const TrainedModel model = train_model(test::made_up_events(4, 4, 500), quick());
  EXPECT_EQ(model.card.importance.front().feature.name, "stain");
}

TEST(TrainModel, AFeatureThatGivesAwayTheBatchDoesNotHelpOnUnseenBatches) {
  // `marker` tells each event apart within its batch, in another way in every batch: split by cell it would
  // look like knowledge.
  TrainingTable table = test::made_up_events(5, 4, 400, 0.3);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const double sign = table.batch[i] % 2 == 0 ? 1.0 : -1.0;
    table.values[3 * i + 1] =
        static_cast<float>(10.0 * table.batch[i] + sign * (2.0 * table.is_ctc[i] - 1.0));
  }
  const ErrorCode code = refusal_of(table);
  if (code == ErrorCode::Ok) {
    EXPECT_LT(train_model(table, quick()).card.auc.value, 0.8);
  } else {
    EXPECT_EQ(code, ErrorCode::BadData);
  }
}

TEST(TrainModel, RefusesTooFewBatches) {
  EXPECT_EQ(refusal_of(test::made_up_events(6, 2, 500)), ErrorCode::BadData);
  TrainingTable table = test::made_up_events(6, 3, 200);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    table.is_ctc[i] = table.batch[i] == 2 ? 0 : table.is_ctc[i];  // the third holds no CTC
  }
  EXPECT_EQ(refusal_of(table), ErrorCode::BadData);
}

TEST(TrainModel, RefusesTooFewCtcs) {
  TrainingTable table = test::made_up_events(7, 3, 200);
  std::map<std::uint32_t, int> kept;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    table.is_ctc[i] = table.is_ctc[i] != 0 && kept[table.batch[i]]++ < 3 ? 1 : 0;
  }
  ASSERT_EQ(table.ctcs(), 9U);
  EXPECT_EQ(refusal_of(table), ErrorCode::BadData);
}

TEST(TrainModel, RefusesOptionsOutOfRange) {
  TrainingOptions options = quick();
  options.folds = 2;
  EXPECT_EQ(refusal_of(test::made_up_events(8, 4, 100), options), ErrorCode::Usage);
  options = quick();
  options.name = "a/b";
  EXPECT_EQ(refusal_of(test::made_up_events(8, 4, 100), options), ErrorCode::Usage);
}

/// Labels of every batch: so many of its first events that are no CTC were no candidate, all others were.
ModelScope scope_with(int beside_candidates, std::uint32_t batches) {
  TrainingTable table = test::made_up_events(10, 4, 100);
  std::map<std::uint32_t, int> beside;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const bool stray =
        table.is_ctc[i] == 0 && table.batch[i] < batches && beside[table.batch[i]]++ < beside_candidates;
    table.is_candidate[i] = stray ? 0 : 1;
  }
  return train_model(table, quick()).card.scope;
}

TEST(TrainModel, AModelOfCandidatesAloneSpeaksOfCandidatesAlone) {
  EXPECT_EQ(scope_with(0, 4), ModelScope::Candidates);
  EXPECT_EQ(scope_with(9, 4), ModelScope::Candidates) << "a few strays are no picture of a slide";
  EXPECT_EQ(scope_with(10, 2), ModelScope::Candidates) << "nor are those of two batches";
  EXPECT_EQ(scope_with(10, 3), ModelScope::Events);
}

TEST(TrainModel, TumorCellsBesideCandidatesDoNotWidenWhatAModelSpeaksOf) {
  TrainingTable table = test::made_up_events(11, 4, 100);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    table.is_candidate[i] = table.is_ctc[i] != 0 ? 0 : 1;
  }
  EXPECT_EQ(train_model(table, quick()).card.scope, ModelScope::Candidates);
}

TEST(Folds, NoBatchIsInTwoAndEveryFoldHasCtcs) {
  const TrainingTable table = test::made_up_events(9, 11, 50);
  const std::vector<int> fold_of_batch = assign_folds(table, 5);
  ASSERT_EQ(fold_of_batch.size(), 11U);
  std::vector<std::uint64_t> ctcs(5);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    ctcs.at(static_cast<std::size_t>(fold_of_batch[table.batch[i]])) += table.is_ctc[i];
  }
  EXPECT_GT(*std::min_element(ctcs.begin(), ctcs.end()), 0U);
}

}  // namespace
}  // namespace cyto::learn
