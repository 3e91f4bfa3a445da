#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/trial/timepoint_join.h"
#include "timepoint_plan.h"

namespace cyto {

/// What the sheets hold of each timepoint, whether it could be used or not.
class Attempts {
 public:
  /// @param procedure of kProcedures, or a group of analytes without one.
  void note(std::size_t row, std::string_view procedure) { tried_.emplace(row, procedure); }
  [[nodiscard]] bool any(std::size_t row) const {
    const auto found = tried_.lower_bound({row, std::string()});
    return found != tried_.end() && found->first == row;
  }
  [[nodiscard]] bool has(std::size_t row, std::string_view procedure) const {
    return tried_.contains({row, std::string(procedure)});
  }

 private:
  std::set<std::pair<std::size_t, std::string>> tried_;
};

/// Says of every planned visit of a subject what became of it, and flags what is missing: a whole visit, or a
/// planned procedure of a visit that took place. Nothing is called missing before its window is known to be
/// over: by the study's "as_of" or by something of the subject that was collected later.
/// @param last_day last day on which the subject is known to have been followed, relative to day 0.
void judge_visits(const Study& study, const TimepointPlan& plan, std::size_t subject,
                  std::optional<int> last_day, const Attempts& attempts, std::vector<Timepoint>& rows);

}  // namespace cyto
