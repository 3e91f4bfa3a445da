#include "cytrial/trial/timepoint_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "trial_fixture.h"

namespace cyto {
namespace {

using test::counted;
using test::StudyFolder;
using test::without_count;
using ::testing::ElementsAre;

using NamedCells = std::map<std::string, std::string>;

NamedCells row_of(const TimepointGrid& grid, std::size_t row) {
  NamedCells cells;
  for (std::size_t column = 0; column < grid.columns.size(); ++column) {
    cells[grid.columns[column].name] = grid.rows.at(row).at(column);
  }
  return cells;
}

TEST(TimepointColumns, NamesAreThoseOfTheFormat) {
  std::vector<std::string> names;
  for (const TimepointColumn& column : timepoint_columns(StudyFolder().study())) {
    names.push_back(column.name);
  }
  EXPECT_THAT(
      names,
      ElementsAre(
          "subject", "visit", "day", "actual_day", "visit_state", "ctc_state", "sample_id", "ctc_count",
          "ctc_low", "ctc_high", "usable_share", "blood_volume_ml", "per_7_5_ml", "per_7_5_ml_low",
          "per_7_5_ml_high", "category", "ctc_recovered_per_7_5_ml", "ctc_recovered_per_7_5_ml_low",
          "ctc_recovered_per_7_5_ml_high", "ctc_probability_at_cutoff", "ctc_baseline", "ctc_change_from",
          "ctc_cutoff_crossing", "ctc_change", "ctc_change_p", "ctc_change_mid_p", "ctc_change_p_holm",
          "ctc_look", "ctc_looks", "ctc_ratio", "ctc_ratio_low", "ctc_ratio_high", "ctc_falls_at",
          "ctc_rises_at", "ca153", "ca153_censor", "ca153_unit", "ca153_upper_limit", "ca153_above",
          "ca153_assay", "ca153_as_written", "ca153_stretch", "ca153_change_percent", "ca153_rcv_from",
          "ca153_rcv_percent", "ca153_rcv_low_percent", "ca153_rcv_high_percent", "ca153_rcv",
          "ca153_rcv_one_sided", "ca153_doubling_days", "ca2729", "ca2729_censor", "ca2729_unit",
          "ca2729_upper_limit", "ca2729_above", "ca2729_assay", "ca2729_as_written", "ca2729_stretch",
          "ca2729_change_percent", "ca2729_rcv_from", "ca2729_rcv_percent", "ca2729_rcv_low_percent",
          "ca2729_rcv_high_percent", "ca2729_rcv", "ca2729_rcv_one_sided", "ca2729_doubling_days", "flags"));
}

TEST(TimepointColumns, CountedRowPrintsEveryNumberWithAPoint) {
  const StudyFolder folder;
  const TimepointTable table = folder.join("T1,S01,C1D1,2026-01-12T08:10+01:00,7.0,a.tif\n",
                                           "S01,C1D1,CA153,2026-01-12T08:10+01:00,31300,U/L,CMIA\n"
                                           "S01,C1D1,CA2729,2026-01-12T08:10+01:00,<2.0,U/mL,CLIA\n",
                                           {counted("T1", 5)});
  NamedCells cells = row_of(timepoint_grid(folder.study(), table), 0);
  EXPECT_EQ(cells["subject"], "S01");
  EXPECT_EQ(cells["visit"], "C1D1");
  EXPECT_EQ(cells["day"], "0");
  EXPECT_EQ(cells["actual_day"], "0");
  EXPECT_EQ(cells["ctc_state"], "counted");
  EXPECT_EQ(cells["ctc_count"], "5");
  EXPECT_EQ(cells["ctc_low"], "1.623");
  EXPECT_EQ(cells["ctc_high"], "11.668");
  EXPECT_EQ(cells["blood_volume_ml"], "7");
  EXPECT_EQ(cells["per_7_5_ml"], "5.357");
  EXPECT_EQ(cells["category"], "unfavourable");
  EXPECT_EQ(cells["ca153"], "31.3");
  EXPECT_EQ(cells["ca153_censor"], "");
  EXPECT_EQ(cells["ca153_unit"], "U/mL");
  EXPECT_EQ(cells["ca153_upper_limit"], "31.3");
  EXPECT_EQ(cells["ca153_above"], "no");
  EXPECT_EQ(cells["ca153_assay"], "CMIA");
  EXPECT_EQ(cells["ca153_as_written"], "31300 U/L");
  EXPECT_EQ(cells["ca2729"], "2");
  EXPECT_EQ(cells["ca2729_censor"], "<");
  EXPECT_EQ(cells["ca2729_as_written"], "<2.0 U/mL");
  EXPECT_EQ(cells["flags"], table.rows[0].flags.at(0));
}

TEST(TimepointColumns, ZeroIsWrittenAndAnAbsentCountIsNot) {
  const StudyFolder folder;
  const TimepointTable table =
      folder.join("T1,S01,C1D1,,7.5,a.tif\nT2,S01,C2D1,,7.5,b.tif\n", "",
                  {counted("T1", 0), without_count("T2", SampleStatus::NotEvaluable, "cut")});
  const TimepointGrid grid = timepoint_grid(folder.study(), table);
  NamedCells zero = row_of(grid, 0);
  EXPECT_EQ(zero["ctc_count"], "0");
  EXPECT_EQ(zero["per_7_5_ml"], "0");
  EXPECT_EQ(zero["per_7_5_ml_high"], "3.689");
  EXPECT_EQ(zero["category"], "favourable");
  NamedCells lost = row_of(grid, 1);
  EXPECT_EQ(lost["ctc_state"], "not_evaluable");
  for (const char* column : {"ctc_count",
                             "ctc_low",
                             "ctc_high",
                             "per_7_5_ml",
                             "per_7_5_ml_low",
                             "per_7_5_ml_high",
                             "category",
                             "ctc_recovered_per_7_5_ml",
                             "ctc_recovered_per_7_5_ml_low",
                             "ctc_recovered_per_7_5_ml_high",
                             "ctc_probability_at_cutoff",
                             "ctc_baseline",
                             "ctc_change_from",
                             "ctc_cutoff_crossing",
                             "ctc_change",
                             "ctc_change_p",
                             "ctc_change_mid_p",
                             "ctc_change_p_holm",
                             "ctc_look",
                             "ctc_looks",
                             "ctc_ratio",
                             "ctc_ratio_low",
                             "ctc_ratio_high",
                             "ctc_falls_at",
                             "ctc_rises_at",
                             "ca153",
                             "ca153_above"}) {
    EXPECT_EQ(lost[column], "") << column;
  }
  EXPECT_EQ(row_of(grid, 2)["ctc_state"], "not_done");
}

TEST(TimepointColumns, ACountCorrectedForRecoveryIsNeverHeldAgainstTheCutoff) {
  const StudyFolder folder(test::with(
      test::kStudyJson, R"("format": 1,)",
      R"("format": 1, "ctc": {"cutoff": 5, "per_ml": 7.5, "recovery": {"mean": 0.5, "sd": 0.05, "source": "s"}},)"));
  const TimepointTable table =
      folder.join("T1,S01,C1D1,,7.5,a.tif\nT2,S01,C2D1,,,b.tif\n", "", {counted("T1", 4), counted("T2", 4)});
  const TimepointGrid grid = timepoint_grid(folder.study(), table);
  NamedCells cells = row_of(grid, 0);
  EXPECT_EQ(cells["ctc_recovered_per_7_5_ml"], "8");                        // above the cut-off of 5
  EXPECT_LT(std::stod(cells["ctc_recovered_per_7_5_ml_low"]), 2.0 * 1.09);  // Garwood's limit / recovery
  EXPECT_GT(std::stod(cells["ctc_recovered_per_7_5_ml_high"]), 2.0 * 10.24);
  EXPECT_EQ(cells["category"], "favourable");
  EXPECT_EQ(row_of(grid, 1)["ctc_recovered_per_7_5_ml"], "");  // without a volume
}

TEST(TimepointColumns, SeveralFlagsShareOneCell) {
  const StudyFolder folder;
  TimepointTable table = folder.join("", "");
  table.rows[0].flags = {"a: x, y", "b"};
  EXPECT_EQ(row_of(timepoint_grid(folder.study(), table), 0)["flags"], "a: x, y | b");
}

TEST(TimepointColumns, UnmatchedRowsAreATableToo) {
  const TimepointTable table = StudyFolder().join("T1,S99,C1D1,,7.5,a.tif\n", "");
  const TimepointGrid grid = unmatched_grid(table);
  ASSERT_EQ(grid.rows.size(), 1U);
  EXPECT_EQ(grid.rows[0][0], "samples.csv row 2");
  EXPECT_EQ(grid.rows[0][1], "unknown_subject");
}

}  // namespace
}  // namespace cyto
