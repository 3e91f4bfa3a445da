// Claims: on a simulated scan the definitions, marker levels and ranks say what the truth table says.
// Simulation only: it shows that the definitions hold what they are made for, not that blood looks like this.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cytrial/pipeline/run_sample.h"
#include "cytrial/synth/simulate_scan.h"
#include "support/memory_sink.h"
#include "support/temporary_folder.h"

namespace cyto {
namespace {

using TruthRow = std::map<std::string, std::string>;

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, ',');) {
    cells.push_back(cell);
  }
  return cells;
}

std::vector<TruthRow> truth_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> names = cells_of(line);
  std::vector<TruthRow> rows;
  while (std::getline(in, line)) {
    const std::vector<std::string> cells = cells_of(line);
    TruthRow row;
    for (std::size_t i = 0; i < cells.size() && i < names.size(); ++i) {
      row[names[i]] = cells[i];
    }
    rows.push_back(row);
  }
  return rows;
}

Panel four_colour_panel() {
  Panel panel;
  panel.name = "test";
  panel.channels.resize(4);
  panel.channels[0].name = "DAPI";
  panel.channels[0].role = ChannelRole::Nuclear;
  panel.channels[1].name = "CK";
  panel.channels[1].role = ChannelRole::Cytokeratin;
  panel.channels[2].name = "CD45";
  panel.channels[2].role = ChannelRole::Leukocyte;
  panel.channels[3].name = "HER2";
  panel.channels[3].levels = MarkerLevels{"cell_mean_adu", LevelUnit::Absolute, {50, 150, 500}, 2, "test"};
  return panel;
}

/// One scan with apoptotic cells, giant cells and HER2, analysed once.
class SimulatedPhenotypes : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const test::TemporaryFolder folder;
    synth::ScanOptions options;
    options.width_px = options.height_px = 1024;
    options.seed = 812;
    options.density_per_mm2 = 600.0;
    options.ctc_count = 60;
    options.ck_level_min = 3.0;
    options.apoptotic_share = 0.4;
    options.giant_cells_per_mm2 = 15.0;
    options.fourth_channel = true;
    options.compression = TiffCompression::None;
    SilentLogger log;
    synth::simulate_scan(options, {folder / "scan.ome.tif", folder / "truth.csv", {}, {}}, log);
    truth_ = truth_of(folder / "truth.csv");
    AnalysisConfig config;
    config.panel = four_colour_panel();
    config.gates = default_gate_file();
    SampleInput input;
    input.sample_id = "S1";
    input.scan = {folder / "scan.ome.tif"};
    test::MemorySink sink;
    counts_ = run_sample(input, digest_scan(input.scan), config, {}, {}, sink, log).result.counts.value();
    candidates_ = sink.candidates;
  }

  /// Share of the candidates of a true type that a definition holds.
  static double share_held(const std::string& type, const std::string& definition) {
    std::size_t found = 0;
    std::size_t held = 0;
    for (const TruthRow& row : truth_) {
      const Candidate* candidate = row.at("type") == type ? candidate_at(row) : nullptr;
      if (candidate != nullptr) {
        const auto& names = candidate->definitions;
        ++found;
        held += std::find(names.begin(), names.end(), definition) != names.end() ? 1 : 0;
      }
    }
    EXPECT_GT(found, 0U) << type;
    return found == 0 ? 0.0 : static_cast<double>(held) / static_cast<double>(found);
  }
  static const Candidate* candidate_at(const TruthRow& row) {
    constexpr double kReachPx = 8.0;
    for (const Candidate& candidate : candidates_) {
      if (std::hypot(candidate.anchor.x_px - std::stod(row.at("x_px")),
                     candidate.anchor.y_px - std::stod(row.at("y_px"))) < kReachPx) {
        return &candidate;
      }
    }
    return nullptr;
  }

  static std::vector<TruthRow> truth_;
  static std::vector<Candidate> candidates_;
  static SampleCounts counts_;
};

std::vector<TruthRow> SimulatedPhenotypes::truth_;
std::vector<Candidate> SimulatedPhenotypes::candidates_;
SampleCounts SimulatedPhenotypes::counts_;

TEST_F(SimulatedPhenotypes, ApoptoticCellsAreToldFromIntactOnes) {
  EXPECT_GE(share_held("ctc_apoptotic", "ctc_apoptotic"), 0.85);
  EXPECT_LE(share_held("ctc", "ctc_apoptotic"), 0.15);
  EXPECT_EQ(share_held("ctc_apoptotic", "ctc"), 1.0) << "they stay in the reported count";
}

TEST_F(SimulatedPhenotypes, GiantCellsAreHeldByTheirDefinitionAndNoCtcIs) {
  EXPECT_EQ(share_held("giant_cell", "giant_cell"), 1.0);
  EXPECT_EQ(share_held("ctc", "giant_cell"), 0.0);
}

TEST_F(SimulatedPhenotypes, MostClusterMembersAreLinked) {
  // Masks of touching cells may stay further apart than the gap that counts as touching.
  int members = 0;
  int linked = 0;
  for (const TruthRow& row : truth_) {
    const Candidate* candidate = row.at("cluster_id") == "0" ? nullptr : candidate_at(row);
    if (candidate != nullptr) {
      ++members;
      linked += candidate->cluster_size > 1 ? 1 : 0;
    }
  }
  ASSERT_GE(members, 10);
  EXPECT_GE(linked, 0.75 * members);
}

TEST_F(SimulatedPhenotypes, Her2LevelsAreThoseOfTheTruth) {
  std::array<std::uint64_t, 4> levels{};
  for (const TruthRow& row : truth_) {
    if (row.at("phenotype") == "ctc") {
      const double her2 = std::stod(row.at("her2_mean_adu"));
      ++levels[static_cast<std::size_t>((her2 >= 50) + (her2 >= 150) + (her2 >= 500))];
    }
  }
  ASSERT_EQ(counts_.markers.size(), 1U);
  for (std::size_t level = 0; level < 4; ++level) {
    // A value beside a cut-off may fall to either side of it.
    EXPECT_NEAR(static_cast<double>(counts_.markers[0].ctcs[level]), static_cast<double>(levels[level]), 2.0);
  }
}

TEST_F(SimulatedPhenotypes, EveryRankIsGivenOnceAndTumorCellsComeFirst) {
  std::vector<const Candidate*> by_rank(candidates_.size(), nullptr);
  for (const Candidate& candidate : candidates_) {
    ASSERT_GE(candidate.rank, 1U);
    ASSERT_LE(candidate.rank, candidates_.size());
    ASSERT_EQ(by_rank[candidate.rank - 1], nullptr);
    by_rank[candidate.rank - 1] = &candidate;
  }
  const auto ctcs = static_cast<std::ptrdiff_t>(counts_.of(Phenotype::Ctc));
  ASSERT_GT(ctcs, 0);
  EXPECT_TRUE(std::all_of(by_rank.begin(), by_rank.begin() + ctcs,
                          [](const Candidate* c) { return c->phenotype == Phenotype::Ctc; }));
}

}  // namespace
}  // namespace cyto
