#pragma once

#include <opencv2/core.hpp>

#include "cytrial/core/geometry.h"

namespace cyto {

/// How a plane scatters and how bright its objects are, near each pixel.
struct LocalNoise {
  cv::Mat1f sigma;   ///< standard deviation of the background scatter; > 0 unless the plane is flat
  cv::Mat1f bright;  ///< level of the brightest objects nearby
};

/// Background scatter of a smoothed plane, on a mesh fixed on the slide.
///
/// Read from the low tail of each mesh cell, where no object is, but not more than a few times what the
/// scatter between neighbouring pixels lets expect (in a cell full of nuclei the tail is wide without
/// noise); the median of 3 x 3 cells; never less than a small share of the brightest signal nearby, below
/// which stray light and camera artefacts lie.
/// @param signal   rows x columns, background subtracted; @param smoothed the same after gaussian_blur().
/// @param sigma_px of that blur; @param rect place on the slide in pixels of the same size.
/// @param mesh_px  cell edge. @return planes of the same size; they depend on pixels within 2.5 cells.
/// Thread-safe, pure.
[[nodiscard]] LocalNoise local_noise(const cv::Mat1f& signal, const cv::Mat1f& smoothed, double sigma_px,
                                     const SlideRect& rect, std::int64_t mesh_px);

}  // namespace cyto
