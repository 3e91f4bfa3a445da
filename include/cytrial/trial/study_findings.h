#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cytrial/trial/timepoint_columns.h"
#include "cytrial/trial/timepoint_join.h"

namespace cyto {

/// One thing that is wrong with the data of a study, told once.
struct StudyFinding {
  std::string code;     ///< of docs/formats/timepoints.md
  std::string subject;  ///< empty for a row that has no place
  std::string visit;
  std::string sample;
  std::string source;  ///< "samples.csv row 4" of a row that has no place, else empty
  std::string text;
};

/// Whether a flag of a timepoint means that something is wrong with the study's data. Remarks
/// on a result (interval_spans_cutoff), declared ways of reading (site_offset) and echoes of a fault that is
/// told elsewhere (row_refused) are none.
[[nodiscard]] bool is_finding(std::string_view code) noexcept;

/// What is wrong with the data of a study: flags and unmatched rows, where those that tell of one fault are
/// one finding. By subject and visit as in the table, then rows without a place as in their sheets.
[[nodiscard]] std::vector<StudyFinding> study_findings(const TimepointTable& table);

/// As rows of text: code, subject, visit, sample, source, text.
[[nodiscard]] TimepointGrid findings_grid(const std::vector<StudyFinding>& findings);

}  // namespace cyto
