#pragma once

#include <opencv2/core.hpp>

#include <string>
#include <string_view>

namespace cyto {

/// Decodes a grey PNG of 8 bits. @throws Error BadData naming `subject`: damaged, not grey, or larger than
/// 4096 x 4096.
[[nodiscard]] cv::Mat1b read_grey_png(std::string_view bytes, const std::string& subject);

}  // namespace cyto
