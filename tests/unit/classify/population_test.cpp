#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "cytrial/classify/classifier.h"
#include "event_table.h"
#include "gate_file.h"

namespace cyto {
namespace {

using test::blood;
using test::Cell;
using test::Dice;
using test::EventTable;

Classifier classified(EventTable& table, const Panel& panel = test::three_colour_panel()) {
  Classifier classifier(default_gate_file(), panel, table.schema());
  classifier.classify(table);
  return classifier;
}

std::vector<std::string> codes_of(const Classifier& classifier) {
  std::vector<std::string> codes;
  for (const QualityFlag& flag : classifier.flags()) {
    codes.push_back(flag.code);
  }
  return codes;
}

Cell tumour_cell(Dice& dice) {
  return {
      .ck = dice.lognormal(900.0, 0.8), .cd45 = 12.0 * dice.normal(), .nucleus_um = 10.0, .cell_um = 14.0};
}

/// The level and spread of CK in the leukocytes of blood(), by definition: no population finding.
std::pair<double, double> ck_of_leukocytes(std::uint64_t seed) {
  Dice dice(seed);
  std::vector<double> ck;
  for (int i = 0; i < 20'000; ++i) {
    ck.push_back(test::random_leukocyte(dice).ck);
  }
  const auto median = [](std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  };
  const double location = median(ck);
  for (double& value : ck) {
    value = std::abs(value - location);
  }
  return {location, 1.4826 * median(ck)};
}

void expect_population_near_truth(const Classifier& classifier) {
  EXPECT_EQ(classifier.not_evaluable_reason(), std::nullopt);
  ASSERT_EQ(classifier.population().size(), 5U);
  const auto [location, scale] = ck_of_leukocytes(99);
  // The upper tail cut off makes it narrower by a few percent; the rest is sampling error.
  EXPECT_NEAR(classifier.population()[0].location, location, 0.05 * location);
  EXPECT_NEAR(classifier.population()[0].scale, scale, 0.10 * scale);
}

TEST(Population, OfABloodSlideIsAllLeukocytesGranulocytesIncluded) {
  EventTable table = blood(20'000, 1);
  const Classifier classifier = classified(table);
  expect_population_near_truth(classifier);
  EXPECT_EQ(codes_of(classifier), std::vector<std::string>{});
  EXPECT_GE(classifier.counts().of(Phenotype::Leukocyte), 19'990U);
}

/// Blood whose cytokeratin channel holds nothing but noise about zero.
EventTable unstained_blood(int tumour_cells) {
  EventTable table = blood(0, 10);
  Dice dice(11);
  for (int i = 0; i < 4000; ++i) {
    Cell cell = test::random_leukocyte(dice);
    cell.ck = 0.8 * dice.normal();
    table.add(cell);
  }
  for (int i = 0; i < tumour_cells; ++i) {
    table.add(tumour_cell(dice));
  }
  return table;
}

TEST(Population, WithoutAnyLightInTheTumourStainIsNotEvaluable) {
  EventTable table = unstained_blood(0);
  const Classifier classifier = classified(table);
  EXPECT_THAT(codes_of(classifier), testing::Contains("no_tumor_stain"));
  EXPECT_THAT(classifier.not_evaluable_reason().value_or(""),
              testing::HasSubstr("no CTC could have been seen"));
  EXPECT_EQ(classifier.counts().of(Phenotype::Ctc), 0U);
}

TEST(Population, WithoutLightInTheTumourStainIsTrustedWhenACellShines) {
  EventTable table = unstained_blood(1);
  const Classifier classifier = classified(table);
  EXPECT_EQ(classifier.not_evaluable_reason(), std::nullopt);
  EXPECT_EQ(classifier.counts().of(Phenotype::Ctc), 1U);
}

/// Blood whose leukocytes' cytokeratin holds this share of their CD45 besides their own light.
EventTable blood_with_spillover(double share) {
  EventTable table = blood(0, 12);
  Dice dice(13);
  for (int i = 0; i < 4000; ++i) {
    Cell cell = test::random_leukocyte(dice);
    cell.ck += share * cell.cd45;
    table.add(cell);
  }
  return table;
}

TEST(Population, ThatCarriesLittleSpilloverIsTrusted) {
  EventTable table = blood_with_spillover(0.005);
  const Classifier classifier = classified(table);
  EXPECT_EQ(classifier.not_evaluable_reason(), std::nullopt);
  EXPECT_EQ(codes_of(classifier), std::vector<std::string>{});
}

TEST(Population, WhoseTumourStainFollowsTheLeukocyteStainIsFlaggedAndThenRefused) {
  EventTable some = blood_with_spillover(0.02);
  const Classifier flagged = classified(some);
  EXPECT_EQ(flagged.not_evaluable_reason(), std::nullopt);
  EXPECT_THAT(codes_of(flagged), testing::Contains("residual_spillover"));
  EventTable much = blood_with_spillover(-0.06);
  EXPECT_THAT(classified(much).not_evaluable_reason().value_or(""),
              testing::HasSubstr("calibrate spillover"));
}

TEST(Population, OfAFewCellsProvesNoSpillover) {
  EventTable table = blood(0, 14);
  Dice dice(15);
  for (int i = 0; i < 12; ++i) {
    Cell cell = test::random_leukocyte(dice);
    cell.ck += 0.02 * cell.cd45;
    table.add(cell);
  }
  EXPECT_THAT(codes_of(classified(table)), testing::Not(testing::Contains("residual_spillover")));
}

TEST(Population, InNoiseOfThePixelsIsFlaggedAndThenRefused) {
  // 254 pixels a cell: the noise of its mean is a sixteenth of theirs, the leukocytes' spread about 16 ADU.
  for (const auto& [over_mean, refused] : {std::pair{3.2, false}, std::pair{8.0, true}}) {
    EventTable table = blood(0, 16);
    Dice dice(17);
    for (int i = 0; i < 4000; ++i) {
      Cell cell = test::random_leukocyte(dice);
      cell.ck_sd_over_mean = over_mean;
      table.add(cell);
    }
    const Classifier classifier = classified(table);
    EXPECT_THAT(codes_of(classifier), testing::Contains("noisy_tumor_stain"));
    EXPECT_EQ(classifier.not_evaluable_reason().has_value(), refused);
  }
}

TEST(Population, OfATissueFieldIsTheSameWhenHalfOfTheCellsAreTumour) {
  EventTable table = blood(4000, 2);
  Dice dice(3);
  for (int i = 0; i < 4000; ++i) {
    table.add(tumour_cell(dice));
  }
  const Classifier classifier = classified(table);
  expect_population_near_truth(classifier);
  EXPECT_GE(classifier.counts().of(Phenotype::Ctc), 3990U);
  EXPECT_LE(classifier.counts().of(Phenotype::Ctc), 4000U);
}

TEST(Population, IsFoundAmongNineTimesAsManyTumourCells) {
  EventTable table = blood(2000, 4);
  Dice dice(5);
  for (int i = 0; i < 18'000; ++i) {
    table.add(tumour_cell(dice));
  }
  expect_population_near_truth(classified(table));
}

TEST(Population, IsNotMovedByLeukocytesInTheLightOfTumourCells) {
  EventTable table = blood(5000, 6);
  Dice dice(7);
  for (std::size_t i = 0; i < 500; ++i) {
    table.at(i * 10, "ck_pe_cell_mean_adu") += static_cast<float>(dice.lognormal(300.0, 0.8));
  }
  const Classifier classifier = classified(table);
  const auto [location, scale] = ck_of_leukocytes(99);
  EXPECT_NEAR(classifier.population()[0].location, location, 0.06 * location);
  EXPECT_NEAR(classifier.population()[0].scale, scale, 0.12 * scale);
}

TEST(Population, IsNotMovedByBrightAntibodyDebris) {
  EventTable table = blood(5000, 8);
  for (std::size_t i = 0; i < 50; ++i) {
    table.at(i * 100, "cd45_cell_mean_adu") = 40'000.0F;
  }
  expect_population_near_truth(classified(table));
}

TEST(Population, OfFewLeukocytesIsFlagged) {
  EventTable table = blood(40, 9);
  const Classifier classifier = classified(table);
  EXPECT_EQ(codes_of(classifier), std::vector<std::string>{"few_leukocytes"});
  EXPECT_EQ(classifier.not_evaluable_reason(), std::nullopt);
}

TEST(Population, OfAlmostNoLeukocytesMakesTheSampleNotEvaluable) {
  EventTable table = blood(9, 10);
  const Classifier classifier = classified(table);
  EXPECT_EQ(codes_of(classifier), std::vector<std::string>{"few_leukocytes"});
  ASSERT_TRUE(classifier.not_evaluable_reason());
  EXPECT_THAT(*classifier.not_evaluable_reason(), testing::HasSubstr("only 9 "));
}

TEST(Population, OfAnEmptyTableMakesTheSampleNotEvaluable) {
  EventTable table = blood(0, 10);
  EXPECT_TRUE(classified(table).not_evaluable_reason());
}

TEST(Population, WithoutLeukocyteStainCallsNoCtcAndMakesTheSampleNotEvaluable) {
  EventTable table = blood(5000, 11);
  Dice dice(12);
  for (std::size_t i = 0; i < 5000; ++i) {
    table.at(i, "cd45_cell_mean_adu") = static_cast<float>(20.0 * dice.normal());
  }
  table.add(tumour_cell(dice));
  const Classifier classifier = classified(table);
  EXPECT_EQ(codes_of(classifier), std::vector<std::string>{"no_leukocytes"});
  EXPECT_TRUE(classifier.not_evaluable_reason());
  EXPECT_EQ(classifier.counts().of(Phenotype::Ctc), 0U);
  EXPECT_TRUE(classifier.population().empty());
}

TEST(Population, OfABlankLeukocyteChannelMakesTheSampleNotEvaluable) {
  EventTable table = blood(500, 13);
  table.transform("cd45_cell_mean_adu", 0.0, 0.0);
  const Classifier classifier = classified(table);
  EXPECT_THAT(codes_of(classifier), testing::Contains("blank_channel"));
  EXPECT_TRUE(classifier.not_evaluable_reason());
}

TEST(Population, OfABlankCytokeratinChannelMakesTheSampleNotEvaluableAndNotZeroCtcs) {
  EventTable table = blood(500, 14);
  table.transform("ck_pe_cell_mean_adu", 0.0, 3.0);
  const Classifier classifier = classified(table);
  EXPECT_TRUE(classifier.not_evaluable_reason());
}

TEST(Population, WithoutSpreadIsFlaggedAndDividesByNoZero) {
  EventTable table = blood(500, 15);
  table.transform("ck_pe_cell_mean_adu", 0.0, 3.0);
  table.add(Cell{.ck = 100.0, .cd45 = 3.0});
  const Classifier classifier = classified(table);
  EXPECT_EQ(codes_of(classifier), std::vector<std::string>{"narrow_population"});
  EXPECT_DOUBLE_EQ(classifier.population()[0].scale, 0.01 * 3.0);
  EXPECT_EQ(classifier.calls().back().phenotype, Phenotype::Ctc);
}

TEST(Population, WithoutALevelToCompareWithMakesTheSampleNotEvaluable) {
  const char* const text = R"({"format": 1, "name": "t", "version": "1", "source": "test",
    "gates": [{"name": "cell", "kind": "range", "parameter": "cell_diameter_um", "min": 4},
              {"name": "ctc", "kind": "range", "min": 2,
               "parameter": {"role": "cytokeratin", "measure": "ring_mean_adu", "unit": "leukocyte_ratio"}}],
    "leukocyte_population": {"among": "cell", "minimum_events": 10, "few_events": 50},
    "phenotypes": [{"phenotype": "ctc", "when": "ctc"}], "otherwise": "leukocyte",
    "candidates": {"when": "ctc"}, "clusters": {"phenotype": "ctc", "max_gap_um": 1}})";
  EventTable table = blood(500, 18);
  table.transform("ck_pe_ring_mean_adu", 1.0, -60.0);
  Classifier classifier(std::make_shared<const GateFile>(gate_file_from_text(text, "t.json")),
                        test::three_colour_panel(), table.schema());
  classifier.classify(table);
  EXPECT_EQ(codes_of(classifier), std::vector<std::string>{"no_leukocyte_level"});
  EXPECT_TRUE(classifier.not_evaluable_reason());
  EXPECT_EQ(classifier.counts().of(Phenotype::Ctc), 0U);
}

TEST(Population, WithoutAMarkerInTheGateFileIsTheBulkOfAllCells) {
  EventTable table = blood(0, 1);
  Dice dice(17);
  for (int i = 0; i < 3000; ++i) {
    table.add(Cell{.ck = i % 3 == 0 ? dice.lognormal(30.0, 0.4) : 3.0 * dice.normal(),
                   .cd45 = i % 10 == 1 ? dice.lognormal(25.0, 0.2) : 4.0 + 2.0 * dice.normal()});
  }
  Classifier classifier(
      read_gate_file(std::filesystem::path(CYTRIAL_SOURCE_DIR) / "calibration" / "gates" / "tissue.json"),
      test::three_colour_panel(), table.schema());
  classifier.classify(table);
  EXPECT_EQ(codes_of(classifier), std::vector<std::string>{});
  EXPECT_NEAR(static_cast<double>(classifier.counts().of(Phenotype::Ctc)), 900.0, 45.0);
  EXPECT_NEAR(static_cast<double>(classifier.counts().of(Phenotype::DoublePositive)), 100.0, 10.0);
  EXPECT_NEAR(static_cast<double>(classifier.counts().of(Phenotype::Leukocyte)), 200.0, 20.0);
}

TEST(Population, WithoutLeukocyteChannelIsAllCellsAndFlagged) {
  Panel panel = test::three_colour_panel();
  panel.channels.pop_back();
  EventTable table(test::schema_of(panel));
  Dice dice(16);
  for (int i = 0; i < 2000; ++i) {
    table.add(test::random_leukocyte(dice));
  }
  table.add(Cell{.ck = 900.0});
  const Classifier classifier = classified(table, panel);
  EXPECT_EQ(codes_of(classifier), std::vector<std::string>{"no_leukocyte_channel"});
  EXPECT_EQ(classifier.calls().back().phenotype, Phenotype::Ctc);
  EXPECT_EQ(classifier.counts().of(Phenotype::Leukocyte), 0U);
}

}  // namespace
}  // namespace cyto
