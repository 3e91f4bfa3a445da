#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "region_graph.h"

namespace cyto {

/// Log-odds that two touching regions are parts of one nucleus.
[[nodiscard]] double merge_score(const MergeFeatures& features);

/// Says how much two touching regions ask to be merged; -infinity forbids it.
using MergeScore = std::function<double(const RegionGraph& graph, std::int32_t a, const Border& border)>;

/// Merges the best scoring pair of touching regions again and again, until none reaches `least_score`.
/// @return for each label the label it became part of (index 0 unused).
[[nodiscard]] std::vector<std::int32_t> merge_regions(RegionGraph& graph, double least_score,
                                                      const MergeScore& score_of);

}  // namespace cyto
