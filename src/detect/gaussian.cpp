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

GaussianRows::GaussianRows(const cv::Mat1f& plane, double sigma_px)
    : plane_(plane),
      weights_(half_kernel(sigma_px)),
      padded_(static_cast<std::size_t>(plane.cols + 2 * radius_px())),
      ring_(2 * radius_px() + 1, plane.cols),
      taps_(weights_.size() - 1),
      result_(plane.size()) {
  for (std::size_t i = 0; i < taps_.size(); ++i) {
    taps_[i].weight = weights_[i + 1];
  }
}

void GaussianRows::make_until(int rows) {
  for (; made_ < rows; ++made_) {
    make_row(made_);
  }
}

void GaussianRows::make_row(int y) {
  const int radius = radius_px();
  const auto columns = static_cast<std::size_t>(plane_.cols);
  if (radius == 0) {
    std::copy_n(plane_.ptr<float>(y), columns, result_.ptr<float>(y));
    return;
  }
  for (; along_rows_ <= std::min(plane_.rows - 1, y + radius); ++along_rows_) {
    blur_along_row(along_rows_);
  }
  for (int i = 1; i <= radius; ++i) {
    BlurTap& tap = taps_[static_cast<std::size_t>(i) - 1];
    tap.before = ring_row(std::max(0, y - i));
    tap.after = ring_row(std::min(plane_.rows - 1, y + i));
  }
  blur_line(ring_row(y), weights_[0], taps_, columns, result_.ptr<float>(y));
}

void GaussianRows::blur_along_row(int y) {
  const int radius = radius_px();
  const float* row = plane_.ptr<float>(y);
  std::fill_n(padded_.begin(), radius, row[0]);
  std::copy_n(row, plane_.cols, padded_.begin() + radius);
  std::fill_n(padded_.begin() + radius + plane_.cols, radius, row[plane_.cols - 1]);
  const float* centre = padded_.data() + radius;
  for (int i = 1; i <= radius; ++i) {
    BlurTap& tap = taps_[static_cast<std::size_t>(i) - 1];
    tap.before = centre - i;
    tap.after = centre + i;
  }
  blur_line(centre, weights_[0], taps_, static_cast<std::size_t>(plane_.cols), ring_row(y));
}

cv::Mat1f gaussian_blur(const cv::Mat1f& plane, double sigma_px) {
  GaussianRows rows(plane, sigma_px);
  rows.make_until(plane.rows);
  return rows.result();
}

}  // namespace cyto
