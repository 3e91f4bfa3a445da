#pragma once

#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/quality/quality_grid.h"
#include "cytrial/quality/slide_quality.h"

namespace cyto {

/// Flags a slide of which large parts hold no cells. @param noisy channels whose constant pixels were never
/// scanned.
void judge_empty_areas(const QualityGrid& grid, const Panel& panel, const std::vector<bool>& noisy,
                       QualityVerdict& verdict);

}  // namespace cyto
