#include "file_text.h"

#include <gtest/gtest.h>

namespace cyto {
namespace {

TEST(FileText, BrokenUtf8AndControlCharactersBecomeQuestionMarks) {
  EXPECT_EQ(printable("a\n\x7F"
                      "b\xFF\xC3("),
            "a?"
            "?b?"
            "?(");
  EXPECT_EQ(printable("\u00b5m \u20ac \U0001F52C"), "\u00b5m \u20ac \U0001F52C");
  EXPECT_EQ(printable("\xED\xA0\x80"), "???");       // a surrogate
  EXPECT_EQ(printable("\xC0\xAF"), "??");            // overlong
  EXPECT_EQ(printable("\xF4\x90\x80\x80"), "????");  // beyond Unicode
}

TEST(FileText, IsNeverCutWithinACharacter) {
  EXPECT_EQ(printable("\u00b5\u00b5\u00b5", 5), "\u00b5\u00b5");
  EXPECT_EQ(printable("abc", 2), "ab");
}

TEST(FileText, ChannelNamesLoseBlanksAtTheirEnds) {
  EXPECT_EQ(clean_channel_name("  CK PE "), "CK PE");
  EXPECT_EQ(clean_channel_name("   "), "");
}

TEST(FileText, ValidityIsThatOfTheWholeText) {
  EXPECT_TRUE(is_valid_utf8("\u00b5m"));
  EXPECT_FALSE(is_valid_utf8("\xB5m"));
  EXPECT_FALSE(is_valid_utf8("\u00b5\xE2\x82"));
}

}  // namespace
}  // namespace cyto
