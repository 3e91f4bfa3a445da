#include "region_hull.h"

#include <algorithm>
#include <limits>

namespace cyto {
namespace {

/// Eight times the area, in pixels, between a chain and the column 0.
std::int64_t side_integral(std::span<const HullCorner> chain) {
  std::int64_t integral = 0;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    integral += static_cast<std::int64_t>(chain[i].x + chain[i - 1].x) * (chain[i].y - chain[i - 1].y);
  }
  return integral;
}

/// The side around two sides: of two corners on one line the outer one counts.
template <std::int64_t Side>
void side_around(std::span<const HullCorner> a, std::span<const HullCorner> b, HullChain<Side>& chain) {
  chain.begin(a.size() + b.size());
  const HullCorner* i = a.data();
  const HullCorner* j = b.data();
  const HullCorner* end_a = i + a.size();
  const HullCorner* end_b = j + b.size();
  while (i != end_a && j != end_b) {
    // Without a choice that a processor could guess wrong.
    const bool take_a = i->y < j->y || (i->y == j->y && Side * i->x > Side * j->x);
    const bool same = i->y == j->y;
    chain.append(*(take_a ? i : j));
    i += static_cast<std::ptrdiff_t>(take_a || same);
    j += static_cast<std::ptrdiff_t>(!take_a || same);
  }
  for (; i != end_a; ++i) {
    chain.append(*i);
  }
  for (; j != end_b; ++j) {
    chain.append(*j);
  }
}

}  // namespace

void hull_of_rows(std::span<const RowExtent> rows, int top, HullChains& hull) {
  constexpr RowExtent kNone{std::numeric_limits<int>::max() / 4, -1};
  hull.left.begin(2 * rows.size() + 1);
  hull.right.begin(2 * rows.size() + 1);
  RowExtent before = kNone;
  for (std::size_t i = 0; i <= rows.size(); ++i) {
    const int y = top + static_cast<int>(i);
    const RowExtent extent = i < rows.size() ? rows[i] : kNone;
    // On the line between two rows only the outer of two midpoints counts.
    const RowExtent line{std::min(before.left, extent.left), std::max(before.right, extent.right)};
    if (line.left <= line.right) {
      hull.left.append({2 * line.left + 1, 2 * y});
      hull.right.append({2 * line.right + 1, 2 * y});
    }
    if (extent.left <= extent.right) {
      hull.left.append({2 * extent.left, 2 * y + 1});
      hull.right.append({2 * (extent.right + 1), 2 * y + 1});
    }
    before = extent;
  }
}

void hull_around(const HullView& a, const HullView& b, HullChains& hull) {
  side_around(a.left, b.left, hull.left);
  side_around(a.right, b.right, hull.right);
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
