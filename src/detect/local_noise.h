#pragma once

#include <opencv2/core.hpp>

#include "cytrial/core/geometry.h"

namespace cyto {

/// Standard deviation of the background scatter of a smoothed plane, on a mesh fixed on the slide.
///
/// Read from the low tail of each mesh cell, where no object is; the median of 3 x 3 cells; never less than
/// a small share of the brightest signal nearby, below which stray light and camera artefacts lie.
/// @param smoothed rows x columns, background subtracted; @param rect its place in pixels of the same size.
/// @param mesh_px  cell edge. @return same size, > 0 unless the plane is flat. Depends on pixels within
/// 2.5 cells. Thread-safe, pure.
[[nodiscard]] cv::Mat1f local_noise(const cv::Mat1f& smoothed, const SlideRect& rect, std::int64_t mesh_px);

}  // namespace cyto
