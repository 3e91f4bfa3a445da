#include "event_ellipse.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cyto {
namespace {

constexpr int kCorners = 32;

/// Hundredths of a pixel: the last bits of sine and cosine differ between machines.
double rounded(double px, std::int64_t low, std::int64_t high) {
  constexpr double kSteps = 100.0;
  const double inside = std::clamp(px, static_cast<double>(low), static_cast<double>(high));
  return std::round(inside * kSteps) / kSteps;
}

}  // namespace

OutlinePolygon ellipse_outline(const EllipseAxes& axes, const PixelSize& pixel_size, const SlideRect& slide) {
  const double cosine = std::cos(axes.orientation_rad);
  const double sine = std::sin(axes.orientation_rad);
  OutlinePolygon polygon;
  for (int corner = 0; corner < kCorners; ++corner) {
    const double angle = 2.0 * std::numbers::pi * corner / kCorners;
    const double along_um = axes.major_um / 2.0 * std::cos(angle);
    const double across_um = axes.minor_um / 2.0 * std::sin(angle);
    const double x_um = along_um * cosine - across_um * sine;
    const double y_um = along_um * sine + across_um * cosine;
    const SlidePoint point{rounded(axes.centre.x_px + x_um / pixel_size.x_um, slide.x, slide.right()),
                           rounded(axes.centre.y_px + y_um / pixel_size.y_um, slide.y, slide.bottom())};
    // Several corners cut to one point of the slide's border count once.
    if (polygon.outer.empty() || !(polygon.outer.back() == point)) {
      polygon.outer.push_back(point);
    }
  }
  if (polygon.outer.size() > 1 && polygon.outer.back() == polygon.outer.front()) {
    polygon.outer.pop_back();
  }
  polygon.outer.push_back(polygon.outer.front());
  return polygon;
}

OutlinePolygon box_outline(const SlideRect& rect) {
  const auto left = static_cast<double>(rect.x);
  const auto top = static_cast<double>(rect.y);
  const auto right = static_cast<double>(rect.right());
  const auto bottom = static_cast<double>(rect.bottom());
  return {{{left, top}, {right, top}, {right, bottom}, {left, bottom}, {left, top}}, {}};
}

}  // namespace cyto
