#include "cytrial/core/calendar_day.h"

#include <algorithm>
#include <chrono>

namespace cyto {
namespace {

constexpr int kFirstYear = 1900;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int number_of(std::string_view digits) {
  int number = 0;
  for (const char c : digits) {
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

std::optional<std::int64_t> day_number(std::string_view iso_date) noexcept {
  if (iso_date.size() != 10 || iso_date[4] != '-' || iso_date[7] != '-') {
    return std::nullopt;
  }
  const std::string_view year = iso_date.substr(0, 4);
  const std::string_view month = iso_date.substr(5, 2);
  const std::string_view day = iso_date.substr(8, 2);
  for (const std::string_view part : {year, month, day}) {
    if (!std::all_of(part.begin(), part.end(), is_digit)) {
      return std::nullopt;
    }
  }
  const std::chrono::year_month_day date{std::chrono::year(number_of(year)),
                                         std::chrono::month(static_cast<unsigned>(number_of(month))),
                                         std::chrono::day(static_cast<unsigned>(number_of(day)))};
  if (number_of(year) < kFirstYear || !date.ok()) {
    return std::nullopt;
  }
  return std::chrono::sys_days(date).time_since_epoch().count();
}

}  // namespace cyto
