#pragma once

#include <opencv2/core.hpp>

#include <string>
#include <vector>

#include "cytrial/core/geometry.h"

namespace cyto {

/// What a control scan holds of one camera field.
struct FieldExposure {
  std::string name;             ///< file, for messages
  std::size_t slide = 0;        ///< number of the control scan
  SlideRect frame;              ///< the whole camera image, in slide pixels
  SlideRect rect;               ///< the part of it that the scan shows
  std::vector<cv::Mat> planes;  ///< one per panel channel: rect.height rows x rect.width columns, raw counts
};

}  // namespace cyto
