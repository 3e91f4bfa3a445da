#pragma once

#include <opencv2/core.hpp>

#include <vector>

#include "cytrial/core/geometry.h"
#include "cytrial/core/units.h"
#include "cytrial/process/slide_mesh.h"

namespace cyto {

/// Pixels of one analysis window after correction. All planes: rect.height rows x rect.width columns.
struct CorrectedTile {
  SlideRect rect;  ///< place on the slide, halo included
  PixelSize pixel_size;
  std::size_t nuclear_channel = 0;  ///< index into planes
  /// Per panel channel [ADU], dark and flat field applied. Where there are none, the stored counts in place:
  /// CV_8U, CV_16U or CV_32F. Empty, like whatever else there is per channel, where none was read yet.
  std::vector<cv::Mat> planes;
  std::vector<MeshPlane> background;  ///< per panel channel [ADU]
  std::vector<float>
      count_step;  ///< per panel channel: 1 where the scan stores whole counts, 0 for real numbers
  std::vector<cv::Mat1b>
      saturated;  ///< per panel channel: 255 where the raw count was at the limit; empty when nowhere
};

/// The part of a tile that lies in `rect`, inside it. Shares the pixels.
[[nodiscard]] CorrectedTile part_of(const CorrectedTile& tile, const SlideRect& rect);

}  // namespace cyto
