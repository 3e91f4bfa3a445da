#pragma once

#include <opencv2/core.hpp>

#include <array>
#include <cstdint>
#include <vector>

#include "nucleus_regions.h"
#include "region_graph.h"

namespace cyto {

/// What tells a nucleus from haze, flanks of brighter objects, fibres and noise; all free of the brightness
/// unit. See object_model.cpp for their meaning.
inline constexpr std::size_t kObjectFeatures = 12;
using ObjectFeatures = std::array<double, kObjectFeatures>;

/// Of one region of a graph; its border list must be complete.
[[nodiscard]] ObjectFeatures region_features(const RegionGraph& graph, std::int32_t label, double pixel_um);

/// @param masks work-plane labels after the edge levels; @param levels per label.
/// @return per label (index 0 unused; zeros for a label without pixels).
[[nodiscard]] std::vector<ObjectFeatures> object_features(const NucleusField& field, const LabelRuns& masks,
                                                          const std::vector<TerritoryLevels>& levels,
                                                          double pixel_um);

/// Per object the log-odds that it is a nucleus.
[[nodiscard]] std::vector<double> object_odds(const std::vector<const ObjectFeatures*>& features);

}  // namespace cyto
