#pragma once

#include <string_view>

#include "cytrial/statistics/volume_count.h"

namespace cyto::statistics {

class RecoveryCorrectedCount;

/// A cut-off of counted cells: `cells` or more in `per_ml` mL of blood are on its upper side. Published
/// cut-offs are of cells as counted, so only counts as counted are held against one.
struct Cutoff {
  double cells = 5.0;
  double per_ml = 7.5;
};

/// Whether the count lies at or above the cut-off; decided without a division, so that 5 cells in 7.5 mL
/// meet a cut-off of 5 per 7.5 mL. @throws Error BadData for a cut-off that is not above 0.
[[nodiscard]] bool at_or_above(const VolumeCount& count, const Cutoff& cutoff);
/// A count corrected for recovery is a different quantity.
bool at_or_above(const RecoveryCorrectedCount& count, const Cutoff& cutoff) = delete;

/// Prior of a concentration: Gamma with this shape and rate. The default is Jeffreys' prior of a Poisson
/// mean, which a single cell outweighs.
struct GammaPrior {
  double shape = 0.5;    ///< >= 0
  double rate_ml = 0.0;  ///< >= 0, in mL: the volume that the prior is worth
};

/// Probability that the true concentration is at or above the cut-off, given the count: upper tail of the
/// posterior Gamma(shape + count, rate + volume) at cells / per_ml.
/// @throws Error BadData for a prior that leaves no posterior (shape 0 and count 0) or is negative.
/// Source: Jeffreys 1961, Theory of Probability, 3rd ed., section 3.1; docs/methods/cutoff.md.
[[nodiscard]] double probability_at_or_above(const VolumeCount& count, const Cutoff& cutoff,
                                             const GammaPrior& prior = {});
double probability_at_or_above(const RecoveryCorrectedCount& count, const Cutoff& cutoff,
                               const GammaPrior& prior = {}) = delete;

/// On which sides of the cut-off two counts lie. It says nothing about chance: that is CountChange.
enum class CutoffCrossing { StayedBelow, StayedAbove, Upward, Downward };
/// "stayed_below", "stayed_above", "upward", "downward".
[[nodiscard]] std::string_view name_of(CutoffCrossing crossing) noexcept;

[[nodiscard]] CutoffCrossing cutoff_crossing(const VolumeCount& earlier, const VolumeCount& later,
                                             const Cutoff& cutoff);

}  // namespace cyto::statistics
