#pragma once

#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/quality/slide_quality.h"
#include "cytrial/quality/window_quality.h"

namespace cyto {

/// Finds pixels that stand on the slide twice: a field written in two places, or one channel in two roles.
/// @param marks of all noisy channels, in any order.
void judge_repeated_content(std::vector<ContentMark> marks, const SlideDescription& slide, const Panel& panel,
                            const std::vector<bool>& lossy, QualityVerdict& verdict);

}  // namespace cyto
