#pragma once

#include "cytrial/validation/summary.h"
#include "markup.h"

namespace cyto {

/// One plot for each part of a validation that has samples.
void write_validation_charts(Markup& page, const validation::ValidationSummary& summary);

/// "3 to 5", "≥ 50".
[[nodiscard]] std::string level_words(const validation::LevelFit& level);

}  // namespace cyto
