#include "local_noise.h"

#include <algorithm>
#include <vector>

#include "cytrial/process/slide_mesh.h"

namespace cyto {
namespace {

constexpr float kLowQuantile = 0.05F;
constexpr float kHighQuantile = 0.25F;
constexpr float kTailToSigma = 1.0F / (1.6449F - 0.6745F);  // distance of the two normal quantiles
constexpr float kBrightQuantile = 0.98F;
// Share of the bright signal nearby that counts as noise at least.
constexpr float kStrayShare = 0.01F;

float quantile(std::vector<float>& values, float q) {
  const auto rank = static_cast<std::ptrdiff_t>(q * static_cast<float>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  return values[static_cast<std::size_t>(rank)];
}

}  // namespace

cv::Mat1f local_noise(const cv::Mat1f& smoothed, const SlideRect& rect, std::int64_t mesh_px) {
  SlideMesh mesh = make_slide_mesh(rect, mesh_px);
  cv::Mat1f bright(mesh.value.size());
  std::vector<float> values;
  for (int row = 0; row < mesh.value.rows; ++row) {
    for (int column = 0; column < mesh.value.cols; ++column) {
      const SlideRect cell = mesh_cell(mesh, row, column, rect);
      values.clear();
      for (std::int64_t y = cell.y; y < cell.bottom(); ++y) {
        const float* first = smoothed.ptr<float>(static_cast<int>(y - rect.y)) + (cell.x - rect.x);
        values.insert(values.end(), first, first + cell.width);
      }
      bright(row, column) = quantile(values, kBrightQuantile);
      const float high = quantile(values, kHighQuantile);
      mesh.value(row, column) = kTailToSigma * (high - quantile(values, kLowQuantile));
    }
  }
  mesh.value = rank_3x3(mesh.value, 4);
  bright = rank_3x3(bright, 8);
  for (int row = 0; row < bright.rows; ++row) {
    for (int column = 0; column < bright.cols; ++column) {
      mesh.value(row, column) = std::max(mesh.value(row, column), kStrayShare * bright(row, column));
    }
  }
  return interpolate_mesh(mesh, rect);
}

}  // namespace cyto
