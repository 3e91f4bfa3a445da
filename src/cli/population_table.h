#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "cytrial/store/run_store.h"
#include "cytrial/store/table_writer.h"

namespace cyto::cli {

/// Location and scale of each sample's leukocytes, beside what is usual over all samples of the folder
/// (docs/formats/exports.md). With `sample_id` the rows of that sample alone; what is usual stays the same.
/// @throws Error Usage for an unknown sample; BadData, Io.
void export_population(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                       std::ostream& out);

}  // namespace cyto::cli
