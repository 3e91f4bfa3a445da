#include "clusters.h"

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstddef>
#include <limits>
#include <numbers>
#include <numeric>

namespace cyto {
namespace {

/// Beyond this a coordinate [um] is no place on a slide, and its bucket would not fit an integer.
constexpr double kLargestCoordinateUm = 1e9;

bool is_usable(const CellEllipse& cell) {
  return std::abs(cell.x_um) < kLargestCoordinateUm && std::abs(cell.y_um) < kLargestCoordinateUm &&
         cell.semi_major_um >= 0.0 && cell.semi_major_um < kLargestCoordinateUm &&
         cell.semi_minor_um >= 0.0 && cell.semi_minor_um <= cell.semi_major_um &&
         std::isfinite(cell.orientation_rad);
}

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

/// Distance of the outlines [um]; negative when they overlap. Two convex bodies are as far apart as the
/// widest strip between them: the largest excess of the centres' distance over both reaches in any direction.
double distance_between(const CellEllipse& a, const CellEllipse& b, double dx, double dy) {
  static const std::vector<Turn> kDirections = directions_around_line();
  const double length = std::hypot(dx, dy);
  const Turn axis_a = axis_against_line(a, dx, dy, length);
  const Turn axis_b = axis_against_line(b, dx, dy, length);
  double widest = -std::numeric_limits<double>::infinity();
  for (const Turn& direction : kDirections) {
    widest = std::max(widest, length * direction.cosine - reach_towards(a, axis_a, direction) -
                                  reach_towards(b, axis_b, direction));
  }
  return widest;
}

struct Bucket {
  std::int64_t row = 0;
  std::int64_t column = 0;
  auto operator<=>(const Bucket&) const = default;
};

struct Placed {
  Bucket bucket;
  std::size_t cell = 0;
  auto operator<=>(const Placed&) const = default;
};

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

/// Cells sorted into squares so wide that touching cells are in the same or in neighbouring ones.
std::vector<Placed> placed_in_buckets(const std::vector<CellEllipse>& cells, double max_gap_um) {
  double reach_um = 1.0;
  for (const CellEllipse& cell : cells) {
    if (is_usable(cell)) {
      reach_um = std::max(reach_um, 2.0 * cell.semi_major_um + max_gap_um);
    }
  }
  std::vector<Placed> placed;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (is_usable(cells[i])) {
      placed.push_back({{static_cast<std::int64_t>(std::floor(cells[i].y_um / reach_um)),
                         static_cast<std::int64_t>(std::floor(cells[i].x_um / reach_um))},
                        i});
    }
  }
  std::sort(placed.begin(), placed.end());
  return placed;
}

void join_touching(const std::vector<CellEllipse>& cells, const std::vector<Placed>& placed,
                   double max_gap_um, DisjointSets& sets) {
  for (const Placed& one : placed) {
    for (std::int64_t row = one.bucket.row; row <= one.bucket.row + 1; ++row) {
      // In its own row only cells behind it in the order; in the next row all three neighbours.
      const Placed first =
          row == one.bucket.row ? Placed{one.bucket, one.cell + 1} : Placed{{row, one.bucket.column - 1}, 0};
      auto other = std::lower_bound(placed.begin(), placed.end(), first);
      for (; other != placed.end() && other->bucket <= Bucket{row, one.bucket.column + 1}; ++other) {
        if (touch(cells[one.cell], cells[other->cell], max_gap_um)) {
          sets.join(one.cell, other->cell);
        }
      }
    }
  }
}

}  // namespace

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
  return distance_between(a, b, dx, dy) <= max_gap_um;
}

std::vector<ClusterMember> link_clusters(const std::vector<CellEllipse>& cells, double max_gap_um) {
  DisjointSets sets(cells.size());
  join_touching(cells, placed_in_buckets(cells, max_gap_um), max_gap_um, sets);

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
