#pragma once

#include <vector>

#include "cytrial/trial/study.h"
#include "cytrial/trial/study_statistics.h"
#include "markup.h"

namespace cyto {

/// How CTCs and each tumor marker go together: agreement of direction, rank correlation, and how often both
/// changed beyond chance. One part per assay of a marker; results of different assays are never joined.
void write_agreements(Markup& page, const Study& study, const std::vector<MarkerAgreement>& markers);

}  // namespace cyto
