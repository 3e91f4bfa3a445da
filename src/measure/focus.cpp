#include "cytrial/measure/focus.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace cyto {
namespace {

/// Sums over the pixels of a cell whose eight neighbours belong to it, too.
struct EdgeSums {
  double gradient = 0;  ///< squared gradients [ADU^2 / um^2]
  double noise = 0;     ///< squared responses to the noise mask [ADU^2]
  std::int64_t pixels = 0;
};

/// Nine values around one pixel, row by row.
struct Neighbourhood {
  std::array<double, 9> v{};
  bool whole = true;  ///< all nine belong to the cell

  Neighbourhood(const cv::Mat1f& values, const cv::Mat1b& cell, int y, int x) {
    for (int i = 0; i < 9; ++i) {
      v[static_cast<std::size_t>(i)] = static_cast<double>(values(y + i / 3 - 1, x + i % 3 - 1));
      whole = whole && cell(y + i / 3 - 1, x + i % 3 - 1) != 0;
    }
  }
  /// Sobel's derivative per pixel.
  [[nodiscard]] double along_x() const { return (v[2] - v[0] + 2 * (v[5] - v[3]) + v[8] - v[6]) / 8; }
  [[nodiscard]] double along_y() const { return (v[6] - v[0] + 2 * (v[7] - v[1]) + v[8] - v[2]) / 8; }
  /// Immerkaer's mask: blind to slopes and to upright edges.
  [[nodiscard]] double roughness() const {
    return v[0] + v[2] + v[6] + v[8] - 2 * (v[1] + v[3] + v[5] + v[7]) + 4 * v[4];
  }
};

EdgeSums sum_edges(const cv::Mat1f& values, const cv::Mat1b& cell, const PixelSize& pixel) {
  EdgeSums sums;
  for (int y = 1; y + 1 < values.rows; ++y) {
    for (int x = 1; x + 1 < values.cols; ++x) {
      if (cell(y, x) == 0) {
        continue;
      }
      const Neighbourhood around(values, cell, y, x);
      if (around.whole) {
        const double dx = around.along_x() / pixel.x_um;
        const double dy = around.along_y() / pixel.y_um;
        sums.gradient += dx * dx + dy * dy;
        sums.noise += around.roughness() * around.roughness();
        ++sums.pixels;
      }
    }
  }
  return sums;
}

/// The part of sums.gradient that white noise makes: its variance is the mean squared roughness over 36, and
/// Sobel's derivative per pixel passes 12 / 64 of it.
double noise_gradient(const EdgeSums& sums, const PixelSize& pixel) {
  const double per_um2 = 1 / (pixel.x_um * pixel.x_um) + 1 / (pixel.y_um * pixel.y_um);
  return sums.noise / 36 * 12 / 64 * per_um2;
}

/// Sum of squares over the nucleus; `v` is laid out as the cell's mask.
double nucleus_energy(const cv::Mat1f& v, const Region& cell, const Region& nucleus) {
  double sum = 0;
  const cv::Point shift = nucleus.origin - cell.origin;
  for (int y = 1; y + 1 < nucleus.mask.rows; ++y) {
    for (int x = 1; x + 1 < nucleus.mask.cols; ++x) {
      if (nucleus.mask(y, x) != 0) {
        const auto value = static_cast<double>(v(y + shift.y, x + shift.x));
        sum += value * value;
      }
    }
  }
  return sum;
}

}  // namespace

Focus measure_focus(const cv::Mat1f& above_background, const Region& cell, const Region& nucleus,
                    const Shape& nucleus_shape, const PixelSize& pixel_size) {
  const EdgeSums sums = sum_edges(above_background, cell.mask, pixel_size);
  const double signal = nucleus_energy(above_background, cell, nucleus);
  if (sums.pixels == 0 || !(signal > 0)) {
    return {};
  }
  // Along an edge of height A, blurred by sigma, the squared gradient integrates to A^2 / (2 sqrt(pi) sigma).
  const double scale =
      2 * std::sqrt(std::numbers::pi) * nucleus_shape.area_um2 / nucleus_shape.perimeter_um / signal;
  const double noise = noise_gradient(sums, pixel_size);
  const double energy = sums.gradient - noise;
  // Relative error of `noise` and of its like in the gradient: sqrt(10.5 / n) for these two masks.
  const double error = noise * std::sqrt(10.5 / static_cast<double>(sums.pixels));
  return {scale * std::max(0.0, energy), scale * std::max(0.0, energy + 2 * error)};
}

}  // namespace cyto
