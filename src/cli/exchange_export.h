#pragma once

#include "commands.h"
#include "cytrial/store/run_store.h"

namespace cyto::cli {

/// 'cytrial export --as': writes what `args.as` names to `args.output`.
/// @throws Error Usage without --output, or when the format is of one sample and none is named.
void export_for_exchange(const ExportArgs& args, const RunStore& store);

}  // namespace cyto::cli
