#pragma once

#include <string>

#include "cytrial/trial/timepoint_columns.h"

namespace cyto::cli {

/// A table of text cells as CSV (RFC 4180; text cells that a spreadsheet would take for a formula are
/// defused) and as a JSON array of objects: numbers as numbers, absent values as null.
[[nodiscard]] std::string grid_csv(const TimepointGrid& grid);
[[nodiscard]] std::string grid_json(const TimepointGrid& grid);

}  // namespace cyto::cli
