#pragma once

#include <cstdint>
#include <vector>

namespace cyto {

/// What was found on one sample without tumor cells.
struct BlankCount {
  std::uint64_t ctcs = 0;   ///< all false
  std::uint64_t cells = 0;  ///< nucleated events
};

/// Probability that samples with one rate of false CTCs per cell scatter as much as these (index of
/// dispersion); small: they do not share one rate. 1 with one sample, no false CTC or no cell.
[[nodiscard]] double even_rate_probability(const std::vector<BlankCount>& blanks);

/// Below this probability blanks are taken not to share one rate.
inline constexpr double kUnevenRates = 0.01;

/// Limit of blank of fewer samples than ranks need (60): the least count that a Poisson variable exceeds with
/// probability 5 % at most, whose mean is the one-sided 95 % upper bound of the mean count; not below the
/// greatest count when the samples do not share one rate. It errs upwards. docs/methods/limit-of-blank.md.
/// @param blanks not empty. @throws Error Internal otherwise. Pure.
[[nodiscard]] std::uint64_t limit_of_few_blanks(const std::vector<BlankCount>& blanks);

}  // namespace cyto
