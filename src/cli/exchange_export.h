#pragma once

#include <iosfwd>

#include "commands.h"
#include "cytrial/store/run_store.h"
#include "cytrial/store/table_writer.h"

namespace cyto::cli {

/// 'cytrial export --as': writes what `args.as` names to `args.output`.
/// @throws Error Usage without --output, or when the format is of one sample and none is named.
void export_for_exchange(const ExportArgs& args, const RunStore& store);

/// The tables 'timepoints_long' and 'timepoints_wide'. @throws Error NoInput when there is no study; Io.
void export_timepoint_list(const ExportArgs& args, const RunStore& store, TableFormat format,
                           std::ostream& out);

}  // namespace cyto::cli
