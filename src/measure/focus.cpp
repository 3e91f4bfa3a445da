#include "cytrial/measure/focus.h"

#include <algorithm>
#include <cmath>
#include <numbers>

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

/// Three values side by side, and what the masks make of them.
struct Triple {
  double left, middle, right;

  explicit Triple(const float* v)
      : left(static_cast<double>(v[-1])),
        middle(static_cast<double>(v[0])),
        right(static_cast<double>(v[1])) {}
  [[nodiscard]] double step() const { return right - left; }
  [[nodiscard]] double smooth() const { return left + 2 * middle + right; }
  [[nodiscard]] double bend() const { return left - 2 * middle + right; }
};

/// Whether a pixel and its eight neighbours belong to a region.
bool nine_inside(const MeasuredRegion& region, int y, int x) {
  unsigned all = 1;
  for (int row = y - 1; row <= y + 1; ++row) {
    const std::uint8_t* mask = region.mask.ptr<std::uint8_t>(row) + x;
    all &= static_cast<unsigned>(mask[-1] & mask[0] & mask[1]);
  }
  return all != 0;
}

EdgeSums sum_edges(const cv::Mat1f& values, const MeasuredRegion& cell, const PixelSize& pixel) {
  EdgeSums sums;
  double along_x = 0;
  double along_y = 0;
  for (const PixelRun& run : cell.runs) {
    for (int x = run.begin; x < run.end; ++x) {
      if (!nine_inside(cell, run.y, x)) {
        continue;
      }
      const Triple above(values.ptr<float>(run.y - 1) + x);
      const Triple here(values.ptr<float>(run.y) + x);
      const Triple below(values.ptr<float>(run.y + 1) + x);
      // Sobel's derivatives per pixel, and Immerkaer's mask: blind to slopes and to upright edges.
      const double dx = (above.step() + 2 * here.step() + below.step()) / 8;
      const double dy = (below.smooth() - above.smooth()) / 8;
      const double roughness = above.bend() - 2 * here.bend() + below.bend();
      along_x += dx * dx;
      along_y += dy * dy;
      sums.noise += roughness * roughness;
      ++sums.pixels;
    }
  }
  sums.gradient = along_x / (pixel.x_um * pixel.x_um) + along_y / (pixel.y_um * pixel.y_um);
  return sums;
}

/// The part of sums.gradient that white noise makes: its variance is the mean squared roughness over 36, and
/// Sobel's derivative per pixel passes 12 / 64 of it.
double noise_gradient(const EdgeSums& sums, const PixelSize& pixel) {
  const double per_um2 = 1 / (pixel.x_um * pixel.x_um) + 1 / (pixel.y_um * pixel.y_um);
  return sums.noise / 36 * 12 / 64 * per_um2;
}

/// Sum of squares over the nucleus; `v` is laid out as the cell's mask.
double nucleus_energy(const cv::Mat1f& v, const MeasuredRegion& cell, const MeasuredRegion& nucleus) {
  double sum = 0;
  const cv::Point shift = nucleus.corner - cell.corner;
  for (const PixelRun& run : nucleus.runs) {
    const float* row = v.ptr<float>(run.y + shift.y) + shift.x;
    for (int x = run.begin; x < run.end; ++x) {
      sum += static_cast<double>(row[x]) * static_cast<double>(row[x]);
    }
  }
  return sum;
}

/// Share of the nucleus' edge pixels around which the gradient can be seen, 0..1. The rest of the edge
/// touches another cell or the window's border.
double seen_edge_share(const MeasuredRegion& cell, const MeasuredRegion& nucleus) {
  std::int64_t edge = 0;
  std::int64_t seen = 0;
  const cv::Point shift = nucleus.corner - cell.corner;
  for (const PixelRun& run : nucleus.runs) {
    const std::uint8_t* above = nucleus.mask.ptr<std::uint8_t>(run.y - 1);
    const std::uint8_t* below = nucleus.mask.ptr<std::uint8_t>(run.y + 1);
    for (int x = run.begin; x < run.end; ++x) {
      if (x == run.begin || x == run.end - 1 || above[x] == 0 || below[x] == 0) {
        ++edge;
        seen += nine_inside(cell, run.y + shift.y, x + shift.x) ? 1 : 0;
      }
    }
  }
  return static_cast<double>(seen) / static_cast<double>(edge);
}

}  // namespace

Focus measure_focus(const cv::Mat1f& above_background, const MeasuredRegion& cell,
                    const MeasuredRegion& nucleus, const Shape& nucleus_shape, const PixelSize& pixel_size) {
  const EdgeSums sums = sum_edges(above_background, cell, pixel_size);
  const double signal = nucleus_energy(above_background, cell, nucleus);
  const double seen = seen_edge_share(cell, nucleus);
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
