#pragma once

#include <vector>

#include "cytrial/trial/timepoint_join.h"

namespace cyto {

/// Puts the statistics over the visits of each subject into its timepoints: the probability that the true
/// concentration is at or above the cut-off, the baseline, changes of count and markers.
/// @param rows by subject
void fill_changes(const Study& study, std::vector<Timepoint>& rows);

}  // namespace cyto
