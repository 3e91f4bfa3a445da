// The study that tools/demo runs: it is read, and shows what its README promises.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "cytrial/core/number_text.h"
#include "cytrial/trial/csv_reader.h"
#include "trial_fixture.h"

namespace cyto {
namespace {

using test::at;
using test::counted;
using test::flag_codes;
using test::without_count;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DemoStudy : public ::testing::Test {
 protected:
  const std::filesystem::path folder_ = CYTRIAL_SOURCE_DIR "/samples/studies/hai_folfox_demo";
  const Study study_ = read_study_file(folder_ / "study.json");
  const SampleSheet samples_ = read_sample_sheet(study_.samples, study_);
  const MarkerTable markers_ = read_marker_table(study_.markers, study_);
  const CsvTable scans_ = read_csv_file(
      folder_ / "scans.csv",
      {{"scan", "seed", "width_px", "height_px", "density_per_mm2", "ctcs", "ck_level_min", "kept_share"},
       {}});

  /// What a perfect analysis of the demonstration finds.
  [[nodiscard]] std::vector<SampleResult> perfect_results() const {
    std::vector<SampleResult> results{counted("S0301", 60)};
    for (const CsvRow& scan : scans_.rows()) {
      const std::string id(scans_.cell(scan, "scan").substr(0, 5));
      const bool whole = scans_.cell(scan, "kept_share") == "1";
      const auto ctcs = static_cast<std::uint64_t>(*parse_int(scans_.cell(scan, "ctcs")));
      results.push_back(whole ? counted(id, ctcs)
                              : without_count(id, SampleStatus::NotEvaluable, "the file is cut short"));
    }
    return results;
  }
};

TEST_F(DemoStudy, EverySimulatedScanOfTheSheetHasItsRecipeAndNoOther) {
  std::set<std::string> recipes;
  std::set<std::string> seeds;
  for (const CsvRow& scan : scans_.rows()) {
    recipes.insert("build/demo/scans/" + std::string(scans_.cell(scan, "scan")));
    seeds.insert(std::string(scans_.cell(scan, "seed")));
  }
  std::set<std::string> asked;
  for (const SheetSample& sample : samples_.rows) {
    ASSERT_EQ(sample.scans.size(), 1U);
    const std::string path = std::filesystem::relative(sample.scans[0], study_.root).string();
    if (path.starts_with("build/")) {
      asked.insert(path);
    } else {
      EXPECT_TRUE(std::filesystem::exists(sample.scans[0])) << path;
    }
  }
  EXPECT_EQ(recipes, asked);
  EXPECT_EQ(seeds.size(), scans_.rows().size());
}

TEST_F(DemoStudy, NamesPanelsGatesAndACalibrationThatAreThere) {
  EXPECT_TRUE(std::filesystem::exists(study_.panel)) << study_.panel;
  EXPECT_TRUE(std::filesystem::exists(study_.gates.value())) << *study_.gates;
  EXPECT_TRUE(std::filesystem::exists(study_.calibration.value() / "set.json")) << *study_.calibration;
  for (const SheetSample& sample : samples_.rows) {
    EXPECT_TRUE(std::filesystem::exists(sample.panel.value_or(study_.panel))) << sample.sample_id;
    EXPECT_TRUE(std::filesystem::exists(sample.gates.value_or(*study_.gates))) << sample.sample_id;
  }
}

TEST_F(DemoStudy, ShowsEveryStateThatTheReadmeNames) {
  const TimepointTable table = join_timepoints(study_, samples_, markers_, perfect_results());
  ASSERT_EQ(table.rows.size(), 16U);
  EXPECT_EQ(at(table, "HAI-01", "C1D1").unfavourable, true);
  EXPECT_EQ(at(table, "HAI-01", "C3D1").sample_id, "S0103");
  EXPECT_EQ(at(table, "HAI-01", "C5D1").ctc_count, 0U);
  EXPECT_EQ(at(table, "HAI-01", "C5D1").markers[0].above_limit, false);
  EXPECT_EQ(at(table, "HAI-01", "C5D1").markers[1].above_limit, false);
  EXPECT_EQ(at(table, "HAI-02", "C5D1").ctc_state, CtcState::NotDone);
  EXPECT_EQ(at(table, "HAI-02", "C5D1").markers[0].result->censor, Censor::Above);
  EXPECT_THAT(flag_codes(at(table, "HAI-02", "C5D1")), Contains("assay_change"));
  EXPECT_THAT(flag_codes(at(table, "HAI-03", "C1D1")), Contains("no_volume"));
  EXPECT_EQ(at(table, "HAI-03", "C2D1").ctc_state, CtcState::NotEvaluable);
  EXPECT_EQ(at(table, "HAI-03", "C2D1").markers[1].result->value, 57.7);
  EXPECT_THAT(flag_codes(at(table, "HAI-03", "C3D1")), Contains("outside_window"));
  EXPECT_EQ(at(table, "HAI-03", "C5D1").blood_volume_ml, 5.0);
  EXPECT_EQ(at(table, "HAI-04", "C1D1").ctc_count, 0U);
  EXPECT_EQ(at(table, "HAI-04", "C1D1").markers[0].result->censor, Censor::Below);
  EXPECT_EQ(at(table, "HAI-04", "C2D1").ctc_state, CtcState::NotEvaluable);
  EXPECT_THAT(flag_codes(at(table, "HAI-04", "C2D1")), Contains("duplicate_sample"));
  EXPECT_EQ(at(table, "HAI-04", "C3D1").ctc_state, CtcState::NotDone);
}

TEST_F(DemoStudy, ReportsExactlyTheRowsThatTheReadmeLists) {
  const TimepointTable table = join_timepoints(study_, samples_, markers_, perfect_results());
  std::vector<std::string> reported;
  for (const Unmatched& entry : table.unmatched) {
    reported.push_back(entry.source + " " + entry.code);
  }
  EXPECT_THAT(reported,
              ElementsAre("samples.csv row 14 duplicate_sample", "samples.csv row 15 duplicate_sample",
                          "markers.csv row 20 no_unit", "markers.csv row 24 decimal_comma",
                          "markers.csv row 28 duplicate_marker", "markers.csv row 29 duplicate_marker",
                          "markers.csv row 31 no_offset", "markers.csv row 32 outside_window"));
}

}  // namespace
}  // namespace cyto
