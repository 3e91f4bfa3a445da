#pragma once

#include <limits>

#include "cytrial/core/units.h"
#include "cytrial/measure/region.h"

namespace cyto {

/// Size and form of one region. Formulas and sources: docs/methods/morphology.md.
struct Shape {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  double area_um2 = kNone;       ///< pixels x pixel area
  double diameter_um = kNone;    ///< of the circle of the same area
  double perimeter_um = kNone;   ///< Crofton estimate, four directions
  double circularity = kNone;    ///< 4 pi area / perimeter^2; 1 for a disc, may exceed it by a few percent
  double eccentricity = kNone;   ///< of the ellipse with the same second moments, 0..1
  double solidity = kNone;       ///< pixels / pixels in the convex hull of their centres, 0..1
  double major_axis_um = kNone;  ///< full axes of that ellipse
  double minor_axis_um = kNone;
  double orientation_rad = kNone;  ///< of the major axis, from +x towards +y (down), (-pi/2, pi/2]
};

/// @param region at least one pixel. Exact integer sums, so that the place of the region does not matter.
/// Thread-safe, pure.
[[nodiscard]] Shape measure_shape(const MeasuredRegion& region, const PixelSize& pixel_size);

}  // namespace cyto
