#pragma once

#include <vector>

#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_join.h"
#include "markup.h"

namespace cyto {

/// The rows of a table, one list per subject, in the table's order.
[[nodiscard]] std::vector<std::vector<const Timepoint*>> timepoints_by_subject(const TimepointTable& table);

/// The table of timepoints: one row per subject and planned visit.
void write_timepoint_table(Markup& page, const Study& study, const TimepointTable& table);

}  // namespace cyto
