#pragma once

#include "cytrial/core/channel.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/quality/nuclei_content.h"
#include "cytrial/quality/slide_quality.h"

namespace cyto {

/// Blur of the whole slide, and outlines that are mostly no nuclei: flags, then faults. Without a tumor cell
/// to call, in a panel of nuclei alone, flags only.
void judge_nuclei(const NucleiContent& nuclei, const SlideDescription& slide, const Panel& panel,
                  QualityVerdict& verdict);

}  // namespace cyto
