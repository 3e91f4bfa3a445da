#pragma once

#include "region_graph.h"

namespace cyto {

/// Second central moments of one or two bodies [work pixels squared].
struct Moments {
  double area;
  double xx;
  double yy;
  double xy;
};

/// `b` may be null.
[[nodiscard]] Moments moments(const PixelSums& a, const PixelSums* b);

/// Variance along the shorter axis [work pixels squared].
[[nodiscard]] double minor_variance(const Moments& m);

/// Longer through shorter axis of the ellipse with the same second moments.
[[nodiscard]] double axis_ratio(const Moments& m);

/// Area divided by that of the ellipse with the same second moments: 1 for an ellipse.
[[nodiscard]] double ellipse_fill(const Moments& m);

/// Area divided by that of the convex hull: 1 for a disc.
[[nodiscard]] double solidity(std::int64_t area_px, const HullView& hull);

/// Between the centroids [work pixels].
[[nodiscard]] double centre_distance(const Region& a, const Region& b);

}  // namespace cyto
