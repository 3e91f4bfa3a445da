#pragma once

#include <optional>
#include <vector>

#include "cytrial/trial/timepoint_join.h"

namespace cyto {

/// Flags what only shows when the visits of one subject are read in order: samples or results collected in
/// another order than their visits, a change of assay, a jump as large as a mistaken unit makes.
/// @param rows    all timepoints; those of the subject are [first, first + visits), by visit day.
/// @param drawn   collection time of the sample shown at each timepoint, same order as `rows`.
void check_series(const Study& study, std::size_t first,
                  const std::vector<std::optional<CollectionTime>>& drawn, std::vector<Timepoint>& rows);

}  // namespace cyto
