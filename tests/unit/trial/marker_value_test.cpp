#include <gtest/gtest.h>

#include <array>
#include <string>

#include "cytrial/trial/marker_table.h"

namespace cyto {
namespace {

struct Case {
  const char* text;
  const char* code;
  double value = 0.0;
  Censor censor = Censor::None;
};

const std::array kValues{
    // Plain numbers.
    Case{"31.3", "", 31.3},
    Case{"0", "", 0.0},
    Case{"0.0", "", 0.0},
    Case{"0.5", "", 0.5},
    Case{"1", "", 1.0},
    Case{"10", "", 10.0},
    Case{"25.0", "", 25.0},
    Case{"31.30", "", 31.3},
    Case{"3000", "", 3000.0},
    Case{"123456.789", "", 123456.789},
    Case{"10000000", "", 1e7},
    Case{" 31.3", "", 31.3},
    Case{"31.3 ", "", 31.3},
    Case{"31.3   ", "", 31.3},
    Case{"\t31.3\t", "", 31.3},
    Case{" \t 31.3 \t ", "", 31.3},
    // Censored values stay bounds.
    Case{"<2.0", "", 2.0, Censor::Below},
    Case{"< 2.0", "", 2.0, Censor::Below},
    Case{" <2.0 ", "", 2.0, Censor::Below},
    Case{"<\t2.0", "", 2.0, Censor::Below},
    Case{"<=2.0", "", 2.0, Censor::AtMost},
    Case{"<= 2.0", "", 2.0, Censor::AtMost},
    Case{"\xE2\x89\xA4"
         "2.0",
         "", 2.0, Censor::AtMost},
    Case{"\xE2\x89\xA4 2.0", "", 2.0, Censor::AtMost},
    Case{">3000", "", 3000.0, Censor::Above},
    Case{"> 3000", "", 3000.0, Censor::Above},
    Case{">=3000", "", 3000.0, Censor::AtLeast},
    Case{">= 3000", "", 3000.0, Censor::AtLeast},
    Case{"\xE2\x89\xA5"
         "3000",
         "", 3000.0, Censor::AtLeast},
    Case{"<0.5", "", 0.5, Censor::Below},
    Case{">300.0 ", "", 300.0, Censor::Above},
    // Nothing.
    Case{"", "no_value"},
    Case{" ", "no_value"},
    Case{" \t ", "no_value"},
    // No result.
    Case{"NA", "not_a_result"},
    Case{"N/A", "not_a_result"},
    Case{"n.a.", "not_a_result"},
    Case{"NaN", "not_a_result"},
    Case{"nan", "not_a_result"},
    Case{"inf", "not_a_result"},
    Case{">inf", "not_a_result"},
    Case{"QNS", "not_a_result"},
    Case{"hemolyzed", "not_a_result"},
    Case{"pending", "not_a_result"},
    Case{"negative", "not_a_result"},
    Case{"normal", "not_a_result"},
    Case{"see comment", "not_a_result"},
    Case{"-", "not_a_result"},
    Case{"--", "not_a_result"},
    Case{"---", "not_a_result"},
    Case{".", "not_a_result"},
    Case{"?", "not_a_result"},
    Case{"*", "not_a_result"},
    Case{"<", "not_a_result"},
    Case{">", "not_a_result"},
    Case{"<=", "not_a_result"},
    Case{"< ", "not_a_result"},
    Case{"\xE2\x89\xA4", "not_a_result"},
    Case{"<LOD", "not_a_result"},
    Case{"<LLOQ", "not_a_result"},
    Case{"BLQ", "not_a_result"},
    Case{"ND", "not_a_result"},
    Case{"null", "not_a_result"},
    Case{"#N/A", "not_a_result"},
    Case{"#VALUE!", "not_a_result"},
    // Commas.
    Case{"31,3", "decimal_comma"},
    Case{"<2,0", "decimal_comma"},
    Case{"1,234", "decimal_comma"},
    Case{"1,234.5", "decimal_comma"},
    Case{"1.234,5", "decimal_comma"},
    Case{",5", "decimal_comma"},
    Case{"5,", "decimal_comma"},
    Case{"31,3 H", "decimal_comma"},
    // Exponents.
    Case{"1.2e2", "exponent"},
    Case{"1.2E2", "exponent"},
    Case{"12e0", "exponent"},
    Case{"1e-3", "exponent"},
    Case{"1E+02", "exponent"},
    Case{"<1e2", "exponent"},
    Case{"3e400", "exponent"},
    // Flags, units, ranges and remarks behind the number.
    Case{"31.3 H", "extra_text"},
    Case{"31.3H", "extra_text"},
    Case{"31.3 HH", "extra_text"},
    Case{"31.3*", "extra_text"},
    Case{"31.3 *", "extra_text"},
    Case{"31.3 (H)", "extra_text"},
    Case{"31.3+", "extra_text"},
    Case{"2.0-", "extra_text"},
    Case{"30-32", "extra_text"},
    Case{"30 - 32", "extra_text"},
    Case{"1/2", "extra_text"},
    Case{"31.3 U/mL", "extra_text"},
    Case{"31.3U/mL", "extra_text"},
    Case{"<2.0 U/mL", "extra_text"},
    Case{"1 234", "extra_text"},
    Case{"1'234", "extra_text"},
    Case{"1_234", "extra_text"},
    Case{"31.3 hemolyzed", "extra_text"},
    Case{"31.3;", "extra_text"},
    Case{"31.3%", "extra_text"},
    Case{"31.", "extra_text"},
    Case{"31.3.1", "extra_text"},
    Case{"2026-01-12", "extra_text"},
    Case{"0x1F", "extra_text"},
    Case{"31.3\n", "extra_text"},
    Case{"31.3 0", "extra_text"},
    Case{"5e", "extra_text"},
    Case{"5 e2", "exponent"},
    // Negative.
    Case{"-3.2", "negative_value"},
    Case{"-0", "negative_value"},
    Case{"<-1", "negative_value"},
    Case{"-3.2 L", "negative_value"},
    // Other shapes.
    Case{"+31.3", "bad_value"},
    Case{".5", "bad_value"},
    Case{"007", "bad_value"},
    Case{"031.3", "bad_value"},
    Case{"00", "bad_value"},
    Case{"<<2", "bad_value"},
    Case{"=<2", "bad_value"},
    Case{"=2", "bad_value"},
    Case{"=31.3", "bad_value"},
    Case{"=SUM(A1)", "bad_value"},
    Case{"@31", "bad_value"},
    Case{"<>2", "bad_value"},
    Case{"> <2", "bad_value"},
    Case{"<=>2", "bad_value"},
    Case{"< =2", "bad_value"},
    Case{"~30", "bad_value"},
    Case{"ca. 30", "bad_value"},
    Case{"H 31.3", "bad_value"},
    Case{"(31.3)", "bad_value"},
    Case{"'31.3", "bad_value"},
    Case{"\"31.3\"", "bad_value"},
    Case{"$31", "bad_value"},
    Case{"&lt;2.0", "bad_value"},
    Case{"less than 2", "bad_value"},
    Case{"--3", "bad_value"},
    Case{"- 3", "bad_value"},
    Case{"1111111111111111111111111111111111111111", "bad_value"},
    Case{"0.00000000000000000000000000000000001", "bad_value"},
    // Not ASCII: full-width digits and signs, no-break blanks, other minus signs.
    Case{"\xEF\xBC\x93\xEF\xBC\x91\xEF\xBC\x8E\xEF\xBC\x93", "not_ascii"},
    Case{"\xEF\xBC\x9C"
         "2.0",
         "not_ascii"},
    Case{"31\xEF\xBC\x8E"
         "3",
         "not_ascii"},
    Case{"31.3\xC2\xA0", "not_ascii"},
    Case{"\xC2\xA0"
         "31.3",
         "not_ascii"},
    Case{"<\xC2\xA0"
         "2.0",
         "not_ascii"},
    Case{"\xE2\x88\x92"
         "3.2",
         "not_ascii"},
    Case{"31\xC2\xB7"
         "3",
         "not_ascii"},
    Case{"\xD9\xA3\xD9\xA1", "not_ascii"},
    Case{"\xC2\xBD", "not_ascii"},
    Case{"31.3 \xC2\xB1 2", "not_ascii"},
    Case{"\xE2\x89\xA4\xE2\x89\xA4"
         "2",
         "not_ascii"},
    Case{"31.3\xE2\x80\x8B", "not_ascii"},
    // Impossible sizes and bounds.
    Case{"10000000.1", "implausible_value"},
    Case{"99999999", "implausible_value"},
    Case{">99999999999", "implausible_value"},
    Case{"<0", "impossible_bound"},
    Case{"<0.0", "impossible_bound"},
    Case{"<=0", "impossible_bound"},
    Case{">0", "impossible_bound"},
    Case{">=0.00", "impossible_bound"},
    Case{"\xE2\x89\xA4"
         "0",
         "impossible_bound"},
};

class MarkerValueTable : public ::testing::TestWithParam<Case> {};

TEST_P(MarkerValueTable, IsReadExactlyOrRefusedWithItsCode) {
  const Case& expected = GetParam();
  const MarkerValueReading reading = read_marker_value(expected.text);
  ASSERT_EQ(reading.code, expected.code) << '[' << expected.text << "] " << reading.text;
  ASSERT_EQ(reading.value.has_value(), reading.code.empty()) << expected.text;
  if (reading.value) {
    EXPECT_EQ(*reading.value, expected.value) << expected.text;
    EXPECT_EQ(reading.censor, expected.censor) << expected.text;
    EXPECT_TRUE(reading.text.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(MarkerValue, MarkerValueTable, ::testing::ValuesIn(kValues));

TEST(MarkerValue, EveryOneDecimalValueUpToATenThousandIsReadExactly) {
  for (int tenths = 0; tenths <= 100'000; ++tenths) {
    const std::string text = std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
    const MarkerValueReading reading = read_marker_value(text);
    ASSERT_TRUE(reading.value) << text;
    ASSERT_EQ(*reading.value, tenths / 10.0) << text;
  }
}

TEST(MarkerValue, AnyForeignByteBehindANumberRefusesIt) {
  for (int byte = 1; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool stays_number = (c >= '0' && c <= '9') || c == ' ' || c == '\t';
    const MarkerValueReading reading = read_marker_value(std::string("31.3") + c);
    EXPECT_EQ(reading.value.has_value(), stays_number) << "byte " << byte;
  }
}

TEST(MarkerValue, SymbolsOfCensoringAreTheOnesOfTheTable) {
  EXPECT_EQ(symbol_of(Censor::None), "");
  EXPECT_EQ(symbol_of(Censor::Below), "<");
  EXPECT_EQ(symbol_of(Censor::AtMost), "<=");
  EXPECT_EQ(symbol_of(Censor::Above), ">");
  EXPECT_EQ(symbol_of(Censor::AtLeast), ">=");
}

}  // namespace
}  // namespace cyto
