#pragma once

#include <filesystem>

#include "cytrial/core/sample.h"
#include "cytrial/pipeline/run_summary.h"

namespace cyto::cli {

/// Appends what happened to one sample as a JSON line to `folder`/run-log.jsonl: outcome, times, memory. The
/// log is no result: it holds times, and a full disk that stops it stops nothing else.
void append_run_log(const std::filesystem::path& folder, const SampleResult& result,
                    const RunSummary* summary);

}  // namespace cyto::cli
