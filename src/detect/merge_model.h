#pragma once

#include <cstdint>
#include <vector>

#include "region_graph.h"

namespace cyto {

/// Log-odds that two touching regions are parts of one nucleus.
[[nodiscard]] double merge_score(const MergeFeatures& features);

/// Merges the best scoring pair of touching regions again and again, until none reaches `least_score`.
/// A union wider than `max_diameter_um` is never made. @return for each label the label it became part of.
[[nodiscard]] std::vector<std::int32_t> merge_regions(RegionGraph& graph, double least_score,
                                                      double max_diameter_um);

}  // namespace cyto
