#pragma once

#include <opencv2/core.hpp>

#include <vector>

#include "blur_kernel.h"

namespace cyto {

/// Gaussian blur, edges replicated. `sigma_px` <= 0.15 returns a copy.
///
/// Own code, because the value of a pixel must not depend on where the window begins: a library that
/// treats the end of a row, or another processor, differently in the last bit makes two windows disagree.
/// Every output is one sum in a fixed order.
[[nodiscard]] cv::Mat1f gaussian_blur(const cv::Mat1f& plane, double sigma_px);

/// The same, some rows at a time, for planes that are filled meanwhile: rows are blurred while they are in
/// the cache.
class GaussianRows {
 public:
  /// @param plane its pixels are shared, and may be set until they are needed.
  GaussianRows(const cv::Mat1f& plane, double sigma_px);

  /// Makes the rows above `rows` that are not made yet. The plane's rows above rows + radius_px() are set.
  void make_until(int rows);
  [[nodiscard]] int radius_px() const { return static_cast<int>(weights_.size()) - 1; }
  /// Of the size of the plane.
  [[nodiscard]] const cv::Mat1f& result() const { return result_; }

 private:
  void make_row(int y);
  void blur_along_row(int y);
  [[nodiscard]] float* ring_row(int y) { return ring_.ptr<float>(y % ring_.rows); }

  cv::Mat1f plane_;
  std::vector<float> weights_;  ///< of the centre, then by distance
  std::vector<float> padded_;
  cv::Mat1f ring_;  ///< rows blurred along x that wait for those below
  std::vector<BlurTap> taps_;
  cv::Mat1f result_;
  int along_rows_ = 0;  ///< rows blurred along x
  int made_ = 0;
};

/// How far gaussian_blur() looks [px].
[[nodiscard]] int gaussian_radius_px(double sigma_px);

/// Standard deviation of white noise after gaussian_blur(), as a share of that before.
[[nodiscard]] double gaussian_noise_share(double sigma_px);

}  // namespace cyto
