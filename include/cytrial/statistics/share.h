#pragma once

#include <cstdint>
#include <optional>

#include "cytrial/statistics/interval.h"

namespace cyto::statistics {

/// Hits among trials with the exact (Clopper-Pearson) limits of the share behind them: a response rate is
/// one. Trials are taken as independent: one per subject.
struct ExactShare {
  std::int64_t hits = 0;
  std::int64_t trials = 0;
  std::optional<double> share;  ///< empty without a trial
  Interval limits{0.0, 1.0};    ///< 0 to 1 without a trial: nothing is known
};

/// @throws Error BadData: negative, more hits than trials, a confidence not between 0 and 1.
/// Source: Clopper & Pearson 1934, Biometrika 26:404-413 (docs/methods/binomial-interval.md).
[[nodiscard]] ExactShare exact_share(std::int64_t hits, std::int64_t trials, double confidence = kConfidence);

}  // namespace cyto::statistics
