#pragma once

#include <string_view>
#include <vector>

#include "cytrial/trial/csv_reader.h"

namespace cyto {

/// Cuts CSV text into records, the header among them, blank lines left out but counted.
/// @throws Error BadData naming the row or line: a quote out of place, a limit.
[[nodiscard]] std::vector<CsvRow> split_csv_records(std::string_view text, std::string_view name,
                                                    const CsvLimits& limits);

}  // namespace cyto
