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

/// The same, but each row of the result is handed to `finish`(y, row) while it is in the cache, to be
/// changed.
[[nodiscard]] cv::Mat1f gaussian_blur(const cv::Mat1f& plane, double sigma_px,
                                      const std::function<void(int y, float* row)>& finish);

/// How far gaussian_blur() looks [px].
[[nodiscard]] int gaussian_radius_px(double sigma_px);

/// Standard deviation of white noise after gaussian_blur(), as a share of that before.
[[nodiscard]] double gaussian_noise_share(double sigma_px);

}  // namespace cyto
