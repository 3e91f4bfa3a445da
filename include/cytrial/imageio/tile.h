#pragma once

#include <opencv2/core.hpp>

#include <vector>

#include "cytrial/core/geometry.h"
#include "cytrial/core/sample.h"

namespace cyto {

/// Pixels of one rectangle as stored: one plane per panel channel, all of the same type (CV_8U, CV_16U or
/// CV_32F), rect.height rows x rect.width columns. A channel that was not read has an empty plane. No planes
/// when `failures` is not empty.
struct RawTile {
  SlideRect rect;
  std::vector<cv::Mat> planes;
  /// Per plane a bound that no pixel exceeds, as near as is known without reading them again; may be empty.
  std::vector<float> greatest;
  std::vector<TileFailure> failures;
};

}  // namespace cyto
