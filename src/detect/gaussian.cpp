#include "gaussian.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "blur_kernel.h"

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

/// Blurs a plane line by line; rows that were blurred along x wait in a ring until all their neighbours have
/// been, so that both passes find their rows in the cache.
class Blur {
 public:
  Blur(const cv::Mat1f& plane, const std::vector<float>& weights)
      : plane_(plane),
        weights_(weights),
        radius_(static_cast<int>(weights.size()) - 1),
        padded_(static_cast<std::size_t>(plane.cols + 2 * radius_)),
        ring_(2 * radius_ + 1, plane.cols),
        taps_(static_cast<std::size_t>(radius_)) {
    for (std::size_t i = 0; i < taps_.size(); ++i) {
      taps_[i].weight = weights[i + 1];
    }
  }

  [[nodiscard]] cv::Mat1f run(const std::function<void(int y, cv::Mat1f& result)>& finish) {
    cv::Mat1f out(plane_.size());
    int blurred = 0;
    for (int y = 0; y < plane_.rows; ++y) {
      for (; blurred <= std::min(plane_.rows - 1, y + radius_); ++blurred) {
        blur_row(blurred);
      }
      for (int i = 1; i <= radius_; ++i) {
        BlurTap& tap = taps_[static_cast<std::size_t>(i) - 1];
        tap.before = row_of(std::max(0, y - i));
        tap.after = row_of(std::min(plane_.rows - 1, y + i));
      }
      blur_line(row_of(y), weights_[0], taps_, static_cast<std::size_t>(plane_.cols), out.ptr<float>(y));
      finish(y, out);
    }
    return out;
  }

 private:
  [[nodiscard]] float* row_of(int y) { return ring_.ptr<float>(y % ring_.rows); }

  void blur_row(int y) {
    const float* row = plane_.ptr<float>(y);
    std::fill_n(padded_.begin(), radius_, row[0]);
    std::copy_n(row, plane_.cols, padded_.begin() + radius_);
    std::fill_n(padded_.begin() + radius_ + plane_.cols, radius_, row[plane_.cols - 1]);
    const float* centre = padded_.data() + radius_;
    for (int i = 1; i <= radius_; ++i) {
      BlurTap& tap = taps_[static_cast<std::size_t>(i) - 1];
      tap.before = centre - i;
      tap.after = centre + i;
    }
    blur_line(centre, weights_[0], taps_, static_cast<std::size_t>(plane_.cols), row_of(y));
  }

  const cv::Mat1f& plane_;
  const std::vector<float>& weights_;
  int radius_;
  std::vector<float> padded_;
  cv::Mat1f ring_;
  std::vector<BlurTap> taps_;
};

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
  return gaussian_blur(plane, sigma_px, [](int /*y*/, cv::Mat1f& /*result*/) {});
}

cv::Mat1f gaussian_blur(const cv::Mat1f& plane, double sigma_px,
                        const std::function<void(int y, cv::Mat1f& result)>& finish) {
  if (gaussian_radius_px(sigma_px) == 0) {
    cv::Mat1f same = plane.clone();
    for (int y = 0; y < same.rows; ++y) {
      finish(y, same);
    }
    return same;
  }
  const std::vector<float> weights = half_kernel(sigma_px);
  return Blur(plane, weights).run(finish);
}

}  // namespace cyto
