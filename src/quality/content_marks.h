#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <vector>

#include "cytrial/quality/window_quality.h"

namespace cyto {

/// Marks of one channel's pixels, chosen by their content alone: the same pixels elsewhere are marked again,
/// wherever they lie on the grid. On average one pixel in 2^bits is marked; of a periodic image at most eight
/// times as many.
/// @param raw the window's core. @param core its place on the slide.
void mark_content(const cv::Mat& raw, const SlideRect& core, std::uint32_t channel, int bits,
                  std::vector<ContentMark>& marks);

}  // namespace cyto
