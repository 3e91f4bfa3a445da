#pragma once

#include <opencv2/core.hpp>

namespace cyto {

/// A map of values around 1 in colours: white at 1, blue below, orange above, full colour at 1 -+
/// `half_range` and beyond. NaN is grey. Colours that stay apart in every common form of colour blindness.
/// @param map rows x columns; @param half_range > 0; @param block_px edge of the square that shows one value.
/// @return channels in the order red, green, blue. @throws Error Internal for an empty map or range.
/// Source of the colours: Okabe and Ito 2008 (blue 0 114 178, vermilion 213 94 0).
[[nodiscard]] cv::Mat3b render_relative_map(const cv::Mat1f& map, double half_range, int block_px);

/// A large plane as grey values, averaged down so that no edge exceeds `edge_px`; `low` is black, `high`
/// white.
/// @throws Error Internal for an empty plane or range.
[[nodiscard]] cv::Mat1b render_small_plane(const cv::Mat1f& plane, double low, double high, int edge_px);

}  // namespace cyto
