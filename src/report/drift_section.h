#pragma once

#include <vector>

#include "cytrial/core/sample.h"
#include "cytrial/trial/sample_sheet.h"
#include "markup.h"

namespace cyto {

/// Analysed samples in the order their blood was drawn; those without a time behind them, by sample id.
[[nodiscard]] std::vector<const SampleResult*> by_collection_time(const SampleSheet& sheet,
                                                                  const std::vector<SampleResult>& results);

/// Stain over the samples of a study: one figure per measure of the leukocytes, and the samples outside the
/// usual by name.
void write_drift(Markup& page, const SampleSheet& sheet, const std::vector<SampleResult>& results);

}  // namespace cyto
