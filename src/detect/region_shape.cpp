#include "region_shape.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace cyto {
namespace {

constexpr int kNoColumn = std::numeric_limits<int>::max();

struct Corner {
  double x;
  double y;
};

/// Appends to a chain that turns one way only; `sign` +1 for the left side of the outline, -1 for the right.
void append_convex(std::vector<Corner>& chain, Corner next, double sign) {
  while (chain.size() >= 2) {
    const Corner& a = chain[chain.size() - 2];
    const Corner& b = chain.back();
    const double cross = (b.x - a.x) * (next.y - a.y) - (b.y - a.y) * (next.x - a.x);
    if (sign * cross > 0.0) {
      break;
    }
    chain.pop_back();
  }
  chain.push_back(next);
}

double side_integral(const std::vector<Corner>& chain) {
  double integral = 0.0;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    integral += 0.5 * (chain[i].x + chain[i - 1].x) * (chain[i].y - chain[i - 1].y);
  }
  return integral;
}

/// Left and right end of a row over both regions; false when neither has pixels there.
bool row_extent(const Region& a, const Region* b, int y, int& left, int& right) {
  left = kNoColumn;
  right = -1;
  for (const Region* region : {&a, b}) {
    if (region == nullptr || y < region->top || y >= region->top + static_cast<int>(region->left.size())) {
      continue;
    }
    const auto row = static_cast<std::size_t>(y - region->top);
    left = std::min(left, region->left[row]);
    right = std::max(right, region->right[row]);
  }
  return left <= right;
}

/// Convex hull of the pixels' edge midpoints: unlike that of corners it does not favour large objects.
double hull_area(const Region& a, const Region* b) {
  const auto bottom_of = [](const Region& r) { return r.top + static_cast<int>(r.left.size()); };
  const int top = b == nullptr ? a.top : std::min(a.top, b->top);
  const int bottom = b == nullptr ? bottom_of(a) : std::max(bottom_of(a), bottom_of(*b));
  std::vector<Corner> left_chain;
  std::vector<Corner> right_chain;
  for (int y = top; y < bottom; ++y) {
    int left = 0;
    int right = 0;
    if (!row_extent(a, b, y, left, right)) {
      continue;
    }
    for (const double step : {0.0, 0.5, 1.0}) {
      const double inward = step == 0.5 ? 0.0 : 0.5;
      append_convex(left_chain, {left + inward, y + step}, -1.0);
      append_convex(right_chain, {right + 1.0 - inward, y + step}, 1.0);
    }
  }
  return side_integral(right_chain) - side_integral(left_chain);
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

double solidity(const Region& a, const Region* b) {
  const auto area = static_cast<double>(a.area + (b == nullptr ? 0 : b->area));
  return std::min(1.0, area / std::max(1.0, hull_area(a, b)));
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
