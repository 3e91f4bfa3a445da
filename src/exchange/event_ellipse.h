#pragma once

#include "cytrial/core/units.h"
#include "cytrial/imageio/mask_outline.h"

namespace cyto {

/// Axes of an object as the event table has them.
struct EllipseAxes {
  SlidePoint centre;
  double major_um = 0.0;
  double minor_um = 0.0;
  double orientation_rad = 0.0;  ///< of the major axis, from +x towards +y (down)
};

/// The ellipse as a polygon of 32 corners, hundredths of a pixel, cut to `slide`.
[[nodiscard]] OutlinePolygon ellipse_outline(const EllipseAxes& axes, const PixelSize& pixel_size,
                                             const SlideRect& slide);
/// The border of a rectangle.
[[nodiscard]] OutlinePolygon box_outline(const SlideRect& rect);

}  // namespace cyto
