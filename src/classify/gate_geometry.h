#pragma once

#include <limits>
#include <vector>

namespace cyto {

/// A half-open interval: min <= value < max.
struct Interval {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();

  /// NaN is in no interval.
  [[nodiscard]] bool contains(double value) const noexcept { return value >= min && value < max; }
};

struct Vertex {
  double x = 0.0;
  double y = 0.0;
};

/// A closed polygon of three or more vertices; the last joins the first. It may cross itself.
struct Polygon {
  std::vector<Vertex> vertices;

  /// Even-odd rule: inside when a ray towards greater x crosses the outline an odd number of times. An edge
  /// is crossed when its lower end is at or below the ray and its upper end above it, and the crossing lies
  /// at strictly greater x. So a polygon owns its left and bottom edges but not its right and top ones, and
  /// polygons that share edges share no point and leave none out. NaN is in no polygon.
  /// Source of the rule: crossing number test, M. Shimrat 1962, Algorithm 112, CACM 5(8):434.
  [[nodiscard]] bool contains(double x, double y) const noexcept;
};

}  // namespace cyto
