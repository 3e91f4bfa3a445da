#include "cytrial/trial/csv_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "support/temporary_folder.h"

namespace cyto {
namespace {

const CsvColumns kColumns{{"a", "b"}, {"c"}};

CsvTable parse(const std::string& text, const CsvLimits& limits = {}) {
  return parse_csv(text, "sheet.csv", kColumns, limits);
}

/// The message of the BadData error that `text` causes.
std::string refusal(const std::string& text, const CsvLimits& limits = {}) {
  try {
    (void)parse(text, limits);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadData);
    EXPECT_EQ(error.subject(), "sheet.csv");
    return error.problem();
  }
  ADD_FAILURE() << "was read: " << text;
  return {};
}

TEST(CsvReader, ReadsCellsByColumnNameInAnyOrder) {
  const CsvTable table = parse("c,b,a\n3,2,1\n");
  ASSERT_EQ(table.rows().size(), 1U);
  EXPECT_EQ(table.cell(table.rows()[0], "a"), "1");
  EXPECT_EQ(table.cell(table.rows()[0], "b"), "2");
  EXPECT_EQ(table.cell(table.rows()[0], "c"), "3");
}

TEST(CsvReader, OptionalColumnThatIsNotThereIsEmpty) {
  const CsvTable table = parse("a,b\n1,2\n");
  EXPECT_EQ(table.cell(table.rows()[0], "c"), "");
}

TEST(CsvReader, AcceptsEveryLineEndWithTheSameRowNumbers) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const CsvTable table = parse("a,b" + end + "1,2" + end + "3,4" + end);
    ASSERT_EQ(table.rows().size(), 2U) << end.size();
    EXPECT_EQ(table.rows()[0].row, 2U);
    EXPECT_EQ(table.rows()[1].row, 3U);
    EXPECT_EQ(table.cell(table.rows()[1], "b"), "4");
  }
}

TEST(CsvReader, LastRowNeedsNoLineEnd) {
  EXPECT_EQ(parse("a,b\n1,2").rows().size(), 1U);
}

TEST(CsvReader, ByteOrderMarkIsNoPartOfTheFirstColumn) {
  EXPECT_EQ(parse("\xEF\xBB\xBF"
                  "a,b\n1,2\n")
                .header()
                .front(),
            "a");
  EXPECT_EQ(parse("\xEF\xBB\xBF\"a\",b\n1,2\n").header().front(), "a");
}

TEST(CsvReader, QuotedCellsKeepCommasQuotesAndLineBreaks) {
  const CsvTable table = parse("a,b\n\"x,y\",\"say \"\"hi\"\"\nthere\"\n5,6\n");
  EXPECT_EQ(table.verbatim(table.rows()[0], "a"), "x,y");
  EXPECT_EQ(table.verbatim(table.rows()[0], "b"), "say \"hi\"\nthere");
  EXPECT_EQ(table.rows()[1].row, 3U) << "a spreadsheet counts a cell with a line break as one row";
}

TEST(CsvReader, BlanksStayInTheCellAndAreCutOnlyForComparison) {
  const CsvTable table = parse("a, b \n  1 ,\t2 \n");
  EXPECT_EQ(table.verbatim(table.rows()[0], "a"), "  1 ");
  EXPECT_EQ(table.cell(table.rows()[0], "a"), "1");
  EXPECT_EQ(table.cell(table.rows()[0], "b"), "2");
}

TEST(CsvReader, BlankLinesAreSkippedButCounted) {
  for (const std::string end : {"\n", "\r\n"}) {
    const CsvTable table =
        parse("a,b" + end + end + "1,2" + end + " , " + end + ",," + end + "3,4" + end + end);
    ASSERT_EQ(table.rows().size(), 2U);
    EXPECT_EQ(table.rows()[0].row, 3U);
    EXPECT_EQ(table.rows()[1].row, 6U);
  }
}

TEST(CsvReader, RowsOfAnotherWidthAreKeptForTheReaderToReport) {
  const CsvTable table = parse("a,b\n1\n1,2,3\n");
  EXPECT_EQ(table.rows()[0].cells.size(), 1U);
  EXPECT_EQ(table.rows()[1].cells.size(), 3U);
}

TEST(CsvReader, HeaderAloneIsATableWithoutRows) {
  EXPECT_TRUE(parse("a,b\n").rows().empty());
  EXPECT_TRUE(parse("a,b").rows().empty());
}

struct Hostile {
  const char* name;
  std::string text;
  const char* message;
};

class HostileCsv : public ::testing::TestWithParam<Hostile> {};

TEST_P(HostileCsv, IsRefusedWithItsOwnMessage) {
  const std::string message = refusal(GetParam().text);
  EXPECT_NE(message.find(GetParam().message), std::string::npos) << message;
}

INSTANTIATE_TEST_SUITE_P(
    CsvReader, HostileCsv,
    ::testing::Values(
        Hostile{"Empty", "", "the file is empty"}, Hostile{"OnlyBlankLines", "\n\r\n\n", "the file is empty"},
        Hostile{"OnlyMark", "\xEF\xBB\xBF", "the file is empty"},
        Hostile{"MissingColumn", "a\n1\n", "missing columns: b"},
        Hostile{"MissingColumns", "c\n1\n", "missing columns: a, b"},
        Hostile{"NoHeader", "S01,C1D1\n", "the first row names none of the columns"},
        Hostile{"UnknownColumn", "a,b,d\n1,2,3\n", "the column \"d\" is not known"},
        Hostile{"UnnamedColumn", "a,b,\n1,2,3\n", "the column \"\" is not known"},
        Hostile{"OtherCase", "A,b\n1,2\n", "the column \"A\" is not known"},
        Hostile{"ColumnTwice", "a,b,a\n1,2,3\n", "the column \"a\" is there twice"},
        Hostile{"EscapeInColumn", "a,b,\x1b[2J\n1,2,3\n", "the column \"\\x1B[2J\" is not known"},
        Hostile{"Semicolons", "a;b\n1;2\n", "separated by semicolons"},
        Hostile{"Tabs", "a\tb\n1\t2\n", "separated by tabs"},
        Hostile{"NulByte", std::string("a,b\n1,\0\n", 8), "line 2 holds a NUL byte"},
        Hostile{"Utf16",
                "\xFF\xFE"
                "a",
                "the text is UTF-16"},
        Hostile{"Utf16Big", "\xFE\xFF", "UTF-16"},
        Hostile{"Latin1", "a,b\n1,2\nm\xFCller,2\n", "line 3 holds a byte that is not UTF-8"},
        Hostile{"OverlongUtf8", "a,b\n\xC0\xAF,2\n", "line 2 holds a byte that is not UTF-8"},
        Hostile{"SurrogateUtf8", "a,b\n\xED\xA0\x80,2\n", "line 2 holds a byte that is not UTF-8"},
        Hostile{"CutUtf8", "a,b\n1,\xE2\x89", "line 2 holds a byte that is not UTF-8"},
        Hostile{"BeyondUnicode", "a,b\n1,\xF4\x90\x80\x80", "line 2 holds a byte that is not UTF-8"},
        Hostile{"QuoteInside", "a,b\n1,2\nx\"y,2\n", "line 3 has a quote out of place"},
        Hostile{"TextBehindQuote", "a,b\n\"x\"y,2\n", "line 2 has a quote out of place"},
        Hostile{"BlankBehindQuote", "a,b\n\"x\" ,2\n", "line 2 has a quote out of place"},
        Hostile{"OpenQuote", "a,b\n\"x,2\n3,4\n", "a quoted cell is not closed"},
        Hostile{"OpenQuoteInHeader", "\"a,b\n1,2\n", "a quoted cell is not closed"},
        Hostile{"LoneQuote", "a,b\n1,\"", "a quoted cell is not closed"},
        Hostile{"LongCell", "a,b\n" + std::string(5000, 'x') + ",2\n",
                "row 2 has a cell of more than 4096 bytes"},
        Hostile{"LongOpenQuote", "a,b\n1,2\n\"" + std::string(100'000, 'x') + "\n",
                "row 3 has a cell of more than 4096 bytes"},
        Hostile{"ManyColumns", "a,b\n" + std::string(10'000'000, ',') + "\n",
                "row 2 has more than 64 cells"}),
    [](const ::testing::TestParamInfo<Hostile>& tested) { return tested.param.name; });

TEST(CsvReader, RowLimitCountsRowsBelowTheHeader) {
  const CsvLimits limits{.max_rows = 2};
  EXPECT_EQ(parse("a,b\n1,2\n3,4\n", limits).rows().size(), 2U);
  EXPECT_NE(refusal("a,b\n1,2\n3,4\n5,6\n", limits).find("more than 2 rows"), std::string::npos);
}

TEST(CsvReader, FileIsReadLikeItsText) {
  const test::TemporaryFolder folder;
  write_file_atomically(folder / "s.csv", "a,b\r\n1,2\r\n");
  EXPECT_EQ(read_csv_file(folder / "s.csv", kColumns).rows().size(), 1U);
}

TEST(CsvReader, MissingAndOversizedFilesSayWhich) {
  const test::TemporaryFolder folder;
  try {
    (void)read_csv_file(folder / "no.csv", kColumns);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::NoInput);
  }
  write_file_atomically(folder / "big.csv", "a,b\n1,2\n3,4\n");
  try {
    (void)read_csv_file(folder / "big.csv", kColumns, {.max_bytes = 8});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadData);
  }
}

TEST(CsvReader, PieceBordersOfTheParserDoNotShow) {
  // The parser is fed in pieces of 16384 bytes; every shift puts the border elsewhere in the rows.
  for (std::size_t shift = 0; shift < 40; ++shift) {
    std::string text = "a,b\n" + std::string(shift, 'p') + ",0\n";
    for (int row = 1; row < 2000; ++row) {
      text += "\"x\"\"" + std::to_string(row) + "\r\n,\"," + std::to_string(row) + "\r\n";
    }
    const CsvTable table = parse(text);
    ASSERT_EQ(table.rows().size(), 2000U);
    for (int row = 1; row < 2000; ++row) {
      const CsvRow& found = table.rows()[static_cast<std::size_t>(row)];
      ASSERT_EQ(found.row, static_cast<std::size_t>(row) + 2);
      ASSERT_EQ(table.verbatim(found, "a"), "x\"" + std::to_string(row) + "\r\n,");
      ASSERT_EQ(table.verbatim(found, "b"), std::to_string(row));
    }
  }
}

}  // namespace
}  // namespace cyto
