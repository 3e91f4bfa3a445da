#include "local_noise.h"

#include <algorithm>

#include "gaussian.h"
#include "noise_kernel.h"

namespace cyto {
namespace {

constexpr float kLowQuantile = 0.05F;
constexpr float kHighQuantile = 0.25F;
constexpr float kTailToSigma = 1.0F / (1.6449F - 0.6745F);  // distance of the two normal quantiles
// Mean of the smaller 80 % of |a - b| of neighbours, for normals of standard deviation 1. A mean, because
// the median of whole counts is often 0.
constexpr float kDifferenceShare = 0.8F;
constexpr float kMeanDifference = 0.790F;
// Noise of neighbouring pixels is not always independent: cameras interpolate, files are compressed.
constexpr float kCorrelationAllowance = 3.0F;
// Share of the largest scatter nearby that counts as noise at least: a flat cell among others.
constexpr float kWidestShare = 0.01F;

}  // namespace

void NoiseReader::CellScatter::read(const cv::Mat1f& signal, const cv::Mat1f& smoothed,
                                    const cv::Rect& cell) {
  const auto width = static_cast<std::size_t>(cell.width);
  const auto height = static_cast<std::size_t>(cell.height);
  values_.resize(width * height);
  differences_.resize((width - 1) * height);
  for (std::size_t i = 0; i < height; ++i) {
    const int y = cell.y + static_cast<int>(i);
    std::copy_n(smoothed.ptr<float>(y) + cell.x, width, values_.data() + i * width);
    neighbour_distances(signal.ptr<float>(y) + cell.x, width - 1, differences_.data() + i * (width - 1));
  }
  ranks_.read(values_);
}

float NoiseReader::CellScatter::tail_sigma() {
  const float high = ranks_.quantile(kHighQuantile);
  return kTailToSigma * (high - ranks_.quantile(kLowQuantile));
}

float NoiseReader::CellScatter::pixel_sigma() {
  if (differences_.empty()) {
    return 0.0F;
  }
  ranks_.read(differences_);
  const auto last = static_cast<std::size_t>(kDifferenceShare * static_cast<float>(differences_.size() - 1));
  const float limit = ranks_.at(last);
  // The smallest ones are those below the limit and as many equal to it as are left.
  const BelowLimit below = add_below(differences_.data(), differences_.size(), limit);
  const double sum = below.sum + static_cast<double>(last + 1 - below.count) * static_cast<double>(limit);
  return static_cast<float>(sum / static_cast<double>(last + 1)) / kMeanDifference;
}

NoiseReader::NoiseReader(const cv::Mat1f& signal, double sigma_px, const SlideRect& rect,
                         std::int64_t mesh_px)
    : signal_(signal),
      rect_(rect),
      allowance_(kCorrelationAllowance * static_cast<float>(gaussian_noise_share(sigma_px))),
      mesh_(make_slide_mesh(rect, mesh_px)) {}

void NoiseReader::read_until(int y, const cv::Mat1f& smoothed) {
  if (mesh_cell(mesh_, next_row_, 0, rect_).bottom() - rect_.y > y + 1) {
    return;
  }
  for (int column = 0; column < mesh_.value.cols; ++column) {
    const SlideRect cell = mesh_cell(mesh_, next_row_, column, rect_);
    scatter_.read(signal_, smoothed,
                  cv::Rect(static_cast<int>(cell.x - rect_.x), static_cast<int>(cell.y - rect_.y),
                           static_cast<int>(cell.width), static_cast<int>(cell.height)));
    const float tail_sigma = scatter_.tail_sigma();
    mesh_.value(next_row_, column) = std::min(tail_sigma, allowance_ * scatter_.pixel_sigma());
  }
  ++next_row_;
}

LocalNoise NoiseReader::found() const {
  SlideMesh mesh = mesh_;
  mesh.value = mesh_.value.clone();
  replace_cut_cells(mesh, rect_);
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
