#include "clusters.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <numeric>

#include "cell_grid.h"

namespace cyto {
namespace {

/// Beyond this a coordinate [um] is no place on a slide, and its bucket would not fit an integer.
constexpr double kLargestCoordinateUm = 1e9;

/// An angle by its cosine and sine.
struct Turn {
  double cosine = 1.0;
  double sine = 0.0;
};

/// Directions tried between two cells: within 89 degrees of the line of centres, at 1 degree.
std::vector<Turn> directions_around_line() {
  constexpr int kDegrees = 89;
  std::vector<Turn> turns;
  for (int degree = -kDegrees; degree <= kDegrees; ++degree) {
    const double angle = degree * std::numbers::pi / 180.0;
    turns.push_back({std::cos(angle), std::sin(angle)});
  }
  return turns;
}

/// Direction of the major axis against the line (dx, dy) of length `length`.
Turn axis_against_line(const CellEllipse& cell, double dx, double dy, double length) {
  const double cosine = std::cos(cell.orientation_rad);
  const double sine = std::sin(cell.orientation_rad);
  return {(dx * cosine + dy * sine) / length, (dx * sine - dy * cosine) / length};
}

/// How far the outline reaches from the centre in a direction: the support function of the ellipse.
double reach_towards(const CellEllipse& cell, const Turn& axis, const Turn& direction) {
  const double along = direction.cosine * axis.cosine + direction.sine * axis.sine;
  const double across = direction.sine * axis.cosine - direction.cosine * axis.sine;
  const double x = along * cell.semi_major_um;
  const double y = across * cell.semi_minor_um;
  return std::sqrt(x * x + y * y);
}

/// Two convex bodies are as far apart as the widest strip between them: the largest excess of the centres'
/// distance over both reaches in any direction.
double distance_between(const CellEllipse& a, const CellEllipse& b, double dx, double dy, double length) {
  static const std::vector<Turn> kDirections = directions_around_line();
  const Turn axis_a = axis_against_line(a, dx, dy, length);
  const Turn axis_b = axis_against_line(b, dx, dy, length);
  double widest = -std::numeric_limits<double>::infinity();
  for (const Turn& direction : kDirections) {
    widest = std::max(widest, length * direction.cosine - reach_towards(a, axis_a, direction) -
                                  reach_towards(b, axis_b, direction));
  }
  return widest;
}

/// Disjoint sets whose root is always the smallest member, so that the result has one form only.
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0U); }

  std::size_t root_of(std::size_t member) {
    while (parent_[member] != member) {
      parent_[member] = parent_[parent_[member]];
      member = parent_[member];
    }
    return member;
  }
  void join(std::size_t a, std::size_t b) {
    const std::size_t root_a = root_of(a);
    const std::size_t root_b = root_of(b);
    parent_[std::max(root_a, root_b)] = std::min(root_a, root_b);
  }

 private:
  std::vector<std::size_t> parent_;
};

void join_touching(const CellGrid& grid, double max_gap_um, DisjointSets& sets) {
  const std::vector<CellEllipse>& cells = grid.cells();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    grid.visit_near(cells[i], max_gap_um, [&](std::size_t other) {
      if (other > i && touch(cells[i], cells[other], max_gap_um)) {
        sets.join(i, other);
      }
    });
  }
}

}  // namespace

bool is_usable(const CellEllipse& cell) noexcept {
  return std::abs(cell.x_um) < kLargestCoordinateUm && std::abs(cell.y_um) < kLargestCoordinateUm &&
         cell.semi_major_um >= 0.0 && cell.semi_major_um < kLargestCoordinateUm &&
         cell.semi_minor_um >= 0.0 && cell.semi_minor_um <= cell.semi_major_um &&
         std::isfinite(cell.orientation_rad);
}

double outline_gap_um(const CellEllipse& a, const CellEllipse& b) {
  const double dx = b.x_um - a.x_um;
  const double dy = b.y_um - a.y_um;
  const double distance = std::hypot(dx, dy);
  // At one place there is no line of centres: the smaller cell lies within the larger.
  return distance > 0.0 ? distance_between(a, b, dx, dy, distance) : -a.semi_minor_um - b.semi_minor_um;
}

bool touch(const CellEllipse& a, const CellEllipse& b, double max_gap_um) {
  if (!is_usable(a) || !is_usable(b)) {
    return false;
  }
  const double dx = b.x_um - a.x_um;
  const double dy = b.y_um - a.y_um;
  const double distance = std::hypot(dx, dy);
  if (distance <= a.semi_minor_um + b.semi_minor_um + max_gap_um) {
    return true;
  }
  if (distance > a.semi_major_um + b.semi_major_um + max_gap_um) {
    return false;
  }
  return distance_between(a, b, dx, dy, distance) <= max_gap_um;
}

std::vector<ClusterMember> link_clusters(const std::vector<CellEllipse>& cells, double max_gap_um) {
  DisjointSets sets(cells.size());
  join_touching(CellGrid(cells), max_gap_um, sets);

  std::vector<std::uint32_t> size_of_root(cells.size(), 0);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    ++size_of_root[sets.root_of(i)];
  }
  std::vector<std::uint32_t> id_of_root(cells.size(), 0);
  std::uint32_t clusters = 0;
  std::vector<ClusterMember> members;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::size_t root = sets.root_of(i);
    if (size_of_root[root] < 2) {
      continue;
    }
    if (id_of_root[root] == 0) {
      id_of_root[root] = ++clusters;
    }
    members.push_back({cells[i].position, id_of_root[root], size_of_root[root]});
  }
  return members;
}

}  // namespace cyto
