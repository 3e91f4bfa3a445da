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

const EventTable& million() {
  static EventTable table = test::blood(kLeukocytes, 2026, 8192);
  return table;
}

TEST(MillionLeukocytes, GiveAtMostTwentyFalseCtcs) {
  EventTable table = million();
  Classifier classifier(default_gate_file(), test::three_colour_panel(), table.schema());
  classifier.classify(table);
  EXPECT_LE(classifier.counts().of(Phenotype::Ctc), 20U);
  EXPECT_LE(classifier.counts().of(Phenotype::DoublePositive), 50U);
  EXPECT_GE(classifier.counts().of(Phenotype::Leukocyte), kLeukocytes - 300U);
}

TEST(MillionLeukocytes, HideNoCtcAboveThreeStandardDeviations) {
  EventTable table = million();
  Classifier classifier(default_gate_file(), test::three_colour_panel(), table.schema());
  classifier.classify(table);
  const PopulationStatistic ck = classifier.population().at(0);

  // A ladder of CTCs from 3 to 20 leukocyte standard deviations, CD45 noise around zero.
  Dice dice(7);
  for (int step = 1; step <= 17 * kStepsPerSd; ++step) {
    const double level_sd = 3.0 + static_cast<double>(step) / kStepsPerSd;
    table.add(Cell{.ck = ck.location + level_sd * ck.scale, .cd45 = 15.0 * dice.normal()});
  }
  classifier.classify(table);
  for (std::size_t i = kLeukocytes; i < classifier.calls().size(); ++i) {
    ASSERT_EQ(classifier.calls()[i].phenotype, Phenotype::Ctc)
        << "at " << 3.0 + static_cast<double>(i - kLeukocytes + 1) / kStepsPerSd << " SD";
  }
}

}  // namespace
}  // namespace cyto
