#pragma once

#include <opencv2/core.hpp>

#include "cytrial/core/geometry.h"
#include "cytrial/process/slide_mesh.h"

namespace cyto {

/// How a plane scatters, on a mesh.
struct LocalNoise {
  SlideMesh sigma;   ///< standard deviation of the background scatter; > 0 unless the plane is flat
  SlideMesh widest;  ///< largest scatter of the mesh cells around
};

/// Background scatter of a smoothed plane, on a mesh fixed on the slide.
///
/// Read from the low tail of each mesh cell, where no object is, but not more than a few times what the
/// scatter between neighbouring pixels lets expect (in a cell full of nuclei the tail is wide without
/// noise); the median of 3 x 3 cells; never less than a small share of the largest of them.
/// @param signal   rows x columns, background subtracted; @param smoothed the same after gaussian_blur().
/// @param sigma_px of that blur; @param rect place on the slide in pixels of the same size.
/// @param mesh_px  cell edge. @return meshes; interpolated, they depend on pixels within 2.5 cells.
/// Thread-safe, pure.
[[nodiscard]] LocalNoise local_noise(const cv::Mat1f& signal, const cv::Mat1f& smoothed, double sigma_px,
                                     const SlideRect& rect, std::int64_t mesh_px);

}  // namespace cyto
