#pragma once

#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/quality/quality_grid.h"
#include "cytrial/quality/slide_quality.h"

namespace cyto {

/// Finds parts of the slide whose pixels are one constant although the camera is noisy: parts of a channel
/// that were lost, holes and margins without any picture, dead lines.
/// @return per channel: whether its camera is noisy, so that equal pixels tell something.
std::vector<bool> judge_constant_areas(const QualityGrid& grid, const SlideDescription& slide,
                                       const Panel& panel, QualityVerdict& verdict);

}  // namespace cyto
