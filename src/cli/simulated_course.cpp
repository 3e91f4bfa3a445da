#include "simulated_course.h"

#include <array>
#include <cmath>
#include <cstdlib>

#include "cytrial/core/error.h"
#include "cytrial/trial/identity.h"

namespace cyto::cli {
namespace {

constexpr std::int64_t kDay = 24 * kHour;

/// Even numbers 0..2^64-1 from the seed and three counters (splitmix64, Steele et al. 2014).
std::uint64_t noise(std::uint64_t seed, int subject, int visit, int use) {
  std::uint64_t z = seed * 1'000'003U + static_cast<std::uint64_t>((subject * 64 + visit) * 16 + use) + 1;
  z *= 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

TimeZone zone_named(const char* name) {
  const auto zone = TimeZone::find(name);
  if (!zone) {
    throw Error(ErrorCode::Io, name, "is not in the time zone database of this system", "install tzdata");
  }
  return *zone;
}

}  // namespace

std::string two_digits(int number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string subject_id(int subject) {
  return "HAI-" + two_digits(subject + 1);
}

std::string visit_code(int visit) {
  return "C" + std::to_string(visit) + "D1";
}

std::string sample_id(int subject, int visit) {
  for (char letter = 'S';; ++letter) {
    const std::string body = letter + two_digits(subject + 1) + two_digits(visit);
    const char check = *check_character_of(body);
    if (check != '*') {
      return body + check;
    }
  }
}

bool is_in_copenhagen(int subject) {
  return subject % 2 == 0 || subject == 17;
}

CalendarDay day_zero(int subject) {
  if (subject == 17) {  // its sixth visit falls on the day when the clocks are put back
    return *parse_day("2026-10-25") - std::chrono::days(5 * kCycleDays);
  }
  if (subject == 18) {  // its fourth visit falls on the day when they are put forward
    return *parse_day("2026-03-29") - std::chrono::days(3 * kCycleDays);
  }
  return *parse_day("2026-01-05") + std::chrono::days(3 * subject);
}

CalendarDay enrolment_day(int subject, const FaultPlan& plan) {
  return day_zero(subject) + std::chrono::days(plan.has(subject, 1, "scan_before_enrolment") ? 3 : -6);
}

SimulatedCourse::SimulatedCourse(std::uint64_t seed, const FaultPlan& plan)
    : seed_(seed),
      plan_(plan),
      copenhagen_(zone_named("Europe/Copenhagen")),
      new_york_(zone_named("America/New_York")) {}

int SimulatedCourse::pick(int subject, int visit, int use, int low, int high) const {
  return low +
         static_cast<int>(noise(seed_, subject, visit, use) % static_cast<std::uint64_t>(high - low + 1));
}

int SimulatedCourse::collected_day(int subject, int visit) const {
  const int planned = kCycleDays * (visit - 1);
  if (plan_.has(subject, visit, "visit_order")) {
    return planned - kCycleDays - 5;
  }
  if (plan_.has(subject, visit, "fits_other_visit")) {
    return planned + kCycleDays - 3;
  }
  if (plan_.has(subject, visit, "outside_window")) {
    return planned + 7;
  }
  if (plan_.refuses_time(subject, visit)) {
    return planned;
  }
  return planned + (visit == 1 ? pick(subject, visit, 0, -3, 0) : pick(subject, visit, 0, -2, 2));
}

CalendarDay SimulatedCourse::day_of(int subject, int visit) const {
  return day_zero(subject) + std::chrono::days(collected_day(subject, visit));
}

std::string SimulatedCourse::time_text(int subject, CalendarDay day, std::int64_t seconds, int wrong_minutes,
                                       bool with_offset) const {
  day += std::chrono::days(seconds / kDay);
  const auto second_of_day = static_cast<int>(seconds % kDay);
  std::string text = day_text(day) + "T" + two_digits(second_of_day / static_cast<int>(kHour)) + ":" +
                     two_digits(second_of_day / 60 % 60);
  if (with_offset || wrong_minutes != 0 || subject % 2 == 0) {
    const int minutes = zone_of(subject).offsets_at(day, second_of_day).front() / 60 + wrong_minutes;
    text += (minutes < 0 ? "-" : "+") + two_digits(std::abs(minutes) / 60) + ":" +
            two_digits(std::abs(minutes) % 60);
  }
  return text;
}

std::uint64_t SimulatedCourse::ctcs(int subject, int visit) const {
  constexpr std::array kFactor{0.75, 1.0, 1.12};
  const double start = pick(subject, 0, 1, 0, 14);
  const double course = kFactor[static_cast<std::size_t>(subject) % kFactor.size()];
  return static_cast<std::uint64_t>(std::lround(start * std::pow(course, visit - 1)));
}

double SimulatedCourse::ca153(int subject, int visit) const {
  return 18.0 + 6.0 * static_cast<double>(ctcs(subject, visit)) + 0.1 * pick(subject, visit, 2, 0, 60);
}

double SimulatedCourse::ca2729(int subject, int visit) const {
  return 1.2 * ca153(subject, visit) + 0.1 * pick(subject, visit, 3, 0, 60);
}

}  // namespace cyto::cli
