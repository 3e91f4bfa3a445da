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

/// Told of each step while it is taken; either may be empty. `next` is the highest score of a region with any
/// of its neighbours, -infinity without one.
struct MergeObserver {
  std::function<void(const std::vector<double>& next)> begun;  ///< per label, before the first step
  std::function<void(std::int32_t kept, std::int32_t gone, double score, double next)> merged;
};

/// Merges the best scoring pair of touching regions again and again, until none reaches `least_score`.
/// @return for each label the label it became part of (index 0 unused).
[[nodiscard]] std::vector<std::int32_t> merge_regions(RegionGraph& graph, double least_score,
                                                      const MergeScore& score_of,
                                                      const MergeObserver& observer = {});

}  // namespace cyto
