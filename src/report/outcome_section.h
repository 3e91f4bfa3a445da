#pragma once

#include "cytrial/trial/study.h"
#include "cytrial/trial/study_statistics.h"
#include "markup.h"

namespace cyto {

/// Time to progression of each site and the response rate, by the category of the baseline count, with what
/// can and what cannot be read from them.
void write_outcomes(Markup& page, const Study& study, const StudyStatistics& statistics);

}  // namespace cyto
