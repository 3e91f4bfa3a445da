#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <filesystem>

namespace cyto::validation {

/// Greatest label image that read_label_image() takes, in pixels.
inline constexpr std::int64_t kMaxLabelPixels = std::int64_t{1} << 28U;

/// Reads the first page of a label TIFF whole: one sample of 8, 16 or 32 unsigned bits, in rows or tiles.
/// @return rows x columns; 0 outside, one label per object.
/// @throws Error NoInput; BadData: no label image, damaged, too large, or a label beyond 2^31 - 1.
/// Thread-safe.
[[nodiscard]] cv::Mat1i read_label_image(const std::filesystem::path& file);

}  // namespace cyto::validation
