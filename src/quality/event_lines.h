#pragma once

#include <cstdint>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/quality/slide_quality.h"

namespace cyto {

/// Objects that lie in straight lines along the scan's rows or columns were made by the camera, not by blood:
/// few are flagged, many are a fault. @param columns, rows: objects per stripe of 8 px, from the origin.
void judge_event_lines(const std::vector<std::uint32_t>& columns, const std::vector<std::uint32_t>& rows,
                       const SlideDescription& slide, const Panel& panel, QualityVerdict& verdict);

}  // namespace cyto
