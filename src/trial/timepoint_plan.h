#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/trial/timepoint_join.h"
#include "visit_placement.h"

namespace cyto {

/// The rows of a timepoint table before anything is put into them, and which row a placement means.
class TimepointPlan {
 public:
  explicit TimepointPlan(const Study& study);

  /// Makes a row for the placement when it is an unscheduled day that has none. Only before rows().
  void make_room(const Placement& placement);
  /// All rows, empty but for subject, visit and planned day.
  [[nodiscard]] std::vector<Timepoint> rows();
  /// @pre placement.placed(), after rows().
  [[nodiscard]] std::size_t index_of(const Placement& placement) const;
  [[nodiscard]] std::size_t index_of(std::size_t subject, std::size_t visit) const;
  /// Rows of a subject: [first, second).
  [[nodiscard]] std::pair<std::size_t, std::size_t> range_of(std::size_t subject) const {
    return {first_row_[subject], first_row_[subject + 1]};
  }
  /// Visit behind a row; null for an unscheduled day.
  [[nodiscard]] const Visit* visit_of(std::size_t row) const { return visit_of_row_[row]; }

 private:
  /// A row of a subject: a day, and the visit position or none.
  using Slot = std::pair<int, std::optional<std::size_t>>;

  [[nodiscard]] Timepoint row_of(const Subject& subject, const Slot& slot) const;

  const Study& study_;
  std::vector<std::map<int, std::size_t>> unscheduled_;  ///< by subject: day to row
  std::vector<std::vector<std::size_t>> row_of_visit_;   ///< by subject and visit position
  std::vector<std::size_t> first_row_;
  std::vector<const Visit*> visit_of_row_;
};

}  // namespace cyto
