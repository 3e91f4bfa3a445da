#include "cytrial/trial/collection_time.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace cyto {
namespace {

/// What a text must come to: a code, or the UTC seconds and the calendar day.
struct Case {
  const char* text;
  const char* code;
  std::int64_t utc_seconds = 0;
  const char* day = "";
  int offset_minutes = 0;
};

// UTC seconds from GNU date: date -u -d '<text>' +%s
const std::array kTimes{
    Case{"2026-01-12T08:10+01:00", "", 1768201800, "2026-01-12", 60},
    Case{"2026-01-12T08:10:00+01:00", "", 1768201800, "2026-01-12", 60},
    Case{"2026-01-12T08:10:07+01:00", "", 1768201807, "2026-01-12", 60},
    Case{"2026-01-12T08:10:07.9+01:00", "", 1768201807, "2026-01-12", 60},
    Case{"2026-01-12T08:10:07.999999999+01:00", "", 1768201807, "2026-01-12", 60},
    Case{"2026-01-12 08:10+01:00", "", 1768201800, "2026-01-12", 60},
    Case{"2026-01-12T08:10+0100", "", 1768201800, "2026-01-12", 60},
    Case{"2026-01-12T08:10+01", "", 1768201800, "2026-01-12", 60},
    Case{"2026-01-12T07:10Z", "", 1768201800, "2026-01-12", 0},
    Case{"2026-01-12T07:10+00:00", "", 1768201800, "2026-01-12", 0},
    Case{"2026-01-12T02:10-05:00", "", 1768201800, "2026-01-12", -300},
    Case{"2026-01-12T03:40-03:30", "", 1768201800, "2026-01-12", -210},
    Case{"2026-01-12T12:55+05:45", "", 1768201800, "2026-01-12", 345},
    Case{"2026-01-12T21:10+14:00", "", 1768201800, "2026-01-12", 840},
    Case{"2026-01-11T19:10-12:00", "", 1768201800, "2026-01-11", -720},
    Case{"2026-01-12T00:00+01:00", "", 1768172400, "2026-01-12", 60},
    Case{"2026-01-12T23:59:59+01:00", "", 1768258799, "2026-01-12", 60},
    Case{"2024-02-29T12:00Z", "", 1709208000, "2024-02-29", 0},
    Case{"2000-02-29T12:00Z", "", 951825600, "2000-02-29", 0},
    // The hour that daylight saving repeats: the offset tells the two apart.
    Case{"2026-10-25T02:30+02:00", "", 1792888200, "2026-10-25", 120},
    Case{"2026-10-25T02:30+01:00", "", 1792891800, "2026-10-25", 60},
    Case{"1970-01-01T00:00Z", "", 0, "1970-01-01", 0},
    Case{"1900-01-01T00:00Z", "", -2208988800, "1900-01-01", 0},
    Case{"2199-12-31T23:59Z", "", 7258118340, "2199-12-31", 0},
    // No offset: two instants are possible in autumn, none in spring.
    Case{"2026-10-25T02:30", "no_offset"},
    Case{"2026-03-29T02:30", "no_offset"},
    Case{"2026-01-12T08:10", "no_offset"},
    Case{"2026-01-12 08:10:07", "no_offset"},
    Case{"2026-01-12T08:10:07.5", "no_offset"},
    // A day alone.
    Case{"2026-01-12", "no_time"},
    // Day or month first.
    Case{"03/04/2026", "ambiguous_time"},
    Case{"3/4/2026 08:10", "ambiguous_time"},
    Case{"03.04.2026 08:10", "ambiguous_time"},
    Case{"03-04-2026T08:10+01:00", "ambiguous_time"},
    Case{"12-JAN-2026", "ambiguous_time"},
    Case{"1/12/26", "ambiguous_time"},
    // Days and times that do not exist.
    Case{"2026-02-29T08:10+01:00", "bad_time"},
    Case{"1900-02-29T08:10Z", "bad_time"},
    Case{"2026-04-31T08:10Z", "bad_time"},
    Case{"2026-13-01T08:10Z", "bad_time"},
    Case{"2026-00-10T08:10Z", "bad_time"},
    Case{"2026-01-00T08:10Z", "bad_time"},
    Case{"0026-01-12T08:10Z", "bad_time"},
    Case{"2200-01-01T08:10Z", "bad_time"},
    Case{"1899-12-31T08:10Z", "bad_time"},
    Case{"2026-01-12T24:00+01:00", "bad_time"},
    Case{"2026-01-12T25:10+01:00", "bad_time"},
    Case{"2026-01-12T08:60+01:00", "bad_time"},
    Case{"2026-01-12T08:10:60+01:00", "bad_time"},
    // Offsets that no place has, or that say nothing.
    Case{"2026-01-12T08:10+14:15", "bad_time"},
    Case{"2026-01-12T08:10-12:15", "bad_time"},
    Case{"2026-01-12T08:10+01:07", "bad_time"},
    Case{"2026-01-12T08:10-00:00", "bad_time"},
    Case{"2026-01-12T08:10+1:00", "bad_time"},
    Case{"2026-01-12T08:10+01:00:00", "bad_time"},
    Case{"2026-01-12T08:10 +01:00", "bad_time"},
    Case{"2026-01-12T08:10z", "bad_time"},
    Case{"2026-01-12T08:10 CET", "bad_time"},
    Case{"2026-01-12T08:10[Europe/Copenhagen]", "bad_time"},
    Case{"2026-01-12T08:10\xE2\x88\x92"
         "05:00",
         "bad_time"},
    // Other forms.
    Case{"20260112T0810+0100", "bad_time"},
    Case{"2026-1-12T08:10+01:00", "bad_time"},
    Case{"2026-W03-1T08:10+01:00", "bad_time"},
    Case{"2026-01-12t08:10+01:00", "bad_time"},
    Case{"2026-01-12T8:10+01:00", "bad_time"},
    Case{"2026-01-12T08.10+01:00", "bad_time"},
    Case{"2026-01-12T08:10:07.+01:00", "bad_time"},
    Case{"2026-01-12T08:10:07,5+01:00", "bad_time"},
    Case{"2026-01-12T08", "bad_time"},
    Case{"2026-01-12T", "bad_time"},
    Case{"2026/01/12 08:10+01:00", "bad_time"},
    Case{"2026-01", "bad_time"},
    Case{"2026", "bad_time"},
    Case{"46034.34", "bad_time"},
    Case{"UNK", "bad_time"},
    Case{"", "bad_time"},
    Case{" 2026-01-12T08:10+01:00", "bad_time"},
    Case{"2026-01-12T08:10+01:00 ", "bad_time"},
    Case{"-2026-01-12T08:10+01:00", "bad_time"},
};

class CollectionTimeTable : public ::testing::TestWithParam<Case> {};

TEST_P(CollectionTimeTable, IsReadExactlyOrRefusedWithItsCode) {
  const Case& expected = GetParam();
  const CollectionTimeReading reading = read_collection_time(expected.text, std::nullopt);
  ASSERT_EQ(reading.code, expected.code) << expected.text << ": " << reading.text;
  ASSERT_EQ(reading.time.has_value(), reading.code.empty());
  if (reading.time) {
    EXPECT_EQ(reading.time->utc_seconds(), expected.utc_seconds) << expected.text;
    EXPECT_EQ(day_text(reading.time->day), expected.day);
    EXPECT_EQ(reading.time->utc_offset_minutes, expected.offset_minutes);
    EXPECT_EQ(reading.time->text, expected.text);
    EXPECT_EQ(reading.time->offset_source, OffsetSource::Written);
  } else {
    EXPECT_NE(reading.text.find("collection time"), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(CollectionTime, CollectionTimeTable, ::testing::ValuesIn(kTimes));

TEST(CollectionTime, TakesTheSiteOffsetOnlyWhenNoneIsWritten) {
  const CollectionTimeReading naive = read_collection_time("2026-01-12T08:10", 60);
  ASSERT_TRUE(naive.time);
  EXPECT_EQ(naive.time->utc_seconds(), 1768201800);
  EXPECT_EQ(naive.time->offset_source, OffsetSource::Site);
  const CollectionTimeReading written = read_collection_time("2026-01-12T02:10-05:00", 60);
  ASSERT_TRUE(written.time);
  EXPECT_EQ(written.time->utc_seconds(), 1768201800);
  EXPECT_EQ(written.time->offset_source, OffsetSource::Written);
}

TEST(CollectionTime, KeepsRefusingOtherFaultsWithASiteOffset) {
  EXPECT_EQ(read_collection_time("2026-01-12", 60).code, "no_time");
  EXPECT_EQ(read_collection_time("03/04/2026 08:10", 60).code, "ambiguous_time");
}

TEST(CollectionTime, EveryDayOfThreeCenturiesSurvivesItsText) {
  for (CalendarDay day = *parse_day("1900-01-01"); day <= *parse_day("2199-12-31");
       day += std::chrono::days(1)) {
    const std::optional<CalendarDay> back = parse_day(day_text(day));
    ASSERT_TRUE(back) << day_text(day);
    ASSERT_EQ(*back, day);
  }
}

TEST(CollectionTime, MessageShowsHostileBytesEscaped) {
  const CollectionTimeReading reading = read_collection_time("\x1b[2J\n", std::nullopt);
  EXPECT_EQ(reading.code, "bad_time");
  EXPECT_NE(reading.text.find("\\x1B[2J\\x0A"), std::string::npos) << reading.text;
}

}  // namespace
}  // namespace cyto
