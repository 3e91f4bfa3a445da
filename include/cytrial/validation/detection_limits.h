#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cytrial/core/few_blanks.h"
#include "cytrial/validation/intervals.h"

namespace cyto::validation {

/// Least number of blanks, and of low samples, that the guideline asks for. With fewer blanks ranks say
/// nothing about the largest 5 %.
inline constexpr std::size_t kWantedBlanks = 60;

/// One sample known to hold few cells.
struct LowSample {
  double expected = 0.0;
  std::uint64_t count = 0;
};

/// Low samples of one number of cells.
struct LowLevel {
  double expected = 0.0;
  Proportion detected;  ///< counts above the limit of blank
};

/// Limits of blank and of detection, alpha = beta = 5 % (CLSI EP17).
struct DetectionLimits {
  std::vector<std::uint64_t> blanks;  ///< ascending
  bool by_ranks = false;              ///< the limit of blank; else a Poisson bound (limit_of_few_blanks)
  std::vector<LowSample> lows;        ///< ascending
  std::optional<double> limit_of_blank;
  std::vector<LowLevel> levels;  ///< ascending
  /// Lowest level from which on at least 95 % of the samples of every level lie above the limit of blank.
  std::optional<double> limit_of_detection;
  /// Limit of blank + (median - 5th percentile) of all low samples.
  std::optional<double> distance_limit;
};

/// The value at rank 0.5 + share x n of sorted values, linear between neighbours, never outside them.
/// @param sorted ascending, not empty. @param share 0..1. @throws Error Internal otherwise.
/// Source: Linnet and Kondratovich 2004, Clin Chem 50:732-740.
[[nodiscard]] double value_at_rank(const std::vector<double>& sorted, double share);

/// Without blanks there is no limit at all; without lows no limit of detection. The limit of blank is by
/// ranks from kWantedBlanks on, a Poisson bound that errs upwards below, as `calibrate thresholds` gives it.
/// Source: CLSI EP17-A2, non-parametric option; Linnet and Kondratovich 2004 for distance_limit. Pure.
[[nodiscard]] DetectionLimits detection_limits(const std::vector<BlankCount>& blanks,
                                               std::vector<LowSample> lows);

}  // namespace cyto::validation
