#include "cytrial/trial/collection_time.h"

#include <algorithm>

#include "in_quotes.h"

namespace cyto {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2199;
constexpr int kMinutesPerHour = 60;
constexpr int kSecondsPerMinute = 60;
constexpr std::int64_t kSecondsPerDay = 86400;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// `count` digits at `at`, or -1.
int digits(std::string_view text, std::size_t at, std::size_t count) noexcept {
  if (at + count > text.size()) {
    return -1;
  }
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (!is_digit(c)) {
      return -1;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

bool has(std::string_view text, std::size_t at, char c) noexcept {
  return at < text.size() && text[at] == c;
}

/// A time of day at the front of a text.
struct ClockTime {
  int second_of_day = 0;
  std::string_view rest;  ///< what stands behind it
};

/// hh:mm[:ss[.f...]]; 24:00 and second 60 do not exist here.
std::optional<ClockTime> read_clock(std::string_view text) noexcept {
  const int hour = digits(text, 0, 2);
  const int minute = digits(text, 3, 2);
  if (hour < 0 || hour > 23 || !has(text, 2, ':') || minute < 0 || minute > 59) {
    return std::nullopt;
  }
  int second = 0;
  std::size_t end = 5;
  if (has(text, end, ':')) {
    second = digits(text, end + 1, 2);
    if (second < 0 || second > 59) {
      return std::nullopt;
    }
    end += 3;
    if (has(text, end, '.')) {
      const std::size_t first_fraction = ++end;
      while (end < text.size() && is_digit(text[end])) {
        ++end;
      }
      if (end == first_fraction) {
        return std::nullopt;
      }
    }
  }
  return ClockTime{(hour * kMinutesPerHour + minute) * kSecondsPerMinute + second, text.substr(end)};
}

CollectionTimeReading refused(std::string code, std::string_view text, std::string_view problem,
                              std::string_view remedy = "write it like 2026-01-12T08:30+01:00") {
  std::string words = "the collection time " + in_quotes(text) + " ";
  words.append(problem).append("; ").append(remedy);
  return {std::nullopt, std::move(code), std::move(words)};
}

/// "03/04/2026", "3.4.26", "03-04-2026": day and month cannot be told apart.
bool looks_day_or_month_first(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size() && is_digit(text[at])) {
    ++at;
  }
  return at >= 1 && at <= 2 && at < text.size() && (text[at] == '/' || text[at] == '.' || text[at] == '-');
}

bool was_offset_of(const TimeZone& zone, const CollectionTime& time) {
  const std::vector<int> offsets = zone.offsets_at(time.day, time.second_of_day);
  return std::find(offsets.begin(), offsets.end(), time.utc_offset_minutes * kSecondsPerMinute) !=
         offsets.end();
}

/// A time without an offset, by what the site declares.
CollectionTimeReading read_local(CollectionTime time, const SiteTime& site) {
  time.offset_source = OffsetSource::Site;
  if (!site.zone) {
    if (!site.utc_offset_minutes) {
      return refused("no_offset", time.text, "has no UTC offset",
                     "add it, or declare \"site_time_zone\" in the study file");
    }
    time.utc_offset_minutes = *site.utc_offset_minutes;
    return {std::move(time), {}, {}};
  }
  const std::vector<int> offsets = site.zone->offsets_at(time.day, time.second_of_day);
  if (offsets.empty()) {
    return refused("nonexistent_local_time", time.text,
                   "never was in " + site.zone->name() + ": the clocks were put forward over it",
                   "correct it, or add the UTC offset");
  }
  if (offsets.size() > 1) {
    return refused("ambiguous_local_time", time.text,
                   "was twice in " + site.zone->name() + ": the clocks were put back", "add the UTC offset");
  }
  if (offsets.front() % kSecondsPerMinute != 0) {
    return refused("bad_time", time.text,
                   "is from a time when " + site.zone->name() + " did not keep whole minutes from UTC");
  }
  time.utc_offset_minutes = offsets.front() / kSecondsPerMinute;
  return {std::move(time), {}, {}};
}

}  // namespace

std::optional<CalendarDay> parse_day(std::string_view text) noexcept {
  const int y = digits(text, 0, 4);
  const int m = digits(text, 5, 2);
  const int d = digits(text, 8, 2);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || y < kFirstYear || y > kLastYear || m < 0 ||
      d < 0) {
    return std::nullopt;
  }
  const year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
  return date.ok() ? std::optional(CalendarDay(date)) : std::nullopt;
}

std::string day_text(CalendarDay calendar_day) {
  const year_month_day date(calendar_day);
  const auto padded = [](unsigned value, std::size_t width) {
    const std::string plain = std::to_string(value);
    return plain.size() < width ? std::string(width - plain.size(), '0') + plain : plain;
  };
  return padded(static_cast<unsigned>(static_cast<int>(date.year())), 4) + "-" +
         padded(static_cast<unsigned>(date.month()), 2) + "-" + padded(static_cast<unsigned>(date.day()), 2);
}

std::optional<int> parse_utc_offset(std::string_view text) noexcept {
  constexpr int kWestmost = -12 * kMinutesPerHour;
  constexpr int kEastmost = 14 * kMinutesPerHour;
  if (text == "Z") {
    return 0;
  }
  if (text.empty() || (text[0] != '+' && text[0] != '-')) {
    return std::nullopt;
  }
  const bool with_colon = text.size() == 6 && text[3] == ':';
  if (!with_colon && text.size() != 5 && text.size() != 3) {
    return std::nullopt;
  }
  const int hours = digits(text, 1, 2);
  const int minutes = text.size() == 3 ? 0 : digits(text, with_colon ? 4 : 3, 2);
  if (hours < 0 || minutes < 0 || minutes > 59 || minutes % 15 != 0) {
    return std::nullopt;
  }
  const int size = hours * kMinutesPerHour + minutes;
  const int offset = text[0] == '-' ? -size : size;
  const bool unknown = text[0] == '-' && size == 0;
  return unknown || offset < kWestmost || offset > kEastmost ? std::nullopt : std::optional(offset);
}

std::int64_t CollectionTime::utc_seconds() const noexcept {
  return static_cast<std::int64_t>(day.time_since_epoch().count()) * kSecondsPerDay + second_of_day -
         static_cast<std::int64_t>(utc_offset_minutes) * kSecondsPerMinute;
}

CollectionTimeReading read_collection_time(std::string_view text, const SiteTime& site) {
  if (looks_day_or_month_first(text)) {
    return refused("ambiguous_time", text, "does not tell day from month");
  }
  const std::optional<CalendarDay> calendar_day = parse_day(text.substr(0, 10));
  if (!calendar_day) {
    return refused("bad_time", text, "does not start with a day that exists, 1900 to 2199");
  }
  if (text.size() == 10) {
    return refused("no_time", text, "has no time of day");
  }
  const std::optional<ClockTime> clock =
      has(text, 10, 'T') || has(text, 10, ' ') ? read_clock(text.substr(11)) : std::nullopt;
  if (!clock) {
    return refused("bad_time", text, "has no time of day from 00:00 to 23:59:59");
  }
  CollectionTime time{std::string(text), *calendar_day, clock->second_of_day};
  if (clock->rest.empty()) {
    return read_local(std::move(time), site);
  }
  const std::optional<int> offset = parse_utc_offset(clock->rest);
  if (!offset) {
    return refused("bad_time", text, "ends in " + in_quotes(clock->rest) + ", which is no UTC offset");
  }
  time.utc_offset_minutes = *offset;
  time.offset_of_site = !site.zone || was_offset_of(*site.zone, time);
  return {std::move(time), {}, {}};
}

}  // namespace cyto
