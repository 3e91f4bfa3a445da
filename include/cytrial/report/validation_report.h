#pragma once

#include <string>

#include "cytrial/validation/summary.h"

namespace cyto {

/// A validation as one self-contained HTML page (docs/formats/validation-plan.md): what was measured, what
/// weakens it, the figures as tables with exact intervals, plots, every sample. A page with simulated
/// samples says so at the top. No script, nothing from outside the file.
///
/// A sample without a count never shows a number in its place.
/// Thread-safe, pure: the same input gives the same bytes.
[[nodiscard]] std::string validation_report_html(const validation::ValidationSummary& summary);

}  // namespace cyto
