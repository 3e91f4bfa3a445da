#include "visit_states.h"

#include <algorithm>

#include "ctc_timepoint.h"

namespace cyto {
namespace {

/// Up to when a subject was followed.
struct Followed {
  std::optional<int> as_of;     ///< of the study, relative to the subject's day 0
  std::optional<int> last_day;  ///< of the subject's own rows
  std::optional<int> end;       ///< day of an early end

  [[nodiscard]] bool beyond(const Visit& visit) const noexcept {
    return (as_of && *as_of > visit.last_day()) || (last_day && *last_day > visit.last_day());
  }
  [[nodiscard]] bool ended_before_close_of(const Visit& visit) const noexcept {
    return end && *end < visit.last_day();
  }
};

VisitState state_of(const Visit& visit, const Followed& followed) {
  if (followed.ended_before_close_of(visit)) {
    return VisitState::AfterEnd;
  }
  if (followed.beyond(visit)) {
    return VisitState::Missed;
  }
  if (!followed.as_of) {
    return VisitState::NotKnown;
  }
  return visit.contains(*followed.as_of) ? VisitState::Due : VisitState::Planned;
}

/// Whether the study could hold results of the procedure at all.
bool is_recorded(const Study& study, std::string_view procedure) {
  if (procedure == "ctc") {
    return true;
  }
  if (procedure == "imaging") {
    return !study.assessments.empty();
  }
  return std::any_of(study.analytes.begin(), study.analytes.end(),
                     [&](const Analyte& analyte) { return name_of(analyte.group) == procedure; });
}

void flag_missed_procedures(const Study& study, const Visit& visit, std::size_t row, const Attempts& attempts,
                            Timepoint& timepoint) {
  for (const std::string& procedure : visit.procedures) {
    if (is_recorded(study, procedure) && !attempts.has(row, procedure)) {
      timepoint.flags.push_back(
          flag_text("missed_procedure", procedure + " was planned, and nothing of it is in the sheets"));
    }
  }
}

}  // namespace

std::string_view name_of(VisitState state) noexcept {
  switch (state) {
    case VisitState::Done:
      return "done";
    case VisitState::Missed:
      return "missed";
    case VisitState::Due:
      return "due";
    case VisitState::Planned:
      return "planned";
    case VisitState::AfterEnd:
      return "after_end";
    case VisitState::NotKnown:
      return "not_known";
    case VisitState::Unscheduled:
      return "unscheduled";
  }
  return "";
}

void judge_visits(const Study& study, const TimepointPlan& plan, std::size_t subject,
                  std::optional<int> last_day, const Attempts& attempts, std::vector<Timepoint>& rows) {
  const Subject& person = study.subjects[subject];
  Followed followed;
  followed.last_day = last_day;
  followed.as_of = study.as_of ? std::optional(person.day_of(*study.as_of)) : std::nullopt;
  followed.end = person.early_end ? std::optional(person.day_of(person.early_end->day)) : std::nullopt;
  const auto [first, last] = plan.range_of(subject);
  for (std::size_t row = first; row < last; ++row) {
    const Visit* visit = plan.visit_of(row);
    if (visit == nullptr) {
      continue;
    }
    Timepoint& timepoint = rows[row];
    if (attempts.any(row)) {
      timepoint.visit_state = VisitState::Done;
      if (followed.beyond(*visit) && !followed.ended_before_close_of(*visit)) {
        flag_missed_procedures(study, *visit, row, attempts, timepoint);
      }
      continue;
    }
    timepoint.visit_state = state_of(*visit, followed);
    if (timepoint.visit_state == VisitState::Missed) {
      timepoint.flags.push_back(flag_text(
          "missed_visit", "nothing was collected, and the window, " + window_text(*visit) + ", is over"));
    }
  }
}

}  // namespace cyto
