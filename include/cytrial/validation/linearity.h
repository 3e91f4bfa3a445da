#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/validation/intervals.h"

namespace cyto::validation {

/// One sample with a known number of cells.
struct LadderPoint {
  std::string name;  ///< of the sample
  double expected = 0.0;
  std::uint64_t count = 0;
};

/// Why a line has no intervals: two points, or points that all lie on it, would give one of width 0.
inline constexpr std::string_view kNoSpread =
    "the counts lie on the line, and so do not tell how far others would scatter";

/// counted = intercept + slope x expected, fitted by least squares. Intervals: 95 %, Student's t.
struct LineFit {
  double slope = 0.0;
  double intercept = 0.0;
  std::optional<Interval> slope_interval;  ///< empty where kNoSpread holds
  std::optional<Interval> intercept_interval;
  double residual_sd = 0.0;
  double r_squared = 0.0;  ///< 1 when the counts do not vary
};

/// All samples of one number of cells.
struct LadderLevel {
  double expected = 0.0;
  std::uint64_t samples = 0;
  std::uint64_t total = 0;                  ///< counted in all of them
  double mean = 0.0;                        ///< counted per sample
  std::optional<double> sd;                 ///< n - 1; empty with one sample
  std::optional<double> recovery;           ///< total / expected in all; empty at level 0
  std::optional<Interval> recovery_limits;  ///< exact Poisson limits of the total over the expected
};

struct Linearity {
  std::vector<LadderPoint> points;   ///< as given
  std::vector<LadderLevel> levels;   ///< ascending
  std::optional<LineFit> fit;        ///< weights 1 / max(expected, 1): the spread of a Poisson count
  std::optional<LineFit> plain_fit;  ///< every sample weighs the same: the highest level decides
  std::optional<double> recovery;    ///< of all samples together
  std::optional<Interval> recovery_limits;
};

/// Weighted least squares of a straight line. Empty with fewer than two different x.
/// @param weights as many as x and y, each > 0. @throws Error Internal otherwise.
/// Standard errors as of lm(y ~ x, weights = w) in R: sigma^2 = sum w r^2 / (n - 2).
[[nodiscard]] std::optional<LineFit> fit_line(const std::vector<double>& x, const std::vector<double>& y,
                                              const std::vector<double>& weights);

/// Recovery and linearity over a ladder of known numbers of cells (docs/methods/validation-statistics.md).
/// @param points expected finite and >= 0. Pure.
[[nodiscard]] Linearity linearity_of(std::vector<LadderPoint> points);

}  // namespace cyto::validation
