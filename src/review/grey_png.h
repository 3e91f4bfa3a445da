#pragma once

#include <opencv2/core.hpp>

#include <string>

namespace cyto::review {

/// The pixels of an 8-bit grey PNG that this program wrote. @param subject names it in messages.
/// @throws Error BadData when it is none, or larger than 16384 pixels on an edge.
[[nodiscard]] cv::Mat1b gray8_from_png(const std::string& png, const std::string& subject);

}  // namespace cyto::review
