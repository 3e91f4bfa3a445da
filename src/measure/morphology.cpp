#include "cytrial/measure/morphology.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <numeric>
#include <vector>

#include "shape_meter.h"

namespace cyto {
namespace {

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

std::int64_t cross_product(const PixelCentre& a, const PixelCentre& b) {
  return std::int64_t{a.x} * b.y - std::int64_t{b.x} * a.y;
}

/// Twice the signed area of a, b, c.
std::int64_t turn(const PixelCentre& a, const PixelCentre& b, const PixelCentre& c) {
  return cross_product({b.x - a.x, b.y - a.y}, {c.x - a.x, c.y - a.y});
}

/// Takes the next centre into the side of the hull at [begin, end); they come in rising y. kSide is +1 or -1.
template <int kSide>
PixelCentre* extend_chain(PixelCentre* begin, PixelCentre* end, const PixelCentre& centre) {
  while (end - begin >= 2 && kSide * turn(end[-2], end[-1], centre) <= 0) {
    --end;
  }
  *end = centre;
  return end + 1;
}

/// Drops centres that lie on or inside the line from the one before to the one behind, which no corner does:
/// more than half of a round side, without a choice that nobody could foresee. @return the new end.
template <int kSide>
PixelCentre* drop_flat(PixelCentre* begin, PixelCentre* end) {
  if (end - begin < 3) {
    return end;
  }
  PixelCentre before = *begin;
  PixelCentre* kept = begin + 1;
  for (const PixelCentre* at = begin + 1; at + 1 != end; ++at) {
    const PixelCentre here = *at;
    *kept = here;
    kept += kSide * turn(before, here, at[1]) > 0 ? 1 : 0;
    before = here;
  }
  *kept = end[-1];
  return kept + 1;
}

/// One side of the hull of the ends of rows, in their place. @return its end.
template <int kSide>
PixelCentre* hull_side(PixelCentre* begin, PixelCentre* end) {
  end = drop_flat<kSide>(begin, end);
  PixelCentre* side_end = begin;
  for (const PixelCentre* at = begin; at != end; ++at) {
    side_end = extend_chain<kSide>(begin, side_end, PixelCentre(*at));
  }
  return side_end;
}

/// Greatest common divisors of small numbers.
struct DivisorTable {
  static constexpr int kEdge = 32;
  std::array<std::array<std::uint8_t, kEdge>, kEdge> of{};

  constexpr DivisorTable() {
    for (int a = 0; a < kEdge; ++a) {
      for (int b = 0; b < kEdge; ++b) {
        of[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] =
            static_cast<std::uint8_t>(std::gcd(a, b));
      }
    }
  }
};

/// Steps of the lattice on the way from a to b.
std::int64_t lattice_steps(const PixelCentre& a, const PixelCentre& b) {
  static constexpr DivisorTable kDivisors;
  const int x = std::abs(b.x - a.x);
  const int y = std::abs(b.y - a.y);
  return x < DivisorTable::kEdge && y < DivisorTable::kEdge
             ? kDivisors.of[static_cast<std::size_t>(x)][static_cast<std::size_t>(y)]
             : std::gcd(x, y);
}

}  // namespace

ShapeSums shape_sums(const MeasuredRegion& region, const RegionBits& bits) {
  return {bits.crossings(), sum_indices(region.runs)};
}

ShapeMeter::ShapeMeter(const PixelSize& pixel_size) : pixel_size_(pixel_size), lengths_() {
  // (Angle that a direction stands for) x (distance of its lines).
  const double diagonal_angle = std::atan2(pixel_size.y_um, pixel_size.x_um);
  const double step_um = std::sqrt(pixel_size.x_um * pixel_size.x_um + pixel_size.y_um * pixel_size.y_um);
  lengths_.horizontal_um = diagonal_angle * pixel_size.y_um;
  lengths_.vertical_um = (std::numbers::pi / 2 - diagonal_angle) * pixel_size.x_um;
  lengths_.diagonal_um = std::numbers::pi / 4 * pixel_size.area_um2() / step_um;
}

double ShapeMeter::perimeter_um(const MeasuredRegion& region, const CrossingCounts& crossings) const {
  // Each run has two ends.
  const double horizontal = lengths_.horizontal_um * static_cast<double>(2 * region.runs.size());
  const double vertical = lengths_.vertical_um * static_cast<double>(crossings.straight);
  const double diagonal = lengths_.diagonal_um * static_cast<double>(crossings.diagonal);
  return 0.5 * (horizontal + vertical + diagonal);
}

std::span<const PixelCentre> ShapeMeter::find_hull(const std::vector<PixelRun>& runs) {
  // The right side from the front, the left side in the second half until it is put behind the right one.
  hull_.resize(std::max(hull_.size(), 2 * runs.size()));
  PixelCentre* const right = hull_.data();
  PixelCentre* const left = right + runs.size();
  std::size_t rows = 0;
  for (const PixelRun& run : runs) {
    if (rows == 0 || left[rows - 1].y != run.y) {
      left[rows++] = {run.begin, run.y};
    }
    right[rows - 1] = {run.end - 1, run.y};
  }
  PixelCentre* const right_end = hull_side<1>(right, right + rows);
  PixelCentre* const left_end = hull_side<-1>(left, left + rows);
  std::reverse(left, left_end);
  return {right, std::copy(left, left_end, right_end)};
}

/// Pixels whose centres lie in the convex hull of the region's pixel centres, by Pick's theorem:
/// area + boundary points / 2 + 1. Holds for a hull that is a line or a point, too.
std::int64_t ShapeMeter::pixels_in_hull(const std::vector<PixelRun>& runs) {
  const std::span<const PixelCentre> outline = find_hull(runs);
  std::int64_t twice_area = 0;
  std::int64_t boundary = 0;
  PixelCentre a = outline.back();
  for (const PixelCentre& b : outline) {
    twice_area += cross_product(a, b);
    boundary += lattice_steps(a, b);
    a = b;
  }
  return (std::abs(twice_area) + boundary) / 2 + 1;
}

Shape ShapeMeter::measure(const MeasuredRegion& region, const ShapeSums& sums) {
  Shape shape;
  const auto area_px = static_cast<double>(region.area_px);
  shape.area_um2 = area_px * pixel_size_.area_um2();
  shape.diameter_um = 2 * std::sqrt(shape.area_um2 / std::numbers::pi);
  shape.perimeter_um = perimeter_um(region, sums.crossings);
  shape.circularity = 4 * std::numbers::pi * shape.area_um2 / (shape.perimeter_um * shape.perimeter_um);
  shape.solidity = area_px / static_cast<double>(pixels_in_hull(region.runs));
  set_ellipse(sums.indices, pixel_size_, shape);
  return shape;
}

Shape measure_shape(const MeasuredRegion& region, const PixelSize& pixel_size) {
  RegionBits bits;
  bits.read(region, region);
  return ShapeMeter(pixel_size).measure(region, shape_sums(region, bits));
}

}  // namespace cyto
