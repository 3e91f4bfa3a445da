// The aim of the default gates: every CTC above 3 leukocyte standard deviations in cytokeratin called, at
// most 20 false calls per million leukocytes. Simulated numbers, not images: a bound on what the gates alone
// do, with distributions as wide as published ones (docs/methods/classification.md).

#include <gtest/gtest.h>

#include "cytrial/classify/classifier.h"
#include "event_table.h"

namespace cyto {
namespace {

using test::Cell;
using test::Dice;
using test::EventTable;

constexpr std::size_t kLeukocytes = 1'000'000;
constexpr int kStepsPerSd = 100;

/// The leukocytes alone, classified once for both tests.
struct Million {
  EventTable table = test::blood(kLeukocytes, 2026, 8192);
  Classifier classifier{default_gate_file(), test::three_colour_panel(), table.schema()};

  Million() { classifier.classify(table); }
};

const Million& million() {
  static const Million million;
  return million;
}

TEST(MillionLeukocytes, GiveAtMostTwentyFalseCtcs) {
  const SampleCounts counts = million().classifier.counts();
  EXPECT_LE(counts.of(Phenotype::Ctc), 20U);
  EXPECT_LE(counts.of(Phenotype::DoublePositive), 50U);
  EXPECT_GE(counts.of(Phenotype::Leukocyte), kLeukocytes - 300U);
}

TEST(MillionLeukocytes, HideNoCtcAboveThreeStandardDeviations) {
  EventTable table = million().table;
  const PopulationStatistic ck = million().classifier.population().at(0);
  // A ladder of CTCs from 3 to 20 leukocyte standard deviations, CD45 noise around zero.
  Dice dice(7);
  for (int step = 1; step <= 17 * kStepsPerSd; ++step) {
    const double level_sd = 3.0 + static_cast<double>(step) / kStepsPerSd;
    table.add(Cell{.ck = ck.location + level_sd * ck.scale, .cd45 = 15.0 * dice.normal()});
  }
  Classifier classifier(default_gate_file(), test::three_colour_panel(), table.schema());
  classifier.classify(table);
  for (std::size_t i = kLeukocytes; i < classifier.calls().size(); ++i) {
    ASSERT_EQ(classifier.calls()[i].phenotype, Phenotype::Ctc)
        << "at " << 3.0 + static_cast<double>(i - kLeukocytes + 1) / kStepsPerSd << " SD";
  }
}

}  // namespace
}  // namespace cyto
