#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cytrial/statistics/interval.h"

namespace cyto::statistics {

/// A time to an event, or to the last time the subject was known to be without it.
struct FollowUp {
  double time = 0.0;  ///< >= 0
  bool event = false;
};

/// One time at which something happened on a Kaplan-Meier curve.
struct SurvivalStep {
  double time = 0.0;
  std::int64_t at_risk = 0;  ///< just before
  std::int64_t events = 0;
  std::int64_t censored = 0;  ///< at this time, taken to be at risk still when its events happen
  double survival = 1.0;      ///< from this time on
  /// Log-log limits from Greenwood's variance; empty while survival is 1 and at 0.
  std::optional<Interval> limits;
};

struct SurvivalCurve {
  std::int64_t subjects = 0;
  std::int64_t events = 0;
  std::vector<SurvivalStep> steps;  ///< by time, one per time
  /// Time at which survival falls below one half; where it stays at one half, the middle of that stretch.
  /// Empty: not reached.
  std::optional<double> median;
  std::optional<double> median_low;  ///< Brookmeyer-Crowley; empty: not reached
  std::optional<double> median_high;
};

/// Kaplan-Meier curve. No subjects give an empty curve.
/// @throws Error BadData: a time that is not finite or below 0, a confidence not between 0 and 1.
/// Source: Kaplan & Meier 1958, JASA 53:457-481; Greenwood 1926; Brookmeyer & Crowley 1982, Biometrics
/// 38:29-41; Kalbfleisch & Prentice 1980 for the log-log limits.
[[nodiscard]] SurvivalCurve kaplan_meier(std::vector<FollowUp> subjects, double confidence = kConfidence);

/// Comparison of two survival curves.
struct LogRank {
  double observed_first = 0.0;  ///< events in the first group
  double expected_first = 0.0;  ///< events expected there, were the hazards equal
  double observed_second = 0.0;
  double expected_second = 0.0;
  double chi_squared = 0.0;  ///< on one degree of freedom
  double p = 1.0;
};

/// Log-rank test with the hypergeometric variance; empty when nothing can be compared (no event while both
/// groups are at risk). @throws Error BadData: a time that is not finite or below 0.
/// Source: Mantel 1966, Cancer Chemother Rep 50:163-170; Peto & Peto 1972, J R Stat Soc A 135:185-207.
[[nodiscard]] std::optional<LogRank> log_rank(const std::vector<FollowUp>& first,
                                              const std::vector<FollowUp>& second);

}  // namespace cyto::statistics
