#pragma once

#include <vector>

#include "cytrial/trial/study_statistics.h"

namespace cyto {

/// How CTCs and each tumor marker go together, per assay; assays without a visit that has both are left out.
[[nodiscard]] std::vector<MarkerAgreement> marker_agreements(const Study& study, const TimepointTable& table);

}  // namespace cyto
