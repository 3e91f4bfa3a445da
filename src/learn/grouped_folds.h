#pragma once

#include <cstdint>
#include <vector>

#include "cytrial/learn/training_table.h"

namespace cyto::learn {

/// Which fold each batch is in, 0-based. Batches with most CTCs first, each to the fold with fewest CTCs so
/// far (then fewest events, then the first), so that every fold has some. Deterministic.
/// @param folds at most the number of batches that hold CTCs.
[[nodiscard]] std::vector<int> assign_folds(const TrainingTable& table, int folds);

}  // namespace cyto::learn
