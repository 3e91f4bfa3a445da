#include "visit_placement.h"

#include <algorithm>
#include <cstdlib>

#include "in_quotes.h"

namespace cyto {
namespace {

std::string days(int count) {
  return std::to_string(count) + (count == 1 ? " day" : " days");
}

std::optional<std::size_t> position_in(const std::map<std::string_view, std::size_t>& positions,
                                       std::string_view key) {
  const auto found = positions.find(key);
  return found == positions.end() ? std::nullopt : std::optional(found->second);
}

/// "4 days late (day 28, window days 18 to 24)".
std::string lateness(const Visit& visit, int day) {
  const std::string size = day < visit.first_day() ? days(visit.first_day() - day) + " early"
                                                   : days(day - visit.last_day()) + " late";
  return size + " (day " + std::to_string(day) + ", window " + window_text(visit) + ")";
}

}  // namespace

std::string window_text(const Visit& visit) {
  return "days " + std::to_string(visit.first_day()) + " to " + std::to_string(visit.last_day());
}

VisitPlacer::VisitPlacer(const Study& study) : study_(study) {
  for (std::size_t position = 0; position < study.subjects.size(); ++position) {
    subjects_.emplace(study.subjects[position].id, position);
  }
  for (std::size_t position = 0; position < study.protocol.visits.size(); ++position) {
    visits_.emplace(study.protocol.visits[position].code, position);
  }
}

std::optional<std::size_t> VisitPlacer::subject_position(std::string_view id) const {
  return position_in(subjects_, id);
}

std::optional<std::size_t> VisitPlacer::visit_position(std::string_view code) const {
  return position_in(visits_, code);
}

Placement VisitPlacer::place(std::string_view subject, std::string_view visit,
                             const std::optional<CollectionTime>& collected, std::string_view what) const {
  Placement placement;
  placement.subject = subject_position(subject);
  if (!placement.subject) {
    placement.code = "unknown_subject";
    placement.text = "the subject of the row is not in the study file";
    return placement;
  }
  if (collected) {
    placement.day = study_.subjects[*placement.subject].day_of(collected->day);
    flag_times(*collected, what, placement);
  }
  if (visit == study_.protocol.unscheduled) {
    place_unscheduled(what, placement);
  } else if (!visit.empty()) {
    place_by_code(visit, what, placement);
  } else if (collected) {
    place_by_day(what, placement);
  } else {
    placement.code = "no_visit";
    placement.text = std::string(what) + " has neither a visit code nor a collection time";
  }
  return placement;
}

void VisitPlacer::flag_times(const CollectionTime& collected, std::string_view what,
                             Placement& placement) const {
  if (collected.offset_source == OffsetSource::Site) {
    placement.flags.push_back({"site_offset", std::string(what) + ": collection time without a UTC offset, "
                                                                  "read with the site's"});
  }
  if (!collected.offset_of_site) {
    placement.flags.push_back({"offset_not_of_site", std::string(what) +
                                                         ": the clocks of the site had another "
                                                         "UTC offset than the one written"});
  }
  const std::optional<EarlyEnd>& end = study_.subjects[*placement.subject].early_end;
  if (end && collected.day > end->day) {
    placement.flags.push_back(
        {"after_end", std::string(what) + " was collected after the subject left the study"});
  }
}

void VisitPlacer::place_unscheduled(std::string_view what, Placement& placement) {
  if (placement.day) {
    placement.unscheduled = true;
    return;
  }
  placement.code = "no_visit";
  placement.text = std::string(what) + " is unscheduled and has no collection time";
}

void VisitPlacer::place_by_code(std::string_view visit, std::string_view what, Placement& placement) const {
  placement.visit = visit_position(visit);
  if (!placement.visit) {
    placement.code = "unknown_visit";
    placement.text = "the visit " + in_quotes(visit) + " is not in the study file";
    return;
  }
  const Visit& planned = study_.protocol.visits[*placement.visit];
  const std::string& arm = study_.subjects[*placement.subject].arm;
  if (!planned.is_for(arm)) {
    placement.flags.push_back(
        {"visit_not_in_arm", std::string(what) + ": the arm " + arm + " has no visit " + planned.code});
  }
  if (!placement.day) {
    placement.flags.push_back(
        {"no_collection_time", std::string(what) + ": the visit window could not be checked"});
  } else if (!planned.contains(*placement.day)) {
    std::string text = std::string(what) + " collected " + lateness(planned, *placement.day);
    const std::vector<std::size_t> others = visits_around(*placement.subject, *placement.day);
    placement.flags.push_back({"outside_window", std::move(text)});
    if (!others.empty()) {
      placement.flags.push_back({"fits_other_visit", std::string(what) + " was collected in the window of " +
                                                         study_.protocol.visits[others.front()].code});
    }
  }
}

void VisitPlacer::place_by_day(std::string_view what, Placement& placement) const {
  const std::vector<Visit>& visits = study_.protocol.visits;
  const int day = *placement.day;
  const std::vector<std::size_t> fitting = visits_around(*placement.subject, day);
  const std::string place = std::string(what) + " was collected on day " + std::to_string(day);
  if (fitting.size() == 1) {
    placement.visit = fitting.front();
  } else if (fitting.empty()) {
    const Visit& nearest = *std::min_element(
        visits.begin(), visits.end(),
        [&](const Visit& a, const Visit& b) { return std::abs(a.day - day) < std::abs(b.day - day); });
    placement.code = "outside_window";
    placement.text = place + ", which lies in no visit window; the nearest visit is " + nearest.code + ", " +
                     window_text(nearest);
  } else {
    placement.code = "ambiguous_visit";
    placement.text = place + ", which lies in the windows of " + visits[fitting[0]].code + " and " +
                     visits[fitting[1]].code + "; give the visit code";
  }
}

std::vector<std::size_t> VisitPlacer::visits_around(std::size_t subject, int day) const {
  std::vector<std::size_t> fitting;
  for (std::size_t position = 0; position < study_.protocol.visits.size(); ++position) {
    const Visit& visit = study_.protocol.visits[position];
    if (visit.contains(day) && visit.is_for(study_.subjects[subject].arm)) {
      fitting.push_back(position);
    }
  }
  return fitting;
}

}  // namespace cyto
