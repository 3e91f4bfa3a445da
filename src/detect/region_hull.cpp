#include "region_hull.h"

#include <algorithm>
#include <limits>

namespace cyto {
namespace {

/// Turns of the two sides of an outline, walked from top to bottom.
constexpr std::int64_t kLeftSide = -1;
constexpr std::int64_t kRightSide = 1;

/// Appends to a chain that turns one way only.
void append_convex(std::vector<HullCorner>& chain, HullCorner next, std::int64_t side) {
  while (chain.size() >= 2) {
    const HullCorner& a = chain[chain.size() - 2];
    const HullCorner& b = chain.back();
    const std::int64_t cross = static_cast<std::int64_t>(b.x - a.x) * (next.y - a.y) -
                               static_cast<std::int64_t>(b.y - a.y) * (next.x - a.x);
    if (side * cross > 0) {
      break;
    }
    chain.pop_back();
  }
  chain.push_back(next);
}

/// Eight times the area, in pixels, between a chain and the column 0.
std::int64_t side_integral(std::span<const HullCorner> chain) {
  std::int64_t integral = 0;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    integral += static_cast<std::int64_t>(chain[i].x + chain[i - 1].x) * (chain[i].y - chain[i - 1].y);
  }
  return integral;
}

/// The side around two sides: of two corners on one line the outer one counts.
void side_around(std::span<const HullCorner> a, std::span<const HullCorner> b, std::int64_t side,
                 std::vector<HullCorner>& chain) {
  chain.clear();
  auto i = a.begin();
  auto j = b.begin();
  while (i != a.end() || j != b.end()) {
    if (j == b.end() || (i != a.end() && i->y < j->y)) {
      append_convex(chain, *i++, side);
    } else if (i == a.end() || j->y < i->y) {
      append_convex(chain, *j++, side);
    } else {
      append_convex(chain, side * i->x > side * j->x ? *i : *j, side);
      ++i;
      ++j;
    }
  }
}

}  // namespace

void hull_of_rows(std::span<const RowExtent> rows, int top, HullChains& hull) {
  constexpr RowExtent kNone{std::numeric_limits<int>::max() / 4, -1};
  hull.left.clear();
  hull.right.clear();
  RowExtent before = kNone;
  for (std::size_t i = 0; i <= rows.size(); ++i) {
    const int y = top + static_cast<int>(i);
    const RowExtent extent = i < rows.size() ? rows[i] : kNone;
    // On the line between two rows only the outer of two midpoints counts.
    const RowExtent line{std::min(before.left, extent.left), std::max(before.right, extent.right)};
    if (line.left <= line.right) {
      append_convex(hull.left, {2 * line.left + 1, 2 * y}, kLeftSide);
      append_convex(hull.right, {2 * line.right + 1, 2 * y}, kRightSide);
    }
    if (extent.left <= extent.right) {
      append_convex(hull.left, {2 * extent.left, 2 * y + 1}, kLeftSide);
      append_convex(hull.right, {2 * (extent.right + 1), 2 * y + 1}, kRightSide);
    }
    before = extent;
  }
}

void hull_around(const HullView& a, const HullView& b, HullChains& hull) {
  side_around(a.left, b.left, kLeftSide, hull.left);
  side_around(a.right, b.right, kRightSide, hull.right);
}

double hull_area(const HullView& hull) {
  return static_cast<double>(side_integral(hull.right) - side_integral(hull.left)) / 8.0;
}

HullStore::Place HullStore::keep(const HullView& hull) {
  const Place place{corners_.size(), hull.left.size(), hull.right.size()};
  corners_.insert(corners_.end(), hull.left.begin(), hull.left.end());
  corners_.insert(corners_.end(), hull.right.begin(), hull.right.end());
  return place;
}

}  // namespace cyto
