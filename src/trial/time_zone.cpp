#include <date/tz.h>

#include <algorithm>
#include <exception>

#include "cytrial/core/error.h"
#include "cytrial/trial/collection_time.h"

namespace cyto {
namespace {

void require_zone_database() {
  try {
    (void)date::get_tzdb();
  } catch (const std::exception& problem) {
    throw Error(ErrorCode::Io, "the time zone database of the system",
                std::string("cannot be read: ") + problem.what(), "install the package tzdata");
  }
}

}  // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  require_zone_database();
  try {
    const date::time_zone* zone = date::locate_zone(name);
    // An alias is found too, under its target's name.
    return TimeZone(zone->name(), zone);
  } catch (const std::runtime_error&) {  // the library's way to say "no such zone"
    return std::nullopt;
  }
}

std::vector<int> TimeZone::offsets_at(CalendarDay day, int second_of_day) const {
  const date::local_seconds local(day.time_since_epoch() + std::chrono::seconds(second_of_day));
  const date::local_info info = static_cast<const date::time_zone*>(zone_)->get_info(local);
  const auto seconds = [](const date::sys_info& period) { return static_cast<int>(period.offset.count()); };
  switch (info.result) {
    case date::local_info::unique:
      return {seconds(info.first)};
    case date::local_info::ambiguous:
      return {seconds(info.first), seconds(info.second)};
    default:
      return {};
  }
}

}  // namespace cyto
