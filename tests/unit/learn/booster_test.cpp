#include "booster.h"

#include <gtest/gtest.h>

#include <cmath>

#include "made_up_events.h"

namespace cyto::learn {
namespace {

struct Trained {
  TrainingTable table = test::made_up_events(5, 3, 400);
  std::size_t columns = table.features.size();
  std::vector<float> labels{table.is_ctc.begin(), table.is_ctc.end()};
  BoosterOptions options;
  Booster booster;

  Trained() : booster(grown()) {}
  [[nodiscard]] Booster grown() {
    options.rounds = 40;
    return Booster::train(table.values, columns, labels, options);
  }
};

TEST(Booster, SameTableSameTreesToTheByte) {
  Trained once;
  EXPECT_EQ(once.booster.json(), once.grown().json());
}

TEST(Booster, ContributionsAddUpToTheMargin) {
  const Trained trained;
  const std::size_t rows = trained.labels.size();
  const auto margins = trained.booster.margins(trained.table.values.data(), rows, trained.columns);
  const auto effects = trained.booster.contributions(trained.table.values.data(), rows, trained.columns);
  ASSERT_EQ(effects.size(), rows * (trained.columns + 1));
  for (std::size_t i = 0; i < rows; ++i) {
    double sum = 0.0;
    for (std::size_t c = 0; c <= trained.columns; ++c) {
      sum += effects[i * (trained.columns + 1) + c];
    }
    EXPECT_NEAR(sum, margins[i], 1e-4);
  }
}

TEST(Booster, AMarginDoesNotDependOnTheRowsBesideIt) {
  const Trained trained;
  const std::size_t rows = trained.labels.size();
  const auto together = trained.booster.margins(trained.table.values.data(), rows, trained.columns);
  for (std::size_t i = 0; i < rows; i += 97) {
    const auto alone =
        trained.booster.margins(trained.table.values.data() + i * trained.columns, 1, trained.columns);
    EXPECT_EQ(alone.front(), together[i]);
  }
}

TEST(Booster, StoredTreesPredictTheSame) {
  const Trained trained;
  const Booster read = Booster::from_json(trained.booster.json(), "test");
  const std::size_t rows = trained.labels.size();
  EXPECT_EQ(read.margins(trained.table.values.data(), rows, trained.columns),
            trained.booster.margins(trained.table.values.data(), rows, trained.columns));
  EXPECT_EQ(read.json(), trained.booster.json());
}

}  // namespace
}  // namespace cyto::learn
