#pragma once

#include <vector>

#include "cytrial/trial/study.h"
#include "markup.h"
#include "subject_history.h"

namespace cyto {

/// One part of the page per subject, with the anchor "subject-<number>" counted from 1: what is known of the
/// subject, its figure, its events as a folded table, its safety values as a folded table. Begins a new page
/// in print.
void write_subjects(Markup& page, const Study& study, const std::vector<SubjectHistory>& histories);

}  // namespace cyto
