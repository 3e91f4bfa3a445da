#pragma once

#include <opencv2/core.hpp>

#include <filesystem>

namespace cyto::fit {

/// A label image of 8, 16 or 32 bits, whole. @throws Error NoInput, BadData.
[[nodiscard]] cv::Mat1i read_label_image(const std::filesystem::path& file);

}  // namespace cyto::fit
