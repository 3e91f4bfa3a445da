#pragma once

#include <vector>

#include "cytrial/statistics/survival.h"

namespace cyto::statistics {

/// What happened to a group at one time.
struct FollowUpTime {
  double time = 0.0;
  std::int64_t at_risk = 0;  ///< just before
  std::int64_t events = 0;
  std::int64_t censored = 0;
};

/// Subjects gathered by time, in order. @throws Error BadData for a time that is not finite or below 0.
[[nodiscard]] std::vector<FollowUpTime> by_time(std::vector<FollowUp> subjects);

}  // namespace cyto::statistics
