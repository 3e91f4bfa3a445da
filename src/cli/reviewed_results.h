#pragma once

#include <vector>

#include "commands.h"
#include "cytrial/core/sample.h"
#include "cytrial/exchange/lab_ledger.h"
#include "cytrial/store/run_store.h"

namespace cyto::cli {

/// Lets what people decided stand in `results`: the readers' count once their reading is settled (flag
/// "reviewed_count"), and no count of a sample that the head of the laboratory rejected. Whoever approved
/// what counts, by sample. Changes nothing in a folder without a review.
/// @throws Error BadData when the audit trail was changed.
[[nodiscard]] LabApprovals apply_review(const Path& run, const RunStore& store,
                                        std::vector<SampleResult>& results);

}  // namespace cyto::cli
