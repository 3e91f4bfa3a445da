#include "cytrial/measure/focus.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "edge_kernel.h"

namespace cyto {
namespace {

/// Below this share of its edge in sight a nucleus is not judged.
constexpr double kLeastSeenEdge = 0.25;

/// Sums over the pixels of a cell whose eight neighbours belong to it, too.
struct EdgeSums {
  double gradient = 0;  ///< squared gradients [ADU^2 / um^2]
  double noise = 0;     ///< squared responses to the noise mask [ADU^2]
  std::int64_t pixels = 0;
};

/// Marks of the pixels whose eight neighbours belong to the region, too; laid out as its mask.
std::vector<std::uint8_t> inner_pixels(const MeasuredRegion& region) {
  const auto columns = static_cast<std::size_t>(region.mask.cols);
  std::vector<std::uint8_t> inner(region.mask.total() + kEdgeMargin, 0);
  std::vector<std::uint8_t> upright(columns);
  for (int y = 1; y + 1 < region.mask.rows; ++y) {
    const std::uint8_t* const row = region.mask.ptr<std::uint8_t>(y);
    for (std::size_t x = 0; x < columns; ++x) {
      upright[x] = row[x] & row[x + columns] & (row - columns)[x];
    }
    std::uint8_t* const to = inner.data() + static_cast<std::size_t>(y) * columns;
    for (std::size_t x = 1; x + 1 < columns; ++x) {
      to[x] = upright[x - 1] & upright[x] & upright[x + 1];
    }
  }
  return inner;
}

/// The region's values in their places, 0 elsewhere; laid out as its mask.
std::vector<float> value_plane(std::span<const float> values, const MeasuredRegion& region) {
  std::vector<float> plane(region.mask.total() + kEdgeMargin, 0.0F);
  const float* from = values.data();
  for (const PixelRun& run : region.runs) {
    std::copy_n(from, run.end - run.begin, plane.data() + mask_index(region, run.y, run.begin));
    from += run.end - run.begin;
  }
  return plane;
}

/// @param inner inner_pixels() of the cell.
EdgeSums sum_edges(std::span<const float> values, const MeasuredRegion& cell,
                   const std::vector<std::uint8_t>& inner, const PixelSize& pixel) {
  const std::vector<float> plane = value_plane(values, cell);
  const std::size_t stride = values.size() + kEdgeMargin;
  std::vector<double> terms(3 * stride);
  EdgeTerms to{terms.data(), terms.data() + stride, terms.data() + 2 * stride};
  for (const PixelRun& run : cell.runs) {
    const std::size_t at = mask_index(cell, run.y, run.begin);
    const float* const here = plane.data() + at;
    const int pixels = run.end - run.begin;
    edge_terms(here - cell.mask.cols, here, here + cell.mask.cols, inner.data() + at,
               static_cast<std::size_t>(pixels), to);
    to = {to.along_x + pixels, to.along_y + pixels, to.roughness + pixels};
  }
  // One after the other, as the sums have always been: three chains at once.
  EdgeSums sums;
  double along_x = 0;
  double along_y = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    along_x += terms[i];
    along_y += terms[stride + i];
    sums.noise += terms[2 * stride + i];
  }
  sums.pixels = std::accumulate(inner.begin(), inner.end(), std::int64_t{0});
  sums.gradient = along_x / (pixel.x_um * pixel.x_um) + along_y / (pixel.y_um * pixel.y_um);
  return sums;
}

/// The part of sums.gradient that white noise makes: its variance is the mean squared roughness over 36, and
/// Sobel's derivative per pixel passes 12 / 64 of it.
double noise_gradient(const EdgeSums& sums, const PixelSize& pixel) {
  const double per_um2 = 1 / (pixel.x_um * pixel.x_um) + 1 / (pixel.y_um * pixel.y_um);
  return sums.noise / 36 * 12 / 64 * per_um2;
}

double energy_of(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) {
    sum += static_cast<double>(value) * static_cast<double>(value);
  }
  return sum;
}

/// Share of the nucleus' edge pixels around which the gradient can be seen, 0..1. The rest of the edge
/// touches another cell or the window's border. @param inner inner_pixels() of the cell.
double seen_edge_share(const MeasuredRegion& cell, const std::vector<std::uint8_t>& inner,
                       const MeasuredRegion& nucleus) {
  std::int64_t edge = 0;
  std::int64_t seen = 0;
  const cv::Point shift = nucleus.corner - cell.corner;
  for (const PixelRun& run : nucleus.runs) {
    const std::uint8_t* const here = nucleus.mask.ptr<std::uint8_t>(run.y);
    const std::uint8_t* const above = here - nucleus.mask.cols;
    const std::uint8_t* const below = here + nucleus.mask.cols;
    const std::uint8_t* const sees = inner.data() + mask_index(cell, run.y + shift.y, shift.x);
    unsigned edge_of_run = 0;
    unsigned seen_of_run = 0;
    for (int x = run.begin; x < run.end; ++x) {
      const unsigned inside = here[x - 1] & here[x + 1] & above[x] & below[x];
      edge_of_run += 1U - inside;
      seen_of_run += (1U - inside) & sees[x];
    }
    edge += edge_of_run;
    seen += seen_of_run;
  }
  return static_cast<double>(seen) / static_cast<double>(edge);
}

}  // namespace

Focus measure_focus(std::span<const float> cell_values, const MeasuredRegion& cell,
                    std::span<const float> nucleus_values, const MeasuredRegion& nucleus,
                    const Shape& nucleus_shape, const PixelSize& pixel_size) {
  const std::vector<std::uint8_t> inner = inner_pixels(cell);
  const EdgeSums sums = sum_edges(cell_values, cell, inner, pixel_size);
  const double signal = energy_of(nucleus_values);
  const double seen = seen_edge_share(cell, inner, nucleus);
  if (sums.pixels == 0 || !(signal > 0) || seen < kLeastSeenEdge) {
    return {};
  }
  // Along an edge of height A, blurred by sigma, the squared gradient integrates to A^2 / (2 sqrt(pi) sigma).
  const double scale =
      2 * std::sqrt(std::numbers::pi) * nucleus_shape.area_um2 / (seen * nucleus_shape.perimeter_um) / signal;
  const double noise = noise_gradient(sums, pixel_size);
  const double energy = sums.gradient - noise;
  // Relative error of `noise` and of its like in the gradient: sqrt(10.5 / n) for these two masks.
  const double error = noise * std::sqrt(10.5 / static_cast<double>(sums.pixels));
  return {scale * std::max(0.0, energy), scale * std::max(0.0, energy + 2 * error)};
}

}  // namespace cyto
