#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands.h"
#include "cytrial/store/run_store.h"

namespace cyto::cli {

/// Writes report.html of the study (when there is one) and samples/<id>/report.html of every sample, or of
/// `sample_id` alone. @return the written files, the study's first. @throws Error Usage for an unknown
/// sample.
std::vector<Path> write_reports(const Path& run, const RunStore& store,
                                const std::optional<std::string>& sample_id);

}  // namespace cyto::cli
