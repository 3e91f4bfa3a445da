#pragma once

#include <opencv2/core.hpp>

#include "cytrial/detect/detection_options.h"
#include "cytrial/process/corrected_tile.h"

namespace cyto {

/// Nuclei of one window: tile rows x columns, 0 outside, one label per nucleus. Labels may have gaps and a
/// nucleus may still be in pieces or have holes: see label_cleanup.h. Pure.
[[nodiscard]] cv::Mat1i find_nuclei(const CorrectedTile& tile, const DetectionOptions& options);

}  // namespace cyto
