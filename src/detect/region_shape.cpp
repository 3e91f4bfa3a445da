#include "region_shape.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace cyto {
namespace {

/// Appends to a chain that turns one way only; `sign` +1 for the left side of the outline, -1 for the right.
void append_convex(std::vector<HullCorner>& chain, HullCorner next, std::int64_t sign) {
  while (chain.size() >= 2) {
    const HullCorner& a = chain[chain.size() - 2];
    const HullCorner& b = chain.back();
    const std::int64_t cross = static_cast<std::int64_t>(b.x - a.x) * (next.y - a.y) -
                               static_cast<std::int64_t>(b.y - a.y) * (next.x - a.x);
    if (sign * cross > 0) {
      break;
    }
    chain.pop_back();
  }
  chain.push_back(next);
}

/// Eight times the area, in pixels, between a chain and the column 0.
std::int64_t side_integral(const std::vector<HullCorner>& chain) {
  std::int64_t integral = 0;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    integral += static_cast<std::int64_t>(chain[i].x + chain[i - 1].x) * (chain[i].y - chain[i - 1].y);
  }
  return integral;
}

int bottom_of(const Region& region) {
  return region.top + static_cast<int>(region.rows.size());
}

/// Widens an extent by a region's pixels in row `y`, if it has any.
void widen(const Region& region, int y, RowExtent& extent) {
  if (y >= region.top && y < bottom_of(region)) {
    const RowExtent& more = region.rows[static_cast<std::size_t>(y - region.top)];
    extent.left = std::min(extent.left, more.left);
    extent.right = std::max(extent.right, more.right);
  }
}

/// Convex hull of the pixels' edge midpoints: unlike that of corners it does not favour large objects. In
/// half pixels and whole numbers.
double hull_area(const Region& a, const Region* b, HullChains& chains) {
  const int top = b == nullptr ? a.top : std::min(a.top, b->top);
  const int bottom = b == nullptr ? bottom_of(a) : std::max(bottom_of(a), bottom_of(*b));
  constexpr RowExtent kNone{std::numeric_limits<int>::max() / 4, -1};
  chains.left.clear();
  chains.right.clear();
  RowExtent before = kNone;
  for (int y = top; y <= bottom; ++y) {
    RowExtent extent = kNone;
    widen(a, y, extent);
    if (b != nullptr) {
      widen(*b, y, extent);
    }
    // On the line between two rows only the outer of two midpoints counts.
    const RowExtent line{std::min(before.left, extent.left), std::max(before.right, extent.right)};
    if (line.left <= line.right) {
      append_convex(chains.left, {2 * line.left + 1, 2 * y}, -1);
      append_convex(chains.right, {2 * line.right + 1, 2 * y}, 1);
    }
    if (extent.left <= extent.right) {
      append_convex(chains.left, {2 * extent.left, 2 * y + 1}, -1);
      append_convex(chains.right, {2 * (extent.right + 1), 2 * y + 1}, 1);
    }
    before = extent;
  }
  return static_cast<double>(side_integral(chains.right) - side_integral(chains.left)) / 8.0;
}

/// Second moments of one or two regions.
struct Moments {
  double area;
  double xx;
  double yy;
  double xy;
};

Moments moments(const Region& a, const Region* b) {
  // Products of whole numbers, exact below 2^53, that is for any nucleus: the same shape gives the same value
  // wherever the window begins.
  const auto sum = [&](std::int64_t Region::*member) {
    return static_cast<double>(a.*member + (b == nullptr ? 0 : b->*member));
  };
  const double n = sum(&Region::area);
  const double x = sum(&Region::sum_x);
  const double y = sum(&Region::sum_y);
  // A pixel is a square, not a point: its own variance is 1/12.
  return {n, (n * sum(&Region::sum_xx) - x * x) / (n * n) + 1.0 / 12.0,
          (n * sum(&Region::sum_yy) - y * y) / (n * n) + 1.0 / 12.0,
          (n * sum(&Region::sum_xy) - x * y) / (n * n)};
}

}  // namespace

double solidity(const Region& a, const Region* b, HullChains& chains) {
  const auto area = static_cast<double>(a.area + (b == nullptr ? 0 : b->area));
  return std::min(1.0, area / std::max(1.0, hull_area(a, b, chains)));
}

double ellipse_fill(const Region& a, const Region* b) {
  const Moments m = moments(a, b);
  return m.area / (4.0 * std::numbers::pi * std::sqrt(std::max(1e-9, m.xx * m.yy - m.xy * m.xy)));
}

double axis_ratio(const Region& a, const Region* b) {
  const Moments m = moments(a, b);
  const double mean = 0.5 * (m.xx + m.yy);
  const double spread = std::sqrt(0.25 * (m.xx - m.yy) * (m.xx - m.yy) + m.xy * m.xy);
  return std::sqrt((mean + spread) / std::max(1e-9, mean - spread));
}

double minor_variance(const Region& region) {
  const Moments m = moments(region, nullptr);
  return 0.5 * (m.xx + m.yy) - std::sqrt(0.25 * (m.xx - m.yy) * (m.xx - m.yy) + m.xy * m.xy);
}

double centre_distance(const Region& a, const Region& b) {
  const auto n = static_cast<double>(a.area);
  const auto m = static_cast<double>(b.area);
  // One quotient of whole numbers: the same wherever the window begins.
  const double dx = static_cast<double>(a.sum_x * b.area - b.sum_x * a.area) / (n * m);
  const double dy = static_cast<double>(a.sum_y * b.area - b.sum_y * a.area) / (n * m);
  return std::sqrt(dx * dx + dy * dy);
}

}  // namespace cyto
