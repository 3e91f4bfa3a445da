#include "cytrial/store/table_writer.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <locale>
#include <sstream>

#include "cytrial/core/error.h"
#include "cytrial/store/csv_writer.h"
#include "cytrial/store/json_writer.h"

namespace cyto {
namespace {

std::string csv(std::string_view text) {
  std::string cell;
  append_csv_text(cell, text);
  return cell;
}

std::string json(std::string_view text) {
  std::string cell;
  append_json_string(cell, text);
  return cell;
}

/// One row with a cell of every kind.
std::string table_of(TableFormat format) {
  std::ostringstream out;
  const auto table = make_table_writer(format, out, {"text", "double", "float", "integer", "gap", "nan"});
  table->text("a,b");
  table->number(-1234567.25);
  table->number(0.1F);
  table->integer(1'000'000);
  table->absent();
  table->number(std::nan(""));
  table->end_row();
  table->finish();
  return out.str();
}

TEST(CsvText, IsQuotedAsRfc4180Asks) {
  EXPECT_EQ(csv("plain text"), "plain text");
  EXPECT_EQ(csv(""), "");
  EXPECT_EQ(csv("a,b"), "\"a,b\"");
  EXPECT_EQ(csv("say \"no\""), "\"say \"\"no\"\"\"");
  EXPECT_EQ(csv("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv(" blank"), "\" blank\"");
}

TEST(CsvText, NeverStartsAFormula) {
  for (const std::string_view start : {"=", "+", "-", "@", "\t", "\r", "\n"}) {
    const std::string text = std::string(start) + "cmd|'/c calc'!A1";
    EXPECT_TRUE(needs_formula_guard(text));
    EXPECT_EQ(csv(text), "\"'" + text + "\"");
  }
  EXPECT_EQ(csv(std::string_view("\0=1", 3)).substr(0, 2), "\"'");
  EXPECT_EQ(csv("=\"x\""), "\"'=\"\"x\"\"\"");
  EXPECT_EQ(csv("a=1"), "a=1");  // the control: only the first character counts
}

TEST(CsvText, GuardsFullWidthSignsToo) {
  for (const std::string_view sign : {"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"}) {
    EXPECT_TRUE(needs_formula_guard(std::string(sign) + "1"));
  }
  EXPECT_FALSE(needs_formula_guard("\uFF21=1"));
}

TEST(CsvText, TakingOneApostropheOffGivesEveryTextBack) {
  EXPECT_EQ(csv("'=1"), "\"''=1\"");
  EXPECT_EQ(csv("''@x"), "\"'''@x\"");
  EXPECT_EQ(csv("'plain"), "'plain");  // no reader takes this one off
  EXPECT_EQ(csv("'"), "'");
}

TEST(JsonText, IsAlwaysValidJson) {
  EXPECT_EQ(json("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(json("\n\t\x01\x7F"), R"("\n\t\u0001\u007f")");
  EXPECT_EQ(json("\xC2\xB5m \xF0\x9F\x94\xAC"), "\"\xC2\xB5m \xF0\x9F\x94\xAC\"");
  const std::string replaced = "\xEF\xBF\xBD";
  EXPECT_EQ(json("\xFF"), "\"" + replaced + "\"");
  EXPECT_EQ(json("\xC0\xAF"), "\"" + replaced + replaced + "\"");
  EXPECT_EQ(json("\xED\xA0\x80"), "\"" + replaced + replaced + replaced + "\"");
  EXPECT_EQ(json("cut \xE2\x82"), "\"cut " + replaced + replaced + "\"");
}

TEST(TableWriter, WritesEveryKindOfCell) {
  EXPECT_EQ(table_of(TableFormat::Csv),
            "text,double,float,integer,gap,nan\r\n\"a,b\",-1234567.25,0.1,1000000,,\r\n");
  EXPECT_EQ(table_of(TableFormat::Json),
            "[\n{\"text\":\"a,b\",\"double\":-1234567.25,\"float\":0.1,\"integer\":1000000,\"gap\":null,"
            "\"nan\":null}\n]\n");
}

TEST(TableWriter, WholeNumbersHaveNoExponentAndAllReadBackAsTheyWere) {
  std::ostringstream out;
  const std::vector<float> values{100000.0F, 16777216.0F, 3e9F, -0.0F, 1e-7F, 0.1F, 3.4e38F, 12345.678F};
  const auto table = make_table_writer(TableFormat::Csv, out, {"v"});
  for (const float value : values) {
    table->number(value);
    table->end_row();
  }
  table->finish();
  EXPECT_THAT(out.str(),
              testing::StartsWith("v\r\n100000\r\n16777216\r\n3000000000\r\n0\r\n1e-07\r\n0.1\r\n"));
  std::istringstream in(out.str().substr(3));
  for (const float value : values) {
    std::string line;
    std::getline(in, line);
    EXPECT_EQ(std::stof(line), value);
  }
}

TEST(TableWriter, AnEmptyTableIsItsHeaderOrAnEmptyArray) {
  std::ostringstream csv_out;
  make_table_writer(TableFormat::Csv, csv_out, {"a", "b"})->finish();
  EXPECT_EQ(csv_out.str(), "a,b\r\n");
  std::ostringstream json_out;
  make_table_writer(TableFormat::Json, json_out, {"a", "b"})->finish();
  EXPECT_EQ(json_out.str(), "[]\n");
}

TEST(TableWriter, DoesNotFollowTheLocale) {
  struct CommaDecimal : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::string plain = table_of(TableFormat::Csv) + table_of(TableFormat::Json);
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new CommaDecimal));
  const std::string under_comma = table_of(TableFormat::Csv) + table_of(TableFormat::Json);
  std::ostringstream control;
  control << 1234567.5;
  std::locale::global(before);
  EXPECT_EQ(under_comma, plain);
  EXPECT_THAT(control.str(), testing::HasSubstr(","));  // the control: the locale was at work
}

TEST(TableWriter, RefusesARowOfAnotherLength) {
  std::ostringstream out;
  const auto table = make_table_writer(TableFormat::Csv, out, {"a", "b"});
  table->integer(1);
  EXPECT_THROW(table->end_row(), Error);
  table->integer(2);
  EXPECT_THROW(table->integer(3), Error);
}

TEST(TableWriter, AFailedStreamIsAnError) {
  std::ostringstream out;
  const auto table = make_table_writer(TableFormat::Csv, out, {"a"});
  table->integer(1);
  table->end_row();
  out.setstate(std::ios::badbit);
  try {
    table->finish();
    FAIL() << "a lost table was not noticed";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Io);
  }
}

TEST(JsonWriter, NestsAndKeepsTheOrderOfKeys) {
  JsonWriter writer;
  writer.begin_object();
  writer.key("b");
  writer.begin_array();
  writer.integer(std::int64_t{-1});
  writer.boolean(true);
  writer.end_array();
  writer.key("a");
  writer.begin_object();
  writer.end_object();
  writer.key("none");
  writer.number(std::numeric_limits<double>::infinity());
  writer.end_object();
  EXPECT_EQ(writer.take(), "{\n  \"b\": [\n    -1,\n    true\n  ],\n  \"a\": {},\n  \"none\": null\n}\n");
}

}  // namespace
}  // namespace cyto
