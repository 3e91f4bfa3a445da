#include "local_noise.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "cytrial/process/slide_mesh.h"
#include "gaussian.h"

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
constexpr float kBrightQuantile = 0.98F;
// Share of the bright signal nearby that counts as noise at least.
constexpr float kStrayShare = 0.01F;

float quantile(std::vector<float>& values, float q) {
  const auto rank = static_cast<std::ptrdiff_t>(q * static_cast<float>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  return values[static_cast<std::size_t>(rank)];
}

/// Scatter and bright end of the pixels of one mesh cell.
class CellScatter {
 public:
  void read(const cv::Mat1f& signal, const cv::Mat1f& smoothed, const cv::Rect& cell) {
    values_.clear();
    differences_.clear();
    for (int y = cell.y; y < cell.y + cell.height; ++y) {
      const float* smooth = smoothed.ptr<float>(y) + cell.x;
      values_.insert(values_.end(), smooth, smooth + cell.width);
      const float* row = signal.ptr<float>(y) + cell.x;
      for (int x = 1; x < cell.width; ++x) {
        differences_.push_back(std::abs(row[x] - row[x - 1]));
      }
    }
  }
  float bright() { return quantile(values_, kBrightQuantile); }
  float tail_sigma() {
    const float high = quantile(values_, kHighQuantile);
    return kTailToSigma * (high - quantile(values_, kLowQuantile));
  }
  float pixel_sigma() {
    if (differences_.empty()) {
      return 0.0F;
    }
    const auto kept =
        static_cast<std::ptrdiff_t>(kDifferenceShare * static_cast<float>(differences_.size() - 1));
    std::nth_element(differences_.begin(), differences_.begin() + kept, differences_.end());
    std::sort(differences_.begin(), differences_.begin() + kept);
    const double sum = std::accumulate(differences_.begin(), differences_.begin() + kept + 1, 0.0);
    return static_cast<float>(sum / static_cast<double>(kept + 1)) / kMeanDifference;
  }

 private:
  std::vector<float> values_;
  std::vector<float> differences_;
};

}  // namespace

LocalNoise local_noise(const cv::Mat1f& signal, const cv::Mat1f& smoothed, double sigma_px,
                       const SlideRect& rect, std::int64_t mesh_px) {
  SlideMesh mesh = make_slide_mesh(rect, mesh_px);
  SlideMesh bright = mesh;
  bright.value = cv::Mat1f::zeros(mesh.value.size());
  const float allowance = kCorrelationAllowance * static_cast<float>(gaussian_noise_share(sigma_px));
  CellScatter scatter;
  for (int row = 0; row < mesh.value.rows; ++row) {
    for (int column = 0; column < mesh.value.cols; ++column) {
      const SlideRect cell = mesh_cell(mesh, row, column, rect);
      scatter.read(signal, smoothed,
                   cv::Rect(static_cast<int>(cell.x - rect.x), static_cast<int>(cell.y - rect.y),
                            static_cast<int>(cell.width), static_cast<int>(cell.height)));
      bright.value(row, column) = scatter.bright();
      mesh.value(row, column) = std::min(scatter.tail_sigma(), allowance * scatter.pixel_sigma());
    }
  }
  replace_cut_cells(mesh, rect);
  mesh.value = rank_3x3(mesh.value, 4);
  bright.value = rank_3x3(bright.value, 8);
  for (int row = 0; row < mesh.value.rows; ++row) {
    for (int column = 0; column < mesh.value.cols; ++column) {
      mesh.value(row, column) = std::max(mesh.value(row, column), kStrayShare * bright.value(row, column));
    }
  }
  return {interpolate_mesh(mesh, rect), interpolate_mesh(bright, rect)};
}

}  // namespace cyto
