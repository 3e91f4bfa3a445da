#include "region_shape.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cyto {

Moments moments(const PixelSums& a, const PixelSums* b) {
  // Products of whole numbers, exact below 2^53, that is for any nucleus: the same shape gives the same value
  // wherever the window begins.
  const auto sum = [&](std::int64_t PixelSums::*member) {
    return static_cast<double>(a.*member + (b == nullptr ? 0 : b->*member));
  };
  const double n = sum(&PixelSums::area);
  const double x = sum(&PixelSums::sum_x);
  const double y = sum(&PixelSums::sum_y);
  // A pixel is a square, not a point: its own variance is 1/12.
  return {n, (n * sum(&PixelSums::sum_xx) - x * x) / (n * n) + 1.0 / 12.0,
          (n * sum(&PixelSums::sum_yy) - y * y) / (n * n) + 1.0 / 12.0,
          (n * sum(&PixelSums::sum_xy) - x * y) / (n * n)};
}

double solidity(std::int64_t area_px, const HullView& hull) {
  return std::min(1.0, static_cast<double>(area_px) / std::max(1.0, hull_area(hull)));
}

double ellipse_fill(const Moments& m) {
  return m.area / (4.0 * std::numbers::pi * std::sqrt(std::max(1e-9, m.xx * m.yy - m.xy * m.xy)));
}

double axis_ratio(const Moments& m) {
  const double mean = 0.5 * (m.xx + m.yy);
  const double spread = std::sqrt(0.25 * (m.xx - m.yy) * (m.xx - m.yy) + m.xy * m.xy);
  return std::sqrt((mean + spread) / std::max(1e-9, mean - spread));
}

double minor_variance(const Moments& m) {
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
