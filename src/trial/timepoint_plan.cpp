#include "timepoint_plan.h"

#include <algorithm>

namespace cyto {

TimepointPlan::TimepointPlan(const Study& study)
    : study_(study),
      unscheduled_(study.subjects.size()),
      row_of_visit_(study.subjects.size(), std::vector<std::size_t>(study.protocol.visits.size())) {}

void TimepointPlan::make_room(const Placement& placement) {
  if (placement.unscheduled) {
    unscheduled_[*placement.subject].emplace(*placement.day, 0);
  }
}

Timepoint TimepointPlan::row_of(const Subject& subject, const Slot& slot) const {
  Timepoint row;
  row.subject = subject.id;
  row.planned_day = slot.first;
  if (slot.second) {
    row.visit = study_.protocol.visits[*slot.second].code;
  } else {
    row.visit = study_.protocol.unscheduled + "." + std::to_string(slot.first);
    row.visit_state = VisitState::Unscheduled;
  }
  for (const Analyte& analyte : study_.analytes) {
    MarkerAtTimepoint marker;
    marker.analyte = analyte.code;
    row.markers.push_back(std::move(marker));
  }
  return row;
}

std::vector<Timepoint> TimepointPlan::rows() {
  std::vector<Timepoint> rows;
  for (std::size_t position = 0; position < study_.subjects.size(); ++position) {
    std::vector<Slot> slots;
    for (std::size_t visit = 0; visit < study_.protocol.visits.size(); ++visit) {
      slots.emplace_back(study_.protocol.visits[visit].day, visit);
    }
    for (const auto& [day, row] : unscheduled_[position]) {
      slots.emplace_back(day, std::nullopt);
    }
    // Stable: of one day, planned visits in their order, then the unscheduled one.
    std::stable_sort(slots.begin(), slots.end(),
                     [](const Slot& a, const Slot& b) { return a.first < b.first; });
    first_row_.push_back(rows.size());
    for (const Slot& slot : slots) {
      (slot.second ? row_of_visit_[position][*slot.second] : unscheduled_[position][slot.first]) =
          rows.size();
      visit_of_row_.push_back(slot.second ? &study_.protocol.visits[*slot.second] : nullptr);
      rows.push_back(row_of(study_.subjects[position], slot));
    }
  }
  first_row_.push_back(rows.size());
  return rows;
}

std::size_t TimepointPlan::index_of(const Placement& placement) const {
  return placement.unscheduled ? unscheduled_[*placement.subject].at(*placement.day)
                               : row_of_visit_[*placement.subject][*placement.visit];
}

std::size_t TimepointPlan::index_of(std::size_t subject, std::size_t visit) const {
  return row_of_visit_[subject][visit];
}

}  // namespace cyto
