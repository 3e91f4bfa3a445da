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

std::optional<std::size_t> VisitPlacer::timepoint_of(std::string_view subject, std::string_view visit) const {
  const auto subject_position = position_in(subjects_, subject);
  const auto visit_position = position_in(visits_, visit);
  if (!subject_position || !visit_position) {
    return std::nullopt;
  }
  return *subject_position * study_.protocol.visits.size() + *visit_position;
}

Placement VisitPlacer::place(std::string_view subject, std::string_view visit,
                             const std::optional<CollectionTime>& collected, std::string_view what) const {
  Placement placement;
  const auto subject_position = position_in(subjects_, subject);
  if (!subject_position) {
    placement.code = "unknown_subject";
    placement.text = "the subject of the row is not in the study file";
    return placement;
  }
  if (collected) {
    placement.day = static_cast<int>((collected->day - study_.subjects[*subject_position].day_zero).count());
    if (collected->offset_source == OffsetSource::Site) {
      placement.flags.push_back({"site_offset", std::string(what) + ": collection time without a UTC offset, "
                                                                    "read with the site's"});
    }
  }
  if (!visit.empty()) {
    place_by_code(*subject_position, visit, what, placement);
  } else if (collected) {
    place_by_day(*subject_position, what, placement);
  } else {
    placement.code = "no_visit";
    placement.text = std::string(what) + " has neither a visit code nor a collection time";
  }
  return placement;
}

void VisitPlacer::place_by_code(std::size_t subject, std::string_view visit, std::string_view what,
                                Placement& placement) const {
  const auto position = position_in(visits_, visit);
  if (!position) {
    placement.code = "unknown_visit";
    placement.text = "the visit " + in_quotes(visit) + " is not in the study file";
    return;
  }
  placement.timepoint = subject * study_.protocol.visits.size() + *position;
  const Visit& planned = study_.protocol.visits[*position];
  if (!placement.day) {
    placement.flags.push_back(
        {"no_collection_time", std::string(what) + ": the visit window could not be checked"});
  } else if (!planned.contains(*placement.day)) {
    std::string text = std::string(what) + " collected " + lateness(planned, *placement.day);
    const std::vector<std::size_t> others = visits_around(*placement.day);
    placement.flags.push_back({"outside_window", std::move(text)});
    if (!others.empty()) {
      placement.flags.push_back({"fits_other_visit", std::string(what) + " was collected in the window of " +
                                                         study_.protocol.visits[others.front()].code});
    }
  }
}

void VisitPlacer::place_by_day(std::size_t subject, std::string_view what, Placement& placement) const {
  const std::vector<Visit>& visits = study_.protocol.visits;
  const int day = *placement.day;
  const std::vector<std::size_t> fitting = visits_around(day);
  const std::string place = std::string(what) + " was collected on day " + std::to_string(day);
  if (fitting.size() == 1) {
    placement.timepoint = subject * visits.size() + fitting.front();
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

std::vector<std::size_t> VisitPlacer::visits_around(int day) const {
  std::vector<std::size_t> fitting;
  for (std::size_t position = 0; position < study_.protocol.visits.size(); ++position) {
    if (study_.protocol.visits[position].contains(day)) {
      fitting.push_back(position);
    }
  }
  return fitting;
}

}  // namespace cyto
