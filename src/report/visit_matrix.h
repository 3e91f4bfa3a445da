#pragma once

#include <string>
#include <vector>

#include "cytrial/trial/study.h"
#include "markup.h"
#include "subject_history.h"

namespace cyto {

/// What the matrix says of one subject at one visit.
struct VisitCell {
  std::string word;   ///< "12", "NE", "missed", "due"; short
  std::string style;  ///< class of the page's style sheet
  std::string below;  ///< a second line; may be empty
};
[[nodiscard]] VisitCell visit_cell(const Timepoint& timepoint, const Study& study);

/// Subjects x visits: what was counted, is due, missing, not evaluable; and the same as lists by what needs
/// to be done. A cell without a count holds a word, never a number.
void write_visit_matrix(Markup& page, const Study& study, const std::vector<SubjectHistory>& histories);

}  // namespace cyto
