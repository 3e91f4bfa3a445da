#include "cytrial/classify/classifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cytrial/core/error.h"
#include "event_table.h"

namespace cyto {
namespace {

using test::blood;
using test::Cell;
using test::Dice;
using test::EventTable;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

Classifier classified(EventTable& table) {
  Classifier classifier(default_gate_file(), test::three_colour_panel(), table.schema());
  classifier.classify(table);
  return classifier;
}

Phenotype call_of(const Cell& cell) {
  EventTable table = blood(2000, 1);
  table.add(cell);
  return classified(table).calls().back().phenotype;
}

Phenotype call_with(const std::vector<std::string>& columns, float value) {
  EventTable table = blood(2000, 1);
  table.add(Cell{.ck = 900.0, .cd45 = 5.0});
  for (const std::string& column : columns) {
    table.at(2000, column) = value;
  }
  return classified(table).calls().back().phenotype;
}

TEST(DefaultGates, CallEachKindOfCell) {
  EXPECT_EQ(call_of({.ck = 900.0, .cd45 = 5.0}), Phenotype::Ctc);
  EXPECT_EQ(call_of({.ck = 45.0, .cd45 = 800.0}), Phenotype::Leukocyte);
  EXPECT_EQ(call_of({.ck = 900.0, .cd45 = 800.0}), Phenotype::DoublePositive);
  EXPECT_EQ(call_of({.ck = 45.0, .cd45 = 5.0}), Phenotype::NucleatedOther);
  EXPECT_EQ(call_of({.ck = 900.0, .cd45 = 5.0, .cell_um = 3.9}), Phenotype::Debris);
  EXPECT_EQ(call_of({.ck = 900.0, .cd45 = 5.0, .nucleus_um = 3.9}), Phenotype::Debris);
  EXPECT_EQ(call_of({.ck = 900.0, .cd45 = 5.0, .flags = bit(EventFlag::WithoutNucleus)}),
            Phenotype::Fragment);
}

TEST(DefaultGates, TakeALeukocyteInTheLightOfATouchingCtcForALeukocyte) {
  EXPECT_EQ(call_of({.ck = 900.0, .cd45 = 800.0, .overlap = 0.1}), Phenotype::Leukocyte);
}

TEST(DefaultGates, KeepABrightCtcWithSomeLightOfATouchingLeukocyte) {
  EXPECT_EQ(call_of({.ck = 900.0, .cd45 = 200.0}), Phenotype::Ctc);
}

TEST(DefaultGates, DoNotTakeAWeaklyCd45PositiveAutofluorescentLeukocyteForACtc) {
  EXPECT_NE(call_of({.ck = 110.0, .cd45 = 250.0}), Phenotype::Ctc);
}

TEST(DefaultGates, DoNotTakeTheDimmestGranulocyteOfStrongAutofluorescenceForACtc) {
  EXPECT_NE(call_of({.ck = 110.0, .cd45 = 150.0}), Phenotype::Ctc);
}

TEST(DefaultGates, KeepAWeakCtcWhoseTouchingLeukocyteShinesOnOneSide) {
  EXPECT_EQ(call_of({.ck = 110.0, .cd45 = 150.0, .cd45_median_over_mean = 0.2}), Phenotype::Ctc);
  EXPECT_EQ(call_of({.ck = 130.0, .cd45 = 300.0, .cd45_median_over_mean = 0.1}), Phenotype::Ctc);
  EXPECT_EQ(call_of({.ck = 45.0, .cd45 = 300.0, .cd45_median_over_mean = 0.1}), Phenotype::Leukocyte);
}

TEST(DefaultGates, FindAWeakCtcWhoseCytokeratinLiesAroundItsNucleus) {
  EXPECT_EQ(call_of({.ck = 65.0, .cd45 = 60.0, .ring_over_cell = 1.6}), Phenotype::Ctc);
  EXPECT_EQ(call_of({.ck = 65.0, .cd45 = 60.0, .ring_over_cell = 0.9}), Phenotype::NucleatedOther);
}

TEST(DefaultGates, AskLessCytokeratinOfACellWithoutAnyCd45) {
  EXPECT_EQ(call_of({.ck = 65.0, .cd45 = 5.0, .ring_over_cell = 0.9}), Phenotype::Ctc);
  EXPECT_EQ(call_of({.ck = 50.0, .cd45 = 5.0, .ring_over_cell = 0.9}), Phenotype::NucleatedOther);
}

TEST(DefaultGates, FindASmallWeakCtcOverItsNucleusWhereTheMaskIsTooWide) {
  EXPECT_EQ(call_of({.ck = 55.0, .cd45 = 5.0, .ring_over_cell = 0.9, .nucleus_over_cell = 1.4}),
            Phenotype::Ctc);
  EXPECT_EQ(call_of({.ck = 65.0, .cd45 = 5.0, .ring_over_cell = 0.9, .nucleus_over_cell = 0.8}),
            Phenotype::NucleatedOther);
}

TEST(DefaultGates, LetNoEventWithoutAValuePassForACtc) {
  EXPECT_EQ(call_with({"ck_pe_cell_mean_adu"}, kNan), Phenotype::NucleatedOther);
  EXPECT_EQ(call_with({"ck_pe_ring_mean_adu"}, kNan), Phenotype::Ctc) << "a cell without a ring";
  EXPECT_EQ(call_with({"cd45_cell_mean_adu", "cd45_cell_median_adu"}, kNan), Phenotype::NucleatedOther);
  EXPECT_EQ(call_with({"nucleus_diameter_um"}, kNan), Phenotype::Debris);
}

TEST(Classifier, LeavesEveryEventOfANuclearPanelUnclassified) {
  Panel panel;
  panel.channels.resize(1);
  panel.channels[0].name = "DAPI";
  panel.channels[0].role = ChannelRole::Nuclear;
  EventTable table(test::schema_of(panel));
  table.add(Cell{});
  table.add(Cell{});
  Classifier classifier(default_gate_file(), panel, table.schema());
  classifier.classify(table);

  EXPECT_EQ(classifier.counts().of(Phenotype::Unclassified), 2U);
  EXPECT_EQ(classifier.counts().events, 2U);
  EXPECT_TRUE(classifier.gate_names().empty());
  EXPECT_EQ(classifier.appended_columns().size(), 6U);
  EXPECT_EQ(classifier.not_evaluable_reason(), std::nullopt);
  ASSERT_EQ(classifier.flags().size(), 1U);
  EXPECT_EQ(classifier.flags()[0].code, "not_classified");
}

TEST(Classifier, SaysWhenThePanelHasNoCytokeratinChannel) {
  Panel panel = test::three_colour_panel();
  panel.channels.erase(panel.channels.begin() + 1);
  const Classifier classifier(default_gate_file(), panel, test::schema_of(panel));
  ASSERT_EQ(classifier.flags().size(), 1U);
  EXPECT_THAT(classifier.flags()[0].text, HasSubstr("no cytokeratin channel"));
}

TEST(Classifier, RefusesAnEventTableWithoutAGatedColumn) {
  std::vector<FeatureColumn> columns = test::schema_of(test::three_colour_panel()).columns();
  std::erase_if(columns, [](const FeatureColumn& column) { return column.name == "nucleus_diameter_um"; });
  try {
    const Classifier classifier(default_gate_file(), test::three_colour_panel(), FeatureSchema(columns));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadConfig);
    EXPECT_THAT(error.what(),
                HasSubstr("/gates/1/parameter: the event table has no column nucleus_diameter_um"));
  }
}

TEST(Classifier, RefusesAPanelWhoseChannelsShareAColumnPrefix) {
  Panel panel = test::three_colour_panel();
  const FeatureSchema schema = test::schema_of(panel);
  PanelChannel other;
  other.name = "CK PE";
  panel.channels.insert(panel.channels.begin(), other);
  try {
    const Classifier classifier(default_gate_file(), panel, schema);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("/gates/4/parameter: two channels of the panel"));
  }
}

TEST(Classifier, RefusesEventsWithOtherColumns) {
  EventTable table = blood(20, 1);
  Classifier classifier(default_gate_file(), test::three_colour_panel(), table.schema().with({{"more", {}}}));
  EXPECT_THROW(classifier.classify(table), Error);
}

/// Ends after some of its events.
class CutTable final : public EventSource {
 public:
  explicit CutTable(EventTable& table) : table_(table) {}
  [[nodiscard]] const FeatureSchema& schema() const override { return table_.schema(); }
  [[nodiscard]] std::uint64_t size() const override { return table_.size() + 1; }
  void rewind() override { table_.rewind(); }
  bool next(EventBatch& batch) override { return table_.next(batch); }

 private:
  EventTable& table_;
};

TEST(Classifier, RefusesATableThatEndsEarlyInsteadOfCountingFewer) {
  EventTable table = blood(100, 1);
  CutTable cut(table);
  Classifier classifier(default_gate_file(), test::three_colour_panel(), table.schema());
  try {
    classifier.classify(cut);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadData);
    EXPECT_THAT(error.what(), HasSubstr("101 events are announced, 100 were read"));
  }
}

TEST(Classifier, CountsEveryEventOnce) {
  EventTable table = blood(3000, 1);
  table.add(Cell{.ck = 900.0, .cd45 = 5.0});
  table.add(Cell{.flags = bit(EventFlag::WithoutNucleus)});
  const SampleCounts counts = classified(table).counts();
  std::uint64_t sum = 0;
  for (const Phenotype phenotype : kAllPhenotypes) {
    sum += counts.of(phenotype);
  }
  EXPECT_EQ(counts.events, 3002U);
  EXPECT_EQ(sum, 3002U);
  EXPECT_EQ(counts.nucleated_events, 3001U);
  EXPECT_EQ(counts.of(Phenotype::Fragment), 1U);
}

TEST(Classifier, AppendsTheCallAndTheRelativeValues) {
  EventTable table = blood(2000, 1);
  table.add(Cell{.ck = 900.0, .cd45 = 5.0});
  const Classifier classifier = classified(table);
  std::vector<std::string> names;
  for (const FeatureColumn& column : classifier.appended_columns()) {
    names.push_back(column.name);
  }
  ASSERT_THAT(names, ElementsAre("phenotype", "gate_mask", "cluster_id", "cluster_size",
                                 "attached_leukocytes", "definition_mask", "ck_pe_cell_mean_adu_lsd",
                                 "ck_pe_ring_mean_adu_lsd", "ck_pe_nucleus_mean_adu_lsd",
                                 "cd45_cell_mean_adu_lratio", "cd45_cell_median_adu_lratio"));
  std::vector<float> appended(names.size());
  classifier.append_values(2000, table.row(2000), appended.data());
  const PopulationStatistic& ck = classifier.population()[0];
  const PopulationStatistic& cd45 = classifier.population()[3];
  EXPECT_EQ(appended[0], static_cast<float>(Phenotype::Ctc));
  EXPECT_EQ(appended[1], static_cast<float>(classifier.calls()[2000].gate_mask));
  EXPECT_FLOAT_EQ(appended[6], static_cast<float>((900.0 - ck.location) / ck.scale));
  EXPECT_FLOAT_EQ(appended[9], static_cast<float>(5.0 / cd45.location));
}

TEST(Classifier, DescribesACandidateByItsGatesAndWhatTheyLookedAt) {
  EventTable table = blood(2000, 1);
  table.add(Cell{.ck = 900.0, .cd45 = 5.0, .cell_um = 12.0, .x_um = 30.0, .y_um = 40.0});
  const Classifier classifier = classified(table);
  ASSERT_TRUE(classifier.calls()[2000].candidate);
  const Candidate candidate = classifier.candidate(2000, table.row(2000));
  EXPECT_EQ(candidate.event_id, 2001U);
  EXPECT_EQ(candidate.anchor, (SlidePoint{160.0, 180.0}));
  EXPECT_EQ(candidate.phenotype, Phenotype::Ctc);
  EXPECT_EQ(candidate.cell_diameter_um, 12.0);
  EXPECT_THAT(candidate.gate_path,
              ElementsAre("nucleus_size", "cell_size", "intact", "ck_in_cell", "ck_in_ring",
                          "ck_without_cd45", "ck_positive", "cd45_low", "cd45_beside", "ctc", "ck_strong",
                          "ck_over_nucleus", "small_nucleus", "ck_clear"));
  EXPECT_THAT(candidate.measures, Contains(Pair("ck_pe_cell_mean_adu_lsd", testing::Gt(8.0))));
}

TEST(Classifier, KeepsTheGateNamesAndThePopulationWithTheTable) {
  EventTable table = blood(500, 1);
  const auto keywords = classified(table).keywords();
  EXPECT_THAT(keywords, Contains(Pair("gate_file_sha256", digest_of(*default_gate_file()))));
  EXPECT_THAT(keywords, Contains(Pair("CYTRIAL_GATE_NAMES", HasSubstr("no_nucleus|nucleus_size|"))));
  EXPECT_THAT(keywords, Contains(Pair("leukocyte_scale_ck_pe_cell_mean_adu", testing::_)));
}

TEST(Classifier, LinksTouchingCtcsAndKeepsTheirPhenotype) {
  EventTable table = blood(500, 1);
  for (const double x_um : {0.0, 12.0, 24.0, 100.0}) {
    table.add(Cell{.ck = 900.0, .cd45 = 5.0, .cell_um = 12.0, .x_um = x_um, .y_um = 5000.0});
  }
  const Classifier classifier = classified(table);
  const auto& calls = classifier.calls();
  for (std::size_t i = 500; i < 504; ++i) {
    EXPECT_EQ(calls[i].phenotype, Phenotype::Ctc);
    EXPECT_EQ(calls[i].cluster_id, i < 503 ? 1U : 0U);
    EXPECT_EQ(calls[i].cluster_size, i < 503 ? 3U : 0U);
  }
  EXPECT_EQ(classifier.counts().ctc_clusters, 1U);
  EXPECT_EQ(classifier.counts().ctcs_in_clusters, 3U);
  EXPECT_EQ(classifier.counts().of(Phenotype::Ctc), 4U);
}

TEST(Classifier, LinksCellsByTheirBodiesAndNotByTheirNuclei) {
  EventTable table = blood(500, 1);
  for (const double x_um : {0.0, 12.0, 500.0, 515.0}) {
    table.add(Cell{.ck = 900.0, .cd45 = 5.0, .cell_um = 12.0, .x_um = x_um, .y_um = 5000.0});
  }
  // Nuclei 18 um apart in touching cells, and 11 um apart in cells that do not touch.
  table.at(500, "x_px") -= 6.0F;
  table.at(500, "x_um") -= 3.0F;
  table.at(501, "x_px") += 6.0F;
  table.at(501, "x_um") += 3.0F;
  table.at(502, "x_px") += 8.0F;
  table.at(502, "x_um") += 4.0F;
  const Classifier classifier = classified(table);
  EXPECT_EQ(classifier.calls()[500].cluster_size, 2U);
  EXPECT_EQ(classifier.calls()[501].cluster_size, 2U);
  EXPECT_EQ(classifier.calls()[502].cluster_size, 0U);
  EXPECT_EQ(classifier.calls()[503].cluster_size, 0U);
}

std::vector<std::uint32_t> masks_of(const Classifier& classifier) {
  std::vector<std::uint32_t> masks;
  for (const Classification& call : classifier.calls()) {
    masks.push_back(call.gate_mask);
  }
  return masks;
}

TEST(Classifier, GivesTheSameCallsForAnyBatchSizeAndRerun) {
  EventTable table = blood(5000, 3);
  EventTable in_small_batches = blood(5000, 3, 7);
  Classifier classifier = classified(table);
  const auto once = masks_of(classifier);
  classifier.classify(table);
  EXPECT_EQ(once, masks_of(classifier));
  EXPECT_EQ(once, masks_of(classified(in_small_batches)));
}

TEST(Classifier, DependsOnNoGainAndNoStainingStrength) {
  EventTable table = blood(5000, 4);
  Dice dice(5);
  for (int i = 0; i < 200; ++i) {
    table.add(Cell{.ck = dice.lognormal(200.0, 1.0), .cd45 = dice.lognormal(50.0, 1.5)});
  }
  const auto before = masks_of(classified(table));
  table.transform("ck_pe_cell_mean_adu", 4.0, 0.0);
  table.transform("ck_pe_ring_mean_adu", 4.0, 0.0);
  table.transform("ck_pe_nucleus_mean_adu", 4.0, 0.0);
  table.transform("cd45_cell_mean_adu", 0.25, 0.0);
  table.transform("cd45_cell_median_adu", 0.25, 0.0);
  EXPECT_EQ(before, masks_of(classified(table)));
}

TEST(Classifier, DependsOnNoConstantUnderTheCytokeratinChannel) {
  EventTable table = blood(5000, 6);
  for (std::size_t i = 0; i < 5000; ++i) {
    for (const char* column : {"ck_pe_cell_mean_adu", "ck_pe_ring_mean_adu", "ck_pe_nucleus_mean_adu"}) {
      float& ck = table.at(i, column);
      ck = std::round(ck * 4.0F) / 4.0F;  // quarters: adding 64 to them is exact in float
    }
  }
  const auto before = masks_of(classified(table));
  table.transform("ck_pe_cell_mean_adu", 1.0, 64.0);
  table.transform("ck_pe_ring_mean_adu", 1.0, 64.0);
  table.transform("ck_pe_nucleus_mean_adu", 1.0, 64.0);
  EXPECT_EQ(before, masks_of(classified(table)));
}

}  // namespace
}  // namespace cyto
