#pragma once

#include <optional>
#include <vector>

namespace cyto {

struct PopulationSpec;

/// Level of the leukocyte stain in stained leukocytes.
struct MarkerLevel {
  double location = 0.0;   ///< median of the events at or above `threshold`
  double threshold = 0.0;  ///< spec.marker_ratio_min x location
};

/// Finds the highest level L, held by at least spec.minimum_share of the events, that is the median of all
/// events at or above spec.marker_ratio_min x L. No level: the stain shows nothing that stands clear of zero.
/// @param sorted marker values of the events looked at, ascending, no NaN.
/// Method: docs/methods/leukocyte-population.md.
[[nodiscard]] std::optional<MarkerLevel> find_marker_level(const std::vector<float>& sorted,
                                                           const PopulationSpec& spec);

}  // namespace cyto
