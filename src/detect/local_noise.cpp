#include "local_noise.h"

#include <algorithm>

#include "gaussian.h"
#include "noise_kernel.h"

namespace cyto {
namespace {

constexpr float kLowQuantile = 0.05F;
constexpr float kHighQuantile = 0.25F;
constexpr float kTailToSigma = 1.0F / (1.6449F - 0.6745F);  // distance of the two normal quantiles
// Mean of the smaller 80 % of |a|, for normals of standard deviation 1; of |a - b|, sqrt(2) times as much. A
// mean, because the median of whole counts is often 0.
constexpr float kScatterShare = 0.8F;
constexpr float kMeanScatter = 0.5586F;
constexpr float kMeanDifference = 0.790F;
// Of normals, the limit of the smaller 80 % of |a| as a multiple of their mean.
constexpr float kLimitToMean = 2.294F;
// A lower bound remains one, however sums were rounded.
constexpr float kRoundedDown = 0.9999F;
// Noise of neighbouring pixels is not always independent: cameras interpolate, files are compressed.
constexpr float kCorrelationAllowance = 3.0F;
// Share of the largest scatter nearby that counts as noise at least: a flat cell among others.
constexpr float kWidestShare = 0.01F;
// Guesses from the cell before: share of the distance of its quantiles, and of its limit of scatter.
constexpr float kNearbyShare = 0.3F;
constexpr float kNearbyScatter = 0.15F;

}  // namespace

void NoiseReader::CellScatter::read(const WorkPlane& work, const cv::Mat1f& smoothed, const cv::Rect& cell) {
  const bool in_bins = !work.scatter.empty();
  const auto width = static_cast<std::size_t>(cell.width);
  const auto height = static_cast<std::size_t>(cell.height);
  const std::size_t per_row = in_bins ? width : width - 1;
  values_.resize(width * height);
  scatter_.resize(per_row * height);
  to_sigma_ = 1.0F / (in_bins ? kMeanScatter : kMeanDifference);
  const auto part_of_cell = [&](const cv::Mat1f& plane) {
    return PlanePart{plane.ptr<float>(cell.y) + cell.x, plane.step1(), height, width};
  };
  list_values(part_of_cell(smoothed), values_.data());
  if (in_bins) {
    list_values(part_of_cell(work.scatter), scatter_.data());
  } else {
    list_distances(part_of_cell(work.signal), scatter_.data());
  }
  ranks_.read(values_);
  // The cell before is likely to be much the same: limits with a few values between them.
  const float nearby = kNearbyShare * (high_ - low_);
  ranks_.expect(high_ - nearby);
  ranks_.expect(high_ + nearby);
  ranks_.expect(low_ + nearby);
}

float NoiseReader::CellScatter::tail_sigma() {
  high_ = ranks_.quantile(kHighQuantile);
  low_ = ranks_.quantile(kLowQuantile);
  return kTailToSigma * (high_ - low_);
}

float NoiseReader::CellScatter::sigma(float allowance) {
  const float tail = tail_sigma();
  if (scatter_.empty()) {
    return std::min(tail, 0.0F);
  }
  return tail <= allowance * least_pixel_sigma() ? tail : std::min(tail, allowance * pixel_sigma());
}

std::size_t NoiseReader::CellScatter::last_of_smaller() const {
  return rank_at(kScatterShare, scatter_.size());
}

float NoiseReader::CellScatter::least_pixel_sigma() {
  const std::size_t smaller = last_of_smaller() + 1;
  const BelowLimit below = add_below(scatter_.data(), scatter_.size(), scatter_limit_);
  const double sum = below.sum + (static_cast<double>(smaller) - static_cast<double>(below.count)) *
                                     static_cast<double>(scatter_limit_);
  const auto mean = static_cast<float>(sum / static_cast<double>(smaller));
  scatter_limit_ = kLimitToMean * mean;
  return kRoundedDown * mean * to_sigma_;
}

float NoiseReader::CellScatter::pixel_sigma() {
  ranks_.read(scatter_);
  ranks_.expect((1.0F - kNearbyScatter) * scatter_limit_);
  ranks_.expect((1.0F + kNearbyScatter) * scatter_limit_);
  const std::size_t last = last_of_smaller();
  const float limit = ranks_.at(last);
  scatter_limit_ = limit;
  // The smallest ones are those below the limit and as many equal to it as are left.
  const BelowLimit below = add_below(scatter_.data(), scatter_.size(), limit);
  const double sum = below.sum + static_cast<double>(last + 1 - below.count) * static_cast<double>(limit);
  return static_cast<float>(sum / static_cast<double>(last + 1)) * to_sigma_;
}

NoiseReader::NoiseReader(const WorkPlane& work, double sigma_px, std::int64_t mesh_px)
    : work_(work),
      allowance_(kCorrelationAllowance * static_cast<float>(gaussian_noise_share(sigma_px))),
      mesh_(make_slide_mesh(work.rect, mesh_px)) {}

void NoiseReader::read_until(int y, const cv::Mat1f& smoothed) {
  if (mesh_cell(mesh_, next_row_, 0, work_.rect).bottom() - work_.rect.y > y + 1) {
    return;
  }
  for (int column = 0; column < mesh_.value.cols; ++column) {
    const SlideRect cell = mesh_cell(mesh_, next_row_, column, work_.rect);
    cell_scatter_.read(
        work_, smoothed,
        cv::Rect(static_cast<int>(cell.x - work_.rect.x), static_cast<int>(cell.y - work_.rect.y),
                 static_cast<int>(cell.width), static_cast<int>(cell.height)));
    mesh_.value(next_row_, column) = cell_scatter_.sigma(allowance_);
  }
  ++next_row_;
}

LocalNoise NoiseReader::found() const {
  SlideMesh mesh = mesh_;
  mesh.value = mesh_.value.clone();
  replace_cut_cells(mesh, work_.rect);
  SlideMesh widest = mesh;
  widest.value = rank_3x3(mesh.value, 8);
  mesh.value = rank_3x3(mesh.value, 4);
  for (int row = 0; row < mesh.value.rows; ++row) {
    for (int column = 0; column < mesh.value.cols; ++column) {
      mesh.value(row, column) = std::max(mesh.value(row, column), kWidestShare * widest.value(row, column));
    }
  }
  return {mesh, widest};
}

}  // namespace cyto
