#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/validation/intervals.h"

namespace cyto::validation {

/// Location and spread of repeated counts.
struct Spread {
  std::size_t count = 0;
  double mean = 0.0;
  std::optional<double> sd;  ///< n - 1; empty with fewer than two values
};

/// @param values any number; the mean of none is 0. Pure.
[[nodiscard]] Spread spread_of(const std::vector<double>& values);

/// Repeated counts of one material beside what chance alone would give.
struct Replicates {
  std::string label;
  std::string batch;
  std::vector<std::uint64_t> counts;  ///< at least two, as given
  double mean = 0.0;
  double sd = 0.0;
  std::optional<Interval> sd_limits;       ///< 95 %, chi-squared: of a normal spread
  std::optional<double> cv;                ///< sd / mean; empty when the mean is 0
  std::optional<double> poisson_cv;        ///< 1 / sqrt(mean): of independent draws
  std::optional<double> dispersion;        ///< variance / mean: 1 for independent draws
  std::optional<double> more_than_chance;  ///< P of so large a dispersion by chance, chi-squared(n - 1)
};

/// @param counts at least two. @throws Error Internal otherwise. Pure.
[[nodiscard]] Replicates replicates_of(std::string label, std::string batch,
                                       std::vector<std::uint64_t> counts);

}  // namespace cyto::validation
