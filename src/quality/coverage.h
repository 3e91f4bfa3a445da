#pragma once

#include "cytrial/core/channel.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/quality/quality_grid.h"
#include "cytrial/quality/slide_quality.h"

namespace cyto {

/// Focus, saturation and obstruction of what was scanned. @pre judge_constant_areas() has set the analysed
/// share.
void judge_coverage(const QualityGrid& grid, const SlideDescription& slide, const Panel& panel,
                    QualityVerdict& verdict);

}  // namespace cyto
