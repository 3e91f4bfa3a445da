#pragma once

#include <opencv2/core.hpp>

#include <limits>
#include <optional>

namespace cyto {

/// Marks pixels at the camera limit. Has to be taken from raw counts: after shading correction they can no
/// longer be told from bright ones.
/// @param raw        rows x columns, CV_8U, CV_16U or CV_32F [ADU].
/// @param limit_adu  counts from which a pixel is saturated; default: the largest value of an integer
///                   type, nothing for CV_32F.
/// @param greatest    no pixel exceeds it, as far as known; nothing is read where it is below the limit.
/// @return rows x columns, 255 where raw >= limit, else 0; empty when it is so nowhere.
/// @throws Error BadData for another pixel type. Thread-safe; O(pixels).
[[nodiscard]] cv::Mat1b saturation_mask(const cv::Mat& raw, std::optional<double> limit_adu,
                                        float greatest = std::numeric_limits<float>::infinity());

}  // namespace cyto
