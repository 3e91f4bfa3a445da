#pragma once

#include <opencv2/core.hpp>

#include "cytrial/detect/detection_options.h"
#include "cytrial/process/corrected_tile.h"
#include "nucleus_regions.h"
#include "outline.h"

namespace cyto {

/// Nuclei of an area of one window: runs of its pixels, one label per nucleus. Labels may have gaps and a
/// nucleus may still be in pieces or have holes: see label_cleanup.h. Pure.
[[nodiscard]] LabelRuns find_nuclei(const CorrectedTile& tile, const SlideRect& area,
                                    const DetectionOptions& options);

/// Steps of find_nuclei(), for tests and for fitting the models.
[[nodiscard]] std::vector<TerritoryLevels> final_levels(const NucleusField& field, const LabelRuns& territory,
                                                        const LabelPixels& pixels);
[[nodiscard]] EdgeLevels edge_levels(const std::vector<TerritoryLevels>& found,
                                     const DetectionOptions& options);

}  // namespace cyto
