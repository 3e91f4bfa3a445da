#pragma once

#include <iosfwd>

#include "cytrial/store/table_writer.h"
#include "cytrial/trial/timepoint_columns.h"

namespace cyto::cli {

/// Writes a table of text cells as CSV or JSON: an empty cell is an absent value, a cell of a number column a
/// number.
/// @throws Error Io.
void write_grid(const TimepointGrid& grid, TableFormat format, std::ostream& out);

}  // namespace cyto::cli
