#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "cytrial/trial/timepoint_join.h"

namespace cyto {

/// The timepoints of one subject, read in order.
struct SubjectSeries {
  std::vector<Timepoint>& rows;  ///< all timepoints; those of the subject are [first, last), by day
  std::size_t first = 0;
  std::size_t last = 0;
  /// Collection time of the sample shown at each timepoint, same order as `rows`.
  const std::vector<std::optional<CollectionTime>>& drawn;
};

/// Flags what only shows when the visits of one subject are read in order: samples or results collected in
/// another order than their visits, a change of assay, a jump as large as a mistaken unit makes. Fills in the
/// stretches of each marker and the changes within them.
void check_series(const Study& study, SubjectSeries series);

}  // namespace cyto
