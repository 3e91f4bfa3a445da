#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
  bool offset_of_site = true;  ///< false: the written offset is not the one that the site's clocks had then

  /// Seconds since 1970-01-01T00:00:00Z.
  [[nodiscard]] std::int64_t utc_seconds() const noexcept;
};

/// Rules of local time at one place, from the time zone database of the system.
class TimeZone {
 public:
  /// @param name as in the IANA database: "Europe/Copenhagen".
  /// @return empty for a name that the database does not have. @throws Error Io when there is no database.
  [[nodiscard]] static std::optional<TimeZone> find(std::string_view name);

  /// Offsets from UTC [s] that a local clock may have had when it showed that time: none in the hour that the
  /// clock was put forward over, two in the hour that it showed twice, the earlier instant's first, else one.
  [[nodiscard]] std::vector<int> offsets_at(CalendarDay day, int second_of_day) const;
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  TimeZone(std::string name, const void* zone) : name_(std::move(name)), zone_(zone) {}

  std::string name_;
  const void* zone_;  ///< date::time_zone, owned by the database
};

/// How times without an offset are read at a place: one of the two, or neither.
struct SiteTime {
  std::optional<int> utc_offset_minutes;
  std::optional<TimeZone> zone;  ///< wins
};

/// What came of a time text: a time, or why there is none.
struct CollectionTimeReading {
  std::optional<CollectionTime> time;
  std::string code;  ///< empty, or "no_offset", "no_time", "ambiguous_time", "bad_time",
                     ///< "ambiguous_local_time", "nonexistent_local_time"
  std::string text;  ///< the problem in words, with the remedy
};

/// Reads an ISO 8601 date and time with its UTC offset: YYYY-MM-DD, 'T' or one blank, hh:mm[:ss[.f...]],
/// then Z, +hh:mm, +hhmm or +hh. A time without an offset is read by the site's zone or offset when the study
/// declares one, and is refused otherwise: in the hour that daylight saving repeats nobody can tell two
/// instants apart. For the same reason a local time that the site's clocks showed twice, or never, is
/// refused. A date alone, day-first or month-first dates, 24:00, second 60 and days that do not exist are
/// refused.
[[nodiscard]] CollectionTimeReading read_collection_time(std::string_view text, const SiteTime& site);
/// The same where the site declares an offset or nothing.
[[nodiscard]] inline CollectionTimeReading read_collection_time(std::string_view text,
                                                                std::optional<int> site_offset_minutes) {
  return read_collection_time(text, SiteTime{site_offset_minutes, std::nullopt});
}

}  // namespace cyto
