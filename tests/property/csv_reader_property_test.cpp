// Claims: cells written as RFC 4180 come back as they were, and any bytes at all give a table or BadData.

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/trial/csv_reader.h"

namespace cyto {
namespace {

const CsvColumns kColumns{{"a", "b", "c"}, {}};

std::string text_of(std::mt19937& random, const std::vector<std::string>& pieces, std::size_t longest) {
  std::string text;
  for (std::size_t length = random() % (longest + 1); length > 0; --length) {
    text += pieces[random() % pieces.size()];
  }
  return text;
}

std::string in_csv(std::mt19937& random, const std::string& cell) {
  const bool must_quote = cell.find_first_of(",\"\r\n") != std::string::npos;
  if (!must_quote && random() % 2 == 0) {
    return cell;
  }
  std::string written = "\"";
  for (const char c : cell) {
    written += c == '"' ? "\"\"" : std::string(1, c);
  }
  return written + "\"";
}

TEST(CsvReaderProperty, CellsComeBackAsTheyWereWritten) {
  std::mt19937 random(20260112);
  const std::vector<std::string> pieces{"x", "7", " ", "\t", ",", "\"", "\n", "\r\n", "\xE2\x89\xA4",
                                        "=", ";"};
  for (int repeat = 0; repeat < 400; ++repeat) {
    std::vector<std::vector<std::string>> rows(random() % 20);
    const std::string end = random() % 2 == 0 ? "\n" : "\r\n";
    std::string text = "a,b,c" + end;
    for (std::vector<std::string>& row : rows) {
      // A first cell with text, so that no row is blank.
      row = {"k" + text_of(random, pieces, 6), text_of(random, pieces, 6), text_of(random, pieces, 6)};
      text += in_csv(random, row[0]) + "," + in_csv(random, row[1]) + "," + in_csv(random, row[2]) + end;
    }
    const CsvTable table = parse_csv(text, "sheet.csv", kColumns);
    ASSERT_EQ(table.rows().size(), rows.size()) << text;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      ASSERT_EQ(table.rows()[row].cells, rows[row]) << text;
      ASSERT_EQ(table.rows()[row].row, row + 2);
    }
  }
}

TEST(CsvReaderProperty, AnyBytesGiveATableOrBadData) {
  std::mt19937 random(84);
  const std::vector<std::string> pieces{
      "a,b,c", "\n",  "\r", "\r\n", "\"",   "\"\"",         ",",
      ",,,",   " ",   "x",  "\xFF", "\xE2", "\xEF\xBB\xBF", std::string(1, '\0'),
      "\x1B",  "31,3"};
  int tables = 0;
  for (int repeat = 0; repeat < 30'000; ++repeat) {
    const std::string text = (random() % 4 == 0 ? "" : "a,b,c\n") + text_of(random, pieces, 12);
    try {
      (void)parse_csv(text, "sheet.csv", kColumns, {.max_bytes = 100, .max_rows = 3, .max_columns = 5});
      ++tables;
    } catch (const Error& error) {
      ASSERT_EQ(error.code(), ErrorCode::BadData) << text;
    }
  }
  EXPECT_GT(tables, 1000) << "the texts must not all be refused, or nothing is tested";
}

}  // namespace
}  // namespace cyto
