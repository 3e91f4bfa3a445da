#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cytrial/statistics/interval.h"
#include "cytrial/statistics/share.h"

namespace cyto::statistics {

/// Which way a quantity went between two results. `Open`: a bound does not tell.
enum class Direction { Down, Same, Up, Open };

/// How two quantities of one subject moved between the same two visits.
struct DirectionPair {
  std::size_t subject = 0;  ///< subjects are clusters: any numbers, equal for one subject
  Direction first = Direction::Same;
  Direction second = Direction::Same;
};

/// How often two quantities moved the same way.
struct DirectionAgreement {
  std::int64_t both_up = 0;
  std::int64_t both_down = 0;
  std::int64_t opposed = 0;
  std::int64_t not_moved = 0;  ///< pairs with one or two `Same`: no direction to agree on
  std::int64_t open = 0;       ///< pairs with one or two `Open`
  std::int64_t subjects = 0;   ///< with at least one pair that moved
  ExactShare
      agreed;  ///< same way among the pairs that moved; its limits hold when no subject has two of them
  std::optional<Interval> cluster_limits;  ///< jackknife over subjects; empty with fewer than 3
};

/// @throws Error BadData when `confidence` is not between 0 and 1.
[[nodiscard]] DirectionAgreement direction_agreement(const std::vector<DirectionPair>& pairs,
                                                     double confidence = kConfidence);

}  // namespace cyto::statistics
