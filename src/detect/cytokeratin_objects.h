#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

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

/// Which cytokeratin object each nucleus belongs to: the one that covers at least half of the nucleus or of
/// the ring around it; 0 for none. A leukocyte that only touches a tumour cell belongs to none.
/// @param nuclei labels 1..count; @param grown the nuclei with their rings.
[[nodiscard]] std::vector<std::int32_t> owners(const LabelRuns& nuclei, const LabelRuns& grown,
                                               const LabelRuns& objects, std::size_t count);

}  // namespace cyto
