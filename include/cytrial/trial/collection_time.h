#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cyto {

/// A calendar day without a time of day or a time zone.
using CalendarDay = std::chrono::sys_days;

/// "2026-01-12", exactly ten characters, a day that exists, 1900 to 2199; empty otherwise.
[[nodiscard]] std::optional<CalendarDay> parse_day(std::string_view text) noexcept;
/// "2026-01-12".
[[nodiscard]] std::string day_text(CalendarDay day);

/// "+01:00", "-0330", "+05" or "Z" as minutes east of UTC. Empty outside -12:00 to +14:00, for minutes that
/// are no multiple of 15, and for "-00:00", which RFC 3339 uses for "offset not known".
[[nodiscard]] std::optional<int> parse_utc_offset(std::string_view text) noexcept;

/// Where the UTC offset of a collection time comes from.
enum class OffsetSource { Written, Site };

/// When blood was drawn, as the site wrote it.
struct CollectionTime {
  std::string text;            ///< as written
  CalendarDay day;             ///< calendar day at the place of collection, as written
  int second_of_day = 0;       ///< 0..86399, as written; fractions of a second are cut off
  int utc_offset_minutes = 0;  ///< east of UTC
  OffsetSource offset_source = OffsetSource::Written;

  /// Seconds since 1970-01-01T00:00:00Z.
  [[nodiscard]] std::int64_t utc_seconds() const noexcept;
};

/// What came of a time text: a time, or why there is none.
struct CollectionTimeReading {
  std::optional<CollectionTime> time;
  std::string code;  ///< empty, or "no_offset", "no_time", "ambiguous_time", "bad_time"
  std::string text;  ///< the problem in words, with the remedy
};

/// Reads an ISO 8601 date and time with its UTC offset: YYYY-MM-DD, 'T' or one blank, hh:mm[:ss[.f...]],
/// then Z, +hh:mm, +hhmm or +hh. A time without an offset takes `site_offset_minutes` when the study declares
/// one, and is refused otherwise: in the hour that daylight saving repeats nobody can tell two instants
/// apart. A date alone, day-first or month-first dates, 24:00, second 60 and days that do not exist are
/// refused.
[[nodiscard]] CollectionTimeReading read_collection_time(std::string_view text,
                                                         std::optional<int> site_offset_minutes);

}  // namespace cyto
