#pragma once

#include <string>

#include "course_panels.h"
#include "cytrial/trial/study.h"
#include "markup.h"
#include "subject_history.h"

namespace cyto {

/// One subject over the study days as an SVG figure: cycles, new therapies and restaging above, the CTC count
/// with exact intervals below, and one panel per tumor marker with upper limits, bands of the change that
/// variation alone explains, and flare windows. Each visit is said in words in the figure's description.
/// @param id unique on the page, made of letters, digits and '-'
void write_subject_figure(Markup& page, const std::string& id, const SubjectHistory& history,
                          const Study& study);

}  // namespace cyto
