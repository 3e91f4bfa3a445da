#pragma once

#include "cytrial/trial/study_statistics.h"
#include "cytrial/trial/timepoint_columns.h"

namespace cyto {

/// One row per figure: analysis, variable, group, measure, estimate, low, high, p, count, total, subjects,
/// note (docs/formats/statistics.md).
[[nodiscard]] TimepointGrid statistics_grid(const Study& study, const StudyStatistics& statistics);

/// The Kaplan-Meier curves, one row per step: site, category, day, at_risk, events, censored, share_without,
/// low, high.
[[nodiscard]] TimepointGrid survival_grid(const StudyStatistics& statistics);

}  // namespace cyto
