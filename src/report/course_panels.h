#pragma once

#include <cstddef>
#include <vector>

#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_join.h"
#include "plot_panel.h"

namespace cyto {

/// The timepoints of one subject, by visit day.
using SubjectCourse = std::vector<const Timepoint*>;

/// Positions of the tumor markers among the study's analytes.
[[nodiscard]] std::vector<std::size_t> tumor_markers(const Study& study);

/// CTC per 7.5 mL with exact intervals and the cut-off.
[[nodiscard]] PlotPanel ctc_panel(const SubjectCourse& course, const CtcRule& rule, const PanelSpan& span);

/// The analyte at `index` of the study, with the upper limits of the assays that were used, the band of
/// change that variation alone explains in each stretch of one assay, and a line at each change of assay.
[[nodiscard]] PlotPanel marker_panel(const SubjectCourse& course, const Study& study, std::size_t index,
                                     const PanelSpan& span);

/// The study day a marker's blood was drawn on; the planned day when that is not known.
[[nodiscard]] int marker_day(const Timepoint& timepoint, const MarkerAtTimepoint& marker, const Study& study);

}  // namespace cyto
