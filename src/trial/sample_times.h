#pragma once

#include <vector>

#include "cytrial/core/sample.h"
#include "cytrial/trial/sample_sheet.h"

namespace cyto {

/// What is impossible or too late in the times of one sample (docs/methods/timepoint-matching.md): collected
/// after it was processed or scanned, processed after the scan, scanned before the subject was enrolled,
/// blood that stood too long. Times that are not there are not judged.
[[nodiscard]] std::vector<QualityFlag> time_flags(const Study& study, const Subject& subject,
                                                  const SheetSample& sample);

}  // namespace cyto
