#include "cytrial/core/calendar_day.h"

#include <gtest/gtest.h>

namespace cyto {
namespace {

TEST(CalendarDay, CountsFrom1970) {
  EXPECT_EQ(day_number("1970-01-01"), 0);
  EXPECT_EQ(day_number("1969-12-31"), -1);
  EXPECT_EQ(day_number("2000-03-01"), 11017);
  EXPECT_EQ(*day_number("2024-03-01") - *day_number("2024-02-28"), 2);
  EXPECT_EQ(*day_number("2026-03-01") - *day_number("2026-02-28"), 1);
}

TEST(CalendarDay, RefusesWhatIsNoDay) {
  for (const char* text : {"", "2026-1-05", "2026-13-01", "2026-02-30", "2026-01-15T", "26-01-15",
                           "1899-12-31", "2026/01/15", "+026-01-15", "2026-01- 5", "-202-01-15"}) {
    EXPECT_FALSE(is_iso_date(text)) << text;
  }
}

}  // namespace
}  // namespace cyto
