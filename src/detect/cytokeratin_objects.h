#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cytrial/detect/detection_options.h"
#include "cytrial/process/corrected_tile.h"
#include "label_runs.h"

namespace cyto {

/// Bright regions of the cytokeratin channel: runs of the pixels of `area`, 1..n.
[[nodiscard]] LabelRuns find_cytokeratin_objects(const CorrectedTile& tile, std::size_t channel,
                                                 const SlideRect& area, const DetectionOptions& options);

/// Which cytokeratin object each nucleus belongs to: the one that covers at least half of the nucleus or of
/// the ring around it; 0 for none. A leukocyte that only touches a tumour cell belongs to none.
/// @param nuclei labels 1..count; @param grown the nuclei with their rings.
[[nodiscard]] std::vector<std::int32_t> owners(const LabelRuns& nuclei, const LabelRuns& grown,
                                               const LabelRuns& objects, std::size_t count);

}  // namespace cyto
