#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <cstdint>

#include "cytrial/core/units.h"
#include "cytrial/detect/detection_options.h"
#include "cytrial/process/corrected_tile.h"
#include "label_runs.h"

namespace cyto {

/// Bright regions of the cytokeratin channel: runs of the pixels of `area`, 1..n.
[[nodiscard]] LabelRuns find_cytokeratin_objects(const CorrectedTile& tile, std::size_t channel,
                                                 const SlideRect& area, const DetectionOptions& options);

/// Area of the outline of a disc of `min_fragment_diameter_um` [px], with what work pixels add to it. The bin
/// and the way from its middle to the next add a quarter of the square of its edge to the variance of the
/// blur, and the outline of a speck at a share s of its peak has the area 2 pi ln(1 / s) times that variance.
[[nodiscard]] std::int64_t least_fragment_px(const PixelSize& pixel_size, const DetectionOptions& options);

}  // namespace cyto
