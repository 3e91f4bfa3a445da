#include "cytrial/measure/focus.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "focus_meter.h"

namespace cyto {
namespace {

/// Below this share of its edge in sight a nucleus is not judged.
constexpr double kLeastSeenEdge = 0.25;

/// Walks over a region's runs in their order, and tells where the values of their pixels stand.
class RunCursor {
 public:
  explicit RunCursor(const std::vector<PixelRun>& runs) : runs_(runs) {}
  /// Place in the region's list of values of a pixel of the region that does not come before the last one
  /// asked for.
  std::ptrdiff_t place_of(int y, int x) {
    while (runs_[run_].y < y || (runs_[run_].y == y && runs_[run_].end <= x)) {
      first_ += runs_[run_].end - runs_[run_].begin;
      ++run_;
    }
    return first_ + x - runs_[run_].begin;
  }

 private:
  const std::vector<PixelRun>& runs_;
  std::size_t run_ = 0;
  std::ptrdiff_t first_ = 0;  ///< place of the run's first pixel
};

/// Squared gradients of all pixels [ADU^2 / um^2].
double gradient_of(const EdgeSums& sums, const PixelSize& pixel) {
  return sums.along_x / (pixel.x_um * pixel.x_um) + sums.along_y / (pixel.y_um * pixel.y_um);
}

/// The part of the gradient that white noise makes: its variance is the mean squared roughness over 36, and
/// Sobel's derivative per pixel passes 12 / 64 of it.
double noise_gradient(const EdgeSums& sums, const PixelSize& pixel) {
  const double per_um2 = 1 / (pixel.x_um * pixel.x_um) + 1 / (pixel.y_um * pixel.y_um);
  return sums.roughness / 36 * 12 / 64 * per_um2;
}

/// The share of the nucleus' edge around which the gradient can be seen. The rest touches another cell or the
/// window's border.
double seen_edge(const InnerCounts& counts) {
  return static_cast<double>(counts.inner_edge) / static_cast<double>(counts.edge);
}

bool can_be_judged(const InnerCounts& counts, const NucleusEdge& nucleus) {
  return counts.inner != 0 && nucleus.signal > 0 && seen_edge(counts) >= kLeastSeenEdge;
}

Focus focus_from(const EdgeSums& sums, const InnerCounts& counts, const NucleusEdge& nucleus,
                 const PixelSize& pixel_size) {
  // Along an edge of height A, blurred by sigma, the squared gradient integrates to A^2 / (2 sqrt(pi) sigma).
  const double scale = 2 * std::sqrt(std::numbers::pi) * nucleus.area_um2 /
                       (seen_edge(counts) * nucleus.perimeter_um) / nucleus.signal;
  const double noise = noise_gradient(sums, pixel_size);
  const double energy = gradient_of(sums, pixel_size) - noise;
  // Relative error of `noise` and of its like in the gradient: sqrt(10.5 / n) for these two masks.
  const double error = noise * std::sqrt(10.5 / static_cast<double>(counts.inner));
  return {scale * std::max(0.0, energy), scale * std::max(0.0, energy + 2 * error)};
}

}  // namespace

void FocusMeter::list_inner_rows(std::span<const float> cell_values, const MeasuredRegion& cell) {
  inner_.list_runs(inner_runs_);
  RunCursor above(cell.runs);
  RunCursor here(cell.runs);
  RunCursor below(cell.runs);
  rows_.clear();
  const float* const values = cell_values.data();
  for (const PixelRun& run : inner_runs_) {
    rows_.push_back({values + above.place_of(run.y - 1, run.begin), values + here.place_of(run.y, run.begin),
                     values + below.place_of(run.y + 1, run.begin),
                     static_cast<std::size_t>(run.end - run.begin)});
  }
}

Focus FocusMeter::measure(std::span<const float> cell_values, const MeasuredRegion& cell,
                          const RegionBits& cell_bits, const RegionBits& nucleus_bits,
                          const NucleusEdge& nucleus, const PixelSize& pixel_size) {
  const InnerCounts counts = inner_.read_inner(cell_bits, nucleus_bits);
  if (!can_be_judged(counts, nucleus)) {
    return {};
  }
  list_inner_rows(cell_values, cell);
  return focus_from(sum_edges(rows_), counts, nucleus, pixel_size);
}

Focus FocusMeter::measure(std::span<const float> cell_values, const RowSpans& cell,
                          const RowSpans& nucleus_spans, const NucleusEdge& nucleus,
                          const PixelSize& pixel_size) {
  const InnerCounts counts = inner_spans_.read_inner(cell, nucleus_spans);
  if (!can_be_judged(counts, nucleus)) {
    return {};
  }
  inner_spans_.list_rows(cell, cell_values.data(), rows_);
  return focus_from(sum_edges(rows_), counts, nucleus, pixel_size);
}

Focus measure_focus(std::span<const float> cell_values, const MeasuredRegion& cell,
                    std::span<const float> nucleus_values, const MeasuredRegion& nucleus,
                    const Shape& nucleus_shape, const PixelSize& pixel_size) {
  RegionBits cell_bits;
  cell_bits.read(cell, cell);
  RegionBits nucleus_bits;
  nucleus_bits.read(nucleus, cell);
  std::vector<float> values(cell_values.begin(), cell_values.end());
  values.resize(values.size() + kEdgeMargin);
  double signal = 0;
  for (const float value : nucleus_values) {
    signal += static_cast<double>(value) * static_cast<double>(value);
  }
  return FocusMeter().measure({values.data(), cell_values.size()}, cell, cell_bits, nucleus_bits,
                              {signal, nucleus_shape.area_um2, nucleus_shape.perimeter_um}, pixel_size);
}

}  // namespace cyto
