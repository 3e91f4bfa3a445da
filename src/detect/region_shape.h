#pragma once

#include "region_graph.h"

namespace cyto {

/// Variance along the shorter axis [work pixels squared].
[[nodiscard]] double minor_variance(const Region& region);

/// Between the centroids [work pixels].
[[nodiscard]] double centre_distance(const Region& a, const Region& b);

/// Area of the region divided by that of its convex hull: 1 for a disc. `b` may be null. `chains`: work
/// space.
[[nodiscard]] double solidity(const Region& a, const Region* b, HullChains& chains);

/// Longer through shorter axis of the ellipse with the same second moments. `b` may be null.
[[nodiscard]] double axis_ratio(const Region& a, const Region* b);

/// Area divided by that of the ellipse with the same second moments: 1 for an ellipse. `b` may be null.
[[nodiscard]] double ellipse_fill(const Region& a, const Region* b);

}  // namespace cyto
