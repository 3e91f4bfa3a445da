#include "cytrial/measure/morphology.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <numeric>
#include <vector>

namespace cyto {
namespace {

/// Changes between inside and outside along the lines of the four lattice directions.
struct Crossings {
  std::int64_t horizontal = 0;
  std::int64_t vertical = 0;
  std::int64_t diagonal = 0;  ///< both diagonals
};

Crossings count_crossings(const cv::Mat1b& mask) {
  Crossings count;
  for (int y = 0; y + 1 < mask.rows; ++y) {
    const std::uint8_t* row = mask.ptr<std::uint8_t>(y);
    const std::uint8_t* below = mask.ptr<std::uint8_t>(y + 1);
    int horizontal = 0, vertical = 0, diagonal = 0;
    for (int x = 0; x + 1 < mask.cols; ++x) {
      horizontal += row[x] ^ row[x + 1];
      vertical += row[x] ^ below[x];
      diagonal += (row[x] ^ below[x + 1]) + (row[x + 1] ^ below[x]);
    }
    count.horizontal += horizontal;
    count.vertical += vertical;
    count.diagonal += diagonal;
  }
  return count;
}

/// Half the sum over directions of (angle it stands for) x (distance of its lines) x crossings.
double crofton_perimeter_um(const Crossings& count, const PixelSize& pixel) {
  const double diagonal_angle = std::atan2(pixel.y_um, pixel.x_um);
  const double diagonal_um = std::sqrt(pixel.x_um * pixel.x_um + pixel.y_um * pixel.y_um);
  const double horizontal = diagonal_angle * pixel.y_um * static_cast<double>(count.horizontal);
  const double vertical =
      (std::numbers::pi / 2 - diagonal_angle) * pixel.x_um * static_cast<double>(count.vertical);
  const double diagonal =
      std::numbers::pi / 4 * pixel.area_um2() / diagonal_um * static_cast<double>(count.diagonal);
  return 0.5 * (horizontal + vertical + diagonal);
}

/// Sums of pixel indices, counted from the mask's corner.
struct IndexSums {
  std::int64_t n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
};

IndexSums sum_indices(const std::vector<PixelRun>& runs) {
  // 0^2 + 1^2 + ... + (k - 1)^2
  const auto squares_below = [](std::int64_t k) { return (k - 1) * k * (2 * k - 1) / 6; };
  IndexSums sums;
  for (const PixelRun& run : runs) {
    const std::int64_t n = run.end - run.begin;
    const std::int64_t x_sum = n * (run.begin + run.end - 1) / 2;
    sums.n += n;
    sums.x += x_sum;
    sums.y += n * run.y;
    sums.xx += squares_below(run.end) - squares_below(run.begin);
    sums.yy += n * run.y * run.y;
    sums.xy += x_sum * run.y;
  }
  return sums;
}

void set_ellipse(const IndexSums& sums, const PixelSize& pixel, Shape& shape) {
  const auto n = static_cast<double>(sums.n);
  // Indices count from the region's own corner: nothing large cancels, wherever the region lies.
  const auto covariance = [&](std::int64_t product, std::int64_t a, std::int64_t b) {
    return (n * static_cast<double>(product) - static_cast<double>(a) * static_cast<double>(b)) / (n * n);
  };
  constexpr double kSquare = 1.0 / 12.0;  // a pixel is a square, not a point
  const double xx = (covariance(sums.xx, sums.x, sums.x) + kSquare) * pixel.x_um * pixel.x_um;
  const double yy = (covariance(sums.yy, sums.y, sums.y) + kSquare) * pixel.y_um * pixel.y_um;
  const double xy = covariance(sums.xy, sums.x, sums.y) * pixel.x_um * pixel.y_um;
  const double middle = 0.5 * (xx + yy);
  const double half_span = std::sqrt(0.25 * (xx - yy) * (xx - yy) + xy * xy);
  const double large = middle + half_span;
  const double small = middle - half_span;
  shape.major_axis_um = 4 * std::sqrt(large);
  shape.minor_axis_um = 4 * std::sqrt(std::max(0.0, small));
  shape.eccentricity = std::sqrt(std::max(0.0, 1 - small / large));
  shape.orientation_rad = 0.5 * std::atan2(2 * xy, xx - yy);
}

/// A pixel centre, in whole steps.
struct Centre {
  std::int64_t x;
  std::int64_t y;
};

/// Twice the signed area of a, b, c.
std::int64_t turn(const Centre& a, const Centre& b, const Centre& c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/// Takes the next centre into one side of the hull; they come in rising y. `side` is +1 or -1.
void extend_chain(std::vector<Centre>& chain, const Centre& centre, int side) {
  while (chain.size() >= 2 && side * turn(chain[chain.size() - 2], chain.back(), centre) <= 0) {
    chain.pop_back();
  }
  chain.push_back(centre);
}

/// Vertices of the convex hull of the region's pixel centres, in order.
std::vector<Centre> convex_hull(const std::vector<PixelRun>& runs) {
  std::vector<Centre> left_side;
  std::vector<Centre> outline;
  for (std::size_t first = 0; first < runs.size();) {
    std::size_t last = first;
    while (last + 1 < runs.size() && runs[last + 1].y == runs[first].y) {
      ++last;
    }
    extend_chain(left_side, {runs[first].begin, runs[first].y}, -1);
    extend_chain(outline, {runs[last].end - 1, runs[first].y}, 1);
    first = last + 1;
  }
  outline.insert(outline.end(), left_side.rbegin(), left_side.rend());
  return outline;
}

/// Pixels whose centres lie in the convex hull of the region's pixel centres, by Pick's theorem:
/// area + boundary points / 2 + 1. Holds for a hull that is a line or a point, too.
std::int64_t pixels_in_hull(const std::vector<PixelRun>& runs) {
  const std::vector<Centre> outline = convex_hull(runs);
  std::int64_t twice_area = 0;
  std::int64_t boundary = 0;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Centre& a = outline[i];
    const Centre& b = outline[(i + 1) % outline.size()];
    twice_area += a.x * b.y - b.x * a.y;
    boundary += std::gcd(b.x - a.x, b.y - a.y);
  }
  return (std::abs(twice_area) + boundary) / 2 + 1;
}

}  // namespace

Shape measure_shape(const MeasuredRegion& region, const PixelSize& pixel_size) {
  Shape shape;
  const auto area_px = static_cast<double>(region.area_px);
  shape.area_um2 = area_px * pixel_size.area_um2();
  shape.diameter_um = 2 * std::sqrt(shape.area_um2 / std::numbers::pi);
  shape.perimeter_um = crofton_perimeter_um(count_crossings(region.mask), pixel_size);
  shape.circularity = 4 * std::numbers::pi * shape.area_um2 / (shape.perimeter_um * shape.perimeter_um);
  shape.solidity = area_px / static_cast<double>(pixels_in_hull(region.runs));
  set_ellipse(sum_indices(region.runs), pixel_size, shape);
  return shape;
}

}  // namespace cyto
