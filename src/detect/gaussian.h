#pragma once

#include <opencv2/core.hpp>

#include <functional>

namespace cyto {

/// Gaussian blur, edges replicated. `sigma_px` <= 0.15 returns a copy.
///
/// Own code, because the value of a pixel must not depend on where the window begins: a library that
/// treats the end of a row, or another processor, differently in the last bit makes two windows disagree.
/// Every output is one sum in a fixed order.
[[nodiscard]] cv::Mat1f gaussian_blur(const cv::Mat1f& plane, double sigma_px);

/// The same; finish(y, result) is called when rows 0..y are made, and may change row `y` while it is in the
/// cache.
[[nodiscard]] cv::Mat1f gaussian_blur(const cv::Mat1f& plane, double sigma_px,
                                      const std::function<void(int y, cv::Mat1f& result)>& finish);

/// How far gaussian_blur() looks [px].
[[nodiscard]] int gaussian_radius_px(double sigma_px);

/// Standard deviation of white noise after gaussian_blur(), as a share of that before.
[[nodiscard]] double gaussian_noise_share(double sigma_px);

}  // namespace cyto
