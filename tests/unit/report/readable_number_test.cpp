#include "readable_number.h"

#include <gtest/gtest.h>

namespace cyto {
namespace {

TEST(ReadableNumber, GroupsThousandsWithCommas) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(grouped(18446744073709551615U), "18,446,744,073,709,551,615");
}

TEST(ReadableNumber, KeepsThreeDigitsAndWholeNumbersWhole) {
  EXPECT_EQ(readable(0.0), "0");
  EXPECT_EQ(readable(5.0), "5");
  EXPECT_EQ(readable(3.6889), "3.69");
  EXPECT_EQ(readable(11.668), "11.7");
  EXPECT_EQ(readable(131.25), "131");
  EXPECT_EQ(readable(12345.6), "12,346");
  EXPECT_EQ(readable(-1234.5), "-1,234");
  EXPECT_EQ(readable(-123.4), "-123");
}

TEST(ReadableNumber, IsNeverRoundedOntoOrOverTheCutOff) {
  EXPECT_EQ(readable_beside(4.9967, 5.0), "4.997");
  EXPECT_EQ(readable_beside(4.99999, 5.0), "4.99999");
  EXPECT_EQ(readable_beside(5.0, 5.0), "5");
  EXPECT_EQ(readable_beside(5.004, 5.0), "5.00");
  EXPECT_EQ(readable_beside(2.344, 5.0), "2.34");
}

TEST(ReadableNumber, OfAShareNeverRoundsALossAway) {
  EXPECT_EQ(readable_share(1.0), "100.0 %");
  EXPECT_EQ(readable_share(0.99999), "> 99.9 %");
  EXPECT_EQ(readable_share(0.0), "0.0 %");
  EXPECT_EQ(readable_share(0.00001), "< 0.1 %");
  EXPECT_EQ(readable_share(0.98712), "98.7 %");
}

}  // namespace
}  // namespace cyto
