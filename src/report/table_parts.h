#pragma once

#include <string>
#include <vector>

#include "markup.h"

namespace cyto {

/// One heading per column; a name that begins with '#' stands over numbers.
void write_table_head(Markup& page, const std::vector<std::string>& columns);

/// A cell of numbers, with its interval below.
void write_number_cell(Markup& page, const std::string& value, const std::string& interval = {});

}  // namespace cyto
