#pragma once

#include "cytrial/core/channel.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/quality/quality_grid.h"
#include "cytrial/quality/slide_quality.h"

namespace cyto {

/// Finds parts of the slide whose pixels are one constant although the camera is noisy: parts of a channel
/// that were lost, holes and margins without any picture, dead lines.
void judge_constant_areas(const QualityGrid& grid, const SlideDescription& slide, const Panel& panel,
                          QualityVerdict& verdict);

}  // namespace cyto
