#pragma once

#include <cstdint>
#include <string>

#include "cytrial/core/calendar_day.h"
#include "cytrial/trial/collection_time.h"
#include "planted_faults.h"

namespace cyto::cli {

inline constexpr int kCycleDays = 21;
inline constexpr std::int64_t kHour = 3600;
/// Left the study after the fifth visit: no fault.
inline constexpr int kLeaver = 19;
inline constexpr int kLastVisitOfLeaver = 5;
/// Has bounds instead of values at the first and the last visit: no fault.
inline constexpr int kCensored = 6;
/// Has an unscheduled collection: no fault.
inline constexpr int kUnscheduled = 23;
inline constexpr int kUnscheduledDay = 52;
/// Rows without a place come under the name of this subject.
inline constexpr int kStrays = 21;

[[nodiscard]] std::string two_digits(int number);
[[nodiscard]] std::string subject_id(int subject);
[[nodiscard]] std::string visit_code(int visit);
/// Ends in its check character; the letter in front is chosen so that this is none of '*'.
[[nodiscard]] std::string sample_id(int subject, int visit);
[[nodiscard]] bool is_in_copenhagen(int subject);
[[nodiscard]] CalendarDay day_zero(int subject);
[[nodiscard]] CalendarDay enrolment_day(int subject, const FaultPlan& plan);

/// When the subjects of a simulated study come, and what is found in their blood. Same seed, same course.
class SimulatedCourse {
 public:
  /// @throws Error Io without a time zone database.
  SimulatedCourse(std::uint64_t seed, const FaultPlan& plan);

  /// Day of the collection after the subject's day 0; faults of the calendar are in it.
  [[nodiscard]] int collected_day(int subject, int visit) const;
  [[nodiscard]] CalendarDay day_of(int subject, int visit) const;
  /// Local time at the subject's site, `seconds` after midnight of the day; with its offset for every second
  /// subject, by the clocks of the site for the others.
  [[nodiscard]] std::string time_text(int subject, CalendarDay day, std::int64_t seconds,
                                      int wrong_minutes = 0, bool with_offset = false) const;
  /// Tumor cells of the visit: falling, level or rising courses from 0 to 14 at the start.
  [[nodiscard]] std::uint64_t ctcs(int subject, int visit) const;
  [[nodiscard]] double ca153(int subject, int visit) const;
  [[nodiscard]] double ca2729(int subject, int visit) const;

 private:
  [[nodiscard]] int pick(int subject, int visit, int use, int low, int high) const;
  [[nodiscard]] const TimeZone& zone_of(int subject) const {
    return is_in_copenhagen(subject) ? copenhagen_ : new_york_;
  }

  std::uint64_t seed_;
  const FaultPlan& plan_;
  TimeZone copenhagen_;
  TimeZone new_york_;
};

}  // namespace cyto::cli
