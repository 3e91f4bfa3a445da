#include "gate_geometry.h"

#include <utility>

namespace cyto {
namespace {

bool crosses_right_of(Vertex lower, Vertex upper, double x, double y) {
  // Ends in a fixed order, so that two polygons that share the edge compute the very same number.
  if (lower.y > upper.y) {
    std::swap(lower, upper);
  }
  if (lower.y > y || upper.y <= y) {
    return false;
  }
  const double share = (y - lower.y) / (upper.y - lower.y);
  return x < lower.x + share * (upper.x - lower.x);
}

}  // namespace

bool Polygon::contains(double x, double y) const noexcept {
  bool inside = false;
  Vertex before = vertices.back();
  for (const Vertex& vertex : vertices) {
    inside ^= crosses_right_of(before, vertex, x, y);
    before = vertex;
  }
  return inside;
}

}  // namespace cyto
