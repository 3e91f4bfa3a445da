#pragma once

#include <opencv2/core.hpp>

#include <span>
#include <vector>

#include "cytrial/detect/object_runs.h"

namespace cyto {

/// Nuclei with the pixels around them that lie within `radius_px` (Euclidean, between pixel centres), each of
/// them at the nearest nucleus, of equally near ones at that with the smaller label.
/// @param boxes of the nuclei, from label 1, none with a higher upper edge than the one before.
/// @param chosen per label, index 0 unused. @return under the same labels those that are chosen; nothing of
/// the others, which bar the way all the same.
[[nodiscard]] ObjectRuns nuclei_with_rings(const ObjectRuns& nuclei, std::span<const cv::Rect> boxes,
                                           const std::vector<bool>& chosen, double radius_px);

}  // namespace cyto
