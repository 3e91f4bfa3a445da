#pragma once

#include <string>
#include <vector>

#include "cytrial/core/sample.h"
#include "cytrial/trial/assessment_table.h"
#include "cytrial/trial/sample_sheet.h"
#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_join.h"

namespace cyto {

/// The study as one self-contained HTML page (docs/formats/report.md): how samples and timepoints add up, who
/// is due or missing, what needs attention, time on study, the table of timepoints, and one part per subject.
/// No script, nothing from outside the file; links lead to "samples/<id>/report.html" beside it.
///
/// A timepoint that is not evaluable or not done never shows a number in place of a count.
///
/// @param samples the sheet that `table` was joined from: every row of it is accounted for.
/// @param results of the samples analysed so far, in any order.
/// @param assessments, treatments of the study; without them time on study shows samples alone.
/// @throws Error Internal when a timepoint does not have one marker per analyte of the study, or two results
/// are of one sample.
/// Thread-safe, pure: the same input gives the same bytes.
[[nodiscard]] std::string study_report_html(const Study& study, const SampleSheet& samples,
                                            const TimepointTable& table,
                                            const std::vector<SampleResult>& results,
                                            const AssessmentTable& assessments = {},
                                            const TreatmentTable& treatments = {});

}  // namespace cyto
