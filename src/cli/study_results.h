#pragma once

#include <optional>
#include <vector>

#include "commands.h"
#include "cytrial/exchange/lab_ledger.h"
#include "cytrial/store/run_store.h"
#include "cytrial/trial/assessment_table.h"
#include "cytrial/trial/marker_table.h"
#include "cytrial/trial/sample_sheet.h"
#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_columns.h"
#include "cytrial/trial/timepoint_join.h"

namespace cyto::cli {

/// A result folder joined with a study.
struct StudyResults {
  Study study;
  SampleSheet sheet;
  MarkerTable markers;
  AssessmentTable assessments;
  TreatmentTable treatments;
  std::vector<SampleResult> results;  ///< by sample id, as the review left them
  TimepointTable timepoints;
  LabApprovals approvals;  ///< of counts, from the review
};

/// Keeps the study file and its sheets in `run`/study, which stands for the study root, so that results can
/// be joined again without the originals. Writes nothing outside that folder.
void keep_study(const Path& run, RunStore& store, const Study& study);
/// The study file that keep_study() kept, when there is one.
[[nodiscard]] std::optional<Path> kept_study(const Path& run, const RunStore& store);
/// Reads the kept study, or `study_file`, and joins. @throws Error NoInput when there is no study.
[[nodiscard]] StudyResults join_results(const Path& run, const RunStore& store,
                                        const std::optional<Path>& study_file);
/// Statistics over the study, as rows (docs/formats/statistics.md).
[[nodiscard]] TimepointGrid summary_grid(const StudyResults& joined);
/// The Kaplan-Meier curves of the study, as rows.
[[nodiscard]] TimepointGrid curves_grid(const StudyResults& joined);
[[nodiscard]] std::vector<SampleResult> all_results(const RunStore& store);

}  // namespace cyto::cli
