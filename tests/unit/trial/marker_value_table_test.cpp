// Values and units as laboratories write them: every row of tests/data/marker_values.csv comes to exactly the
// number it states (worked out in decimal arithmetic, outside this program), or is refused with its code.

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/number_text.h"
#include "cytrial/trial/csv_reader.h"
#include "trial_fixture.h"

namespace cyto {
namespace {

constexpr const char* kStudy = R"({
  "format": 1, "name": "values",
  "protocol": {"day_zero": "d", "visits": [{"code": "V", "day": 0, "window_before_days": 0, "window_after_days": 0}]},
  "subjects": [{"id": "S", "day_zero": "2026-01-12"}],
  "analytes": ["CA153", "CA2729", "WBC", "NEUT", "PLAT", "RBC", "HGB", "HCT", "CREAT", "BUN", "ALT", "AST", "ALP",
               "BILI", "ALB"],
  "panel": "p.json", "samples": "samples.csv", "markers": "markers.csv"})";

std::string quoted(std::string_view cell) {
  std::string text = "\"";
  for (const char c : cell) {
    text.append(c == '"' ? 2 : 1, c);
  }
  return text + "\"";
}

TEST(MarkerValueTable, EveryRowIsReadExactlyOrRefusedByItsCode) {
  const std::string data = read_text_file(std::string(CYTRIAL_SOURCE_DIR) + "/tests/data/marker_values.csv");
  const CsvTable table =
      parse_csv(data, "marker_values.csv", {{"analyte", "value", "unit", "expected", "censor", "code"}, {}});
  ASSERT_GE(table.rows().size(), 200U);
  const test::StudyFolder folder{std::string(kStudy)};
  const Study study = folder.study();
  std::size_t exact = 0;
  for (const CsvRow& row : table.rows()) {
    test::write_text(folder / "markers.csv", "subject,visit,analyte,collected,value,unit,assay\nS,V," +
                                                 std::string(table.cell(row, "analyte")) +
                                                 ",2026-01-12T08:00Z," +
                                                 quoted(table.verbatim(row, "value")) + "," +
                                                 quoted(table.verbatim(row, "unit")) + ",A\n");
    const MarkerTable read = read_marker_table(folder / "markers.csv", study);
    const std::string what = "row " + std::to_string(row.row) + ": [" +
                             std::string(table.verbatim(row, "value")) + "] [" +
                             std::string(table.verbatim(row, "unit")) + "]";
    ASSERT_EQ(read.rows.size() + read.refused.size(), 1U) << what;
    const std::string code(table.cell(row, "code"));
    if (!code.empty()) {
      ASSERT_TRUE(read.rows.empty()) << what << " came to " << read.rows.front().value;
      EXPECT_EQ(read.refused.front().code, code) << what;
      exact += read.refused.front().code == code ? 1 : 0;
      continue;
    }
    ASSERT_TRUE(read.refused.empty()) << what << ": " << read.refused.front().text;
    const MarkerResult& result = read.rows.front();
    EXPECT_EQ(number_text(result.value), table.cell(row, "expected")) << what;
    EXPECT_EQ(symbol_of(result.censor), table.cell(row, "censor")) << what;
    EXPECT_EQ(result.value_text, table.verbatim(row, "value")) << what;
    EXPECT_EQ(result.unit_text, table.verbatim(row, "unit")) << what;
    exact += number_text(result.value) == table.cell(row, "expected") ? 1 : 0;
  }
  EXPECT_EQ(exact, table.rows().size());
}

}  // namespace
}  // namespace cyto
