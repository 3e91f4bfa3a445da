#include "gaussian.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cyto {
namespace {

/// weights[0] is the centre's, weights[i] that of distance i; they sum to 1 over both sides.
std::vector<float> half_kernel(double sigma_px) {
  const int radius = gaussian_radius_px(sigma_px);
  std::vector<double> exact(static_cast<std::size_t>(radius) + 1);
  double sum = 0.0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double t = static_cast<double>(i) / sigma_px;
    exact[i] = std::exp(-0.5 * t * t);
    sum += i == 0 ? exact[i] : 2.0 * exact[i];
  }
  std::vector<float> weights(exact.size());
  for (std::size_t i = 0; i < exact.size(); ++i) {
    weights[i] = static_cast<float>(exact[i] / sum);
  }
  return weights;
}

void blur_row(const float* padded, const std::vector<float>& weights, int columns, float* out) {
  const int radius = static_cast<int>(weights.size()) - 1;
  const float* centre = padded + radius;
  for (int x = 0; x < columns; ++x) {
    out[x] = weights[0] * centre[x];
  }
  for (int i = 1; i <= radius; ++i) {
    const float w = weights[static_cast<std::size_t>(i)];
    for (int x = 0; x < columns; ++x) {
      out[x] += w * (centre[x - i] + centre[x + i]);
    }
  }
}

cv::Mat1f blur_rows(const cv::Mat1f& plane, const std::vector<float>& weights) {
  const int radius = static_cast<int>(weights.size()) - 1;
  cv::Mat1f out(plane.size());
  std::vector<float> padded(static_cast<std::size_t>(plane.cols + 2 * radius));
  for (int y = 0; y < plane.rows; ++y) {
    const float* row = plane.ptr<float>(y);
    std::fill_n(padded.begin(), radius, row[0]);
    std::copy_n(row, plane.cols, padded.begin() + radius);
    std::fill_n(padded.begin() + radius + plane.cols, radius, row[plane.cols - 1]);
    blur_row(padded.data(), weights, plane.cols, out.ptr<float>(y));
  }
  return out;
}

cv::Mat1f blur_columns(const cv::Mat1f& plane, const std::vector<float>& weights) {
  const int radius = static_cast<int>(weights.size()) - 1;
  cv::Mat1f out(plane.size());
  for (int y = 0; y < plane.rows; ++y) {
    float* to = out.ptr<float>(y);
    const float* centre = plane.ptr<float>(y);
    for (int x = 0; x < plane.cols; ++x) {
      to[x] = weights[0] * centre[x];
    }
    for (int i = 1; i <= radius; ++i) {
      const float w = weights[static_cast<std::size_t>(i)];
      const float* above = plane.ptr<float>(std::max(0, y - i));
      const float* below = plane.ptr<float>(std::min(plane.rows - 1, y + i));
      for (int x = 0; x < plane.cols; ++x) {
        to[x] += w * (above[x] + below[x]);
      }
    }
  }
  return out;
}

}  // namespace

int gaussian_radius_px(double sigma_px) {
  return sigma_px <= 0.15 ? 0 : static_cast<int>(std::ceil(3.0 * sigma_px));
}

double gaussian_noise_share(double sigma_px) {
  if (gaussian_radius_px(sigma_px) == 0) {
    return 1.0;
  }
  const std::vector<float> weights = half_kernel(sigma_px);
  double squares = 0.0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto w = static_cast<double>(weights[i]);
    squares += (i == 0 ? 1.0 : 2.0) * w * w;
  }
  return squares;  // of one axis; the root of both axes' product
}

cv::Mat1f gaussian_blur(const cv::Mat1f& plane, double sigma_px) {
  if (gaussian_radius_px(sigma_px) == 0) {
    return plane.clone();
  }
  const std::vector<float> weights = half_kernel(sigma_px);
  return blur_columns(blur_rows(plane, weights), weights);
}

}  // namespace cyto
