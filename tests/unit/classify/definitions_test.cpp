#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "cytrial/classify/classifier.h"
#include "cytrial/core/error.h"
#include "event_table.h"
#include "gate_file.h"

namespace cyto {
namespace {

using test::blood;
using test::Cell;
using test::EventTable;
using testing::Contains;
using testing::Not;

Classifier classified(EventTable& table, const Panel& panel = test::three_colour_panel()) {
  Classifier classifier(default_gate_file(), panel, table.schema());
  classifier.classify(table);
  return classifier;
}

/// Of a cell far from all others.
std::vector<std::string> definitions_of(Cell cell) {
  EventTable table = blood(2000, 1);
  cell.y_um = 500.0;
  table.add(cell);
  return classified(table).candidate(2000, table.row(2000)).definitions;
}

std::uint64_t count_of(const SampleCounts& counts, const std::string& name) {
  for (const DefinitionCount& definition : counts.definitions) {
    if (definition.name == name) {
      return definition.count;
    }
  }
  ADD_FAILURE() << "no definition " << name;
  return 0;
}

TEST(DefaultDefinitions, NameEachKindOfCell) {
  EXPECT_THAT(definitions_of({.ck = 900.0, .cd45 = 5.0, .nucleus_um = 9.0}),
              testing::ElementsAre("ctc", "ctc_not_apoptotic"));
  EXPECT_THAT(definitions_of({.ck = 900.0, .cd45 = 5.0, .ck_sd_over_mean = 1.0, .nucleus_um = 6.0}),
              testing::ElementsAre("ctc", "ctc_apoptotic"));
  EXPECT_THAT(definitions_of({.ck = 900.0, .cd45 = 5.0, .nucleus_um = 6.0}), Contains("ctc_small"));
  EXPECT_THAT(definitions_of({.ck = 110.0, .cd45 = 5.0, .nucleus_um = 9.0}), Contains("ctc_ck_low"));
  EXPECT_THAT(definitions_of({.ck = 900.0, .cd45 = 800.0}), testing::ElementsAre("double_positive"));
  EXPECT_THAT(definitions_of({.ck = 900.0, .cd45 = 800.0, .nucleus_um = 16.0, .cell_um = 32.0}),
              testing::ElementsAre("double_positive", "giant_cell"));
  EXPECT_THAT(definitions_of({.ck = 45.0, .cd45 = 5.0}), testing::ElementsAre("neither_marker"));
  EXPECT_THAT(definitions_of({.ck = 900.0, .cd45 = 5.0, .flags = bit(EventFlag::WithoutNucleus)}),
              testing::ElementsAre("ck_fragment"));
  EXPECT_THAT(definitions_of({.ck = 45.0, .cd45 = 800.0}), testing::IsEmpty());
}

TEST(DefaultDefinitions, TheReportedOneIsTheCtcCount) {
  EventTable table = blood(2000, 1);
  for (int i = 0; i < 7; ++i) {
    table.add(Cell{.ck = 900.0, .cd45 = 5.0, .x_um = 100.0 * i, .y_um = 500.0});
  }
  const SampleCounts counts = classified(table).counts();
  ASSERT_FALSE(counts.definitions.empty());
  int reported = 0;
  for (const DefinitionCount& definition : counts.definitions) {
    reported += definition.reported ? 1 : 0;
    if (definition.reported) {
      EXPECT_EQ(definition.count, counts.of(Phenotype::Ctc));
    }
  }
  EXPECT_EQ(reported, 1);
  EXPECT_EQ(count_of(counts, "ctc"), 7U);
  EXPECT_FALSE(counts.definition_set.empty());
}

TEST(DefaultDefinitions, CountLeukocytesAttachedToAClusterOnceForAllItsMembers) {
  EventTable table = blood(2000, 1);
  // Two touching CTCs, one leukocyte at each end, one between that touches both; and a lone CTC.
  table.add(Cell{.ck = 900.0, .cd45 = 5.0, .x_um = 0.0, .y_um = 500.0});
  table.add(Cell{.ck = 900.0, .cd45 = 5.0, .x_um = 9.0, .y_um = 500.0});
  table.add(Cell{.x_um = -9.0, .y_um = 500.0});
  table.add(Cell{.x_um = 18.0, .y_um = 500.0});
  table.add(Cell{.x_um = 4.5, .y_um = 508.0});
  table.add(Cell{.ck = 900.0, .cd45 = 5.0, .x_um = 200.0, .y_um = 500.0});
  const Classifier classifier = classified(table);
  EXPECT_EQ(classifier.calls()[2000].attached_leukocytes, 3);
  EXPECT_EQ(classifier.calls()[2001].attached_leukocytes, 3);
  EXPECT_EQ(classifier.calls()[2002].attached_leukocytes, 0) << "a leukocyte itself";
  EXPECT_EQ(classifier.calls()[2005].attached_leukocytes, 0) << "the lone CTC";
  EXPECT_EQ(count_of(classifier.counts(), "ctc_with_leukocytes"), 2U);
  EXPECT_EQ(count_of(classifier.counts(), "ctc_in_cluster"), 2U);
}

TEST(DefaultDefinitions, TheMaskOfAnEventIsWhatItsNamesSay) {
  EventTable table = blood(2000, 1);
  table.add(Cell{.ck = 900.0, .cd45 = 5.0, .nucleus_um = 9.0, .y_um = 500.0});
  const Classifier classifier = classified(table);
  std::vector<float> appended(classifier.appended_columns().size());
  classifier.append_values(2000, table.row(2000), appended.data());
  EXPECT_EQ(appended[5], 5.0F) << "bits of ctc and ctc_not_apoptotic";
}

TEST(DefaultDefinitions, OfANuclearPanelDoNotExist) {
  Panel panel;
  panel.channels = {test::three_colour_panel().channels.front()};
  EventTable table(test::schema_of(panel));
  table.add(Cell{});
  const Classifier classifier = classified(table, panel);
  EXPECT_TRUE(classifier.counts().definitions.empty());
}

std::string gates_with_definitions(const std::string& definitions) {
  return R"({"format": 1, "name": "n", "version": "1", "source": "s",
    "gates": [{"name": "big", "kind": "range", "parameter": "cell_diameter_um", "min": 4}],
    "leukocyte_population": {"among": "big", "minimum_events": 3, "few_events": 3},
    "phenotypes": [{"phenotype": "ctc", "when": "big"}], "otherwise": "debris",
    "candidates": {"when": "big"}, "clusters": {"phenotype": "ctc", "max_gap_um": 1},
    "definitions": )" +
         definitions + "}";
}

void expect_refused(const std::string& definitions, const std::string& pointer) {
  try {
    (void)gate_file_from_text(gates_with_definitions(definitions), "gates.json");
    FAIL() << definitions;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadConfig);
    EXPECT_THAT(error.what(), testing::HasSubstr(pointer));
  }
}

TEST(Definitions, AreRefusedWhereTheyAreWrong) {
  const std::string ctc = R"({"name": "ctc", "title": "t", "source": "s", "when": {"phenotype": "ctc"}})";
  const std::string other = R"({"name": "big", "title": "t", "source": "s", "when": "big"})";
  EXPECT_NO_THROW((void)gate_file_from_text(
      gates_with_definitions(R"({"reported": "ctc", "list": [)" + ctc + "," + other + "]}"), "gates.json"));
  expect_refused(R"({"reported": "none", "list": [)" + ctc + "]}", "/definitions/reported");
  expect_refused(R"({"reported": "big", "list": [)" + other + "]}", "/definitions/reported");
  expect_refused(R"({"reported": "ctc", "list": [)" + ctc + "," + ctc + "]}", "/definitions/list/1/name");
  expect_refused(R"({"reported": "ctc", "list": []})", "/definitions/list");
  expect_refused(
      R"({"reported": "a", "list": [{"name": "a", "title": "t", "source": "s", "when": {"touches": "sky"}}]})",
      "/definitions/list/0/when/touches");
  expect_refused(
      R"({"reported": "a", "list": [{"name": "a", "title": "t", "source": "s", "when": "small"}]})",
      "/definitions/list/0/when");
}

/// Three colours and HER2 with levels.
Panel her2_panel(LevelUnit unit, std::array<double, 3> cutoffs) {
  Panel panel = test::three_colour_panel();
  PanelChannel her2;
  her2.name = "HER2";
  her2.levels = MarkerLevels{"cell_mean_adu", unit, cutoffs, 2, "test"};
  panel.channels.push_back(her2);
  return panel;
}

EventTable her2_blood(const Panel& panel, const std::vector<double>& her2_of_ctcs) {
  const EventTable plain = blood(500, 1);
  EventTable table(test::schema_of(panel));
  test::Dice dice(3);
  for (int i = 0; i < 500; ++i) {
    Cell cell = test::random_leukocyte(dice);
    cell.x_um = 20.0 * i;
    table.add(cell);
    table.at(table.size() - 1, "her2_cell_mean_adu") = static_cast<float>(10.0 + dice.normal());
  }
  for (std::size_t i = 0; i < her2_of_ctcs.size(); ++i) {
    table.add(Cell{.ck = 900.0, .cd45 = 5.0, .x_um = 50.0 * static_cast<double>(i), .y_um = 500.0});
    table.at(table.size() - 1, "her2_cell_mean_adu") = static_cast<float>(her2_of_ctcs[i]);
  }
  return table;
}

TEST(MarkerLevels, AreCountedOverTheCtcsAlone) {
  const Panel panel = her2_panel(LevelUnit::Absolute, {50, 150, 500});
  EventTable table = her2_blood(panel, {5, 50, 149, 150, 499, 500, 9999, std::nan("")});
  const Classifier classifier = classified(table, panel);
  const SampleCounts counts = classifier.counts();
  ASSERT_EQ(counts.markers.size(), 1U);
  const MarkerLevelCounts& her2 = counts.markers.front();
  EXPECT_EQ(her2.channel, "HER2");
  EXPECT_THAT(her2.ctcs, testing::ElementsAre(1, 2, 2, 2));
  EXPECT_EQ(her2.not_known, 1U);
  EXPECT_EQ(her2.positive(), 4U);
  EXPECT_DOUBLE_EQ(*her2.positive_share(), 4.0 / 7.0);
  EXPECT_TRUE(her2.half_positive());
  EXPECT_DOUBLE_EQ(*her2.h_score(), 100.0 * (2 + 2 * 2 + 3 * 2) / 7.0);
  EXPECT_EQ(classifier.appended_columns().back().name, "her2_level");
}

TEST(MarkerLevels, InLeukocyteUnitsDoNotChangeWhenTheChannelGetsBrighter) {
  const Panel panel = her2_panel(LevelUnit::LeukocyteSd, {10, 30, 100});
  EventTable table = her2_blood(panel, {10, 25, 60, 200});
  const auto before = classified(table, panel).counts().markers.front().ctcs;
  EXPECT_THAT(before, testing::ElementsAre(1, 1, 1, 1));
  table.transform("her2_cell_mean_adu", 1.7, 25.0);
  EXPECT_EQ(classified(table, panel).counts().markers.front().ctcs, before);
}

TEST(MarkerLevels, ABlankChannelCostsNoCtcCount) {
  const Panel panel = her2_panel(LevelUnit::LeukocyteSd, {10, 30, 100});
  EventTable table = her2_blood(panel, {10});
  table.transform("her2_cell_mean_adu", 0.0, 7.0);
  const Classifier classifier = classified(table, panel);
  EXPECT_FALSE(classifier.not_evaluable_reason().has_value());
  EXPECT_EQ(classifier.counts().of(Phenotype::Ctc), 1U);
}

TEST(MarkerLevels, OfAMeasureThatDoesNotExistAreRefused) {
  Panel panel = her2_panel(LevelUnit::Absolute, {1, 2, 3});
  panel.channels.back().levels->measure = "cell_glow";
  const EventTable table(test::schema_of(panel));
  EXPECT_THROW(Classifier(default_gate_file(), panel, table.schema()), Error);
}

}  // namespace
}  // namespace cyto
