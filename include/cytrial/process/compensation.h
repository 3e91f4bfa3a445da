#pragma once

#include <vector>

#include "cytrial/calib/calibration_set.h"

namespace cyto {

/// Removes spillover from the means of one event: row vector of detector values times the compensation
/// matrix, `true[j] = sum over i of measured[i] * compensation(i, j)`.
///
/// Valid for means and sums above background, because spillover is linear. Not valid for medians, maxima
/// and standard deviations, nor when a pixel is saturated.
/// @param measured one value per panel channel [ADU above background].
/// @return the same channels; all NaN when one of `measured` is NaN. May be negative, never clipped.
/// @throws Error Internal when the sizes differ. Thread-safe, pure; sums in channel order.
/// Source: Bagwell & Adams 1993, Ann N Y Acad Sci 677:167; FCS 3.1 $SPILLOVER (docs/methods/compensation.md).
[[nodiscard]] std::vector<double> compensate(const std::vector<double>& measured,
                                             const SpilloverMatrix& spillover);

}  // namespace cyto
