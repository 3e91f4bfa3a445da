#pragma once

#include <opencv2/core.hpp>

#include <span>

#include "label_runs.h"

namespace cyto {

/// Nearest label within `radius_px` of each pixel (Euclidean, between pixel centres), of equally near ones
/// the smaller; labelled pixels keep their label. Exact; looks no further than the radius. Only for pixels
/// that lie no further than the radius from one of the boxes, along both axes; none elsewhere.
/// @param columns of the plane. @param boxes inside it, from the highest upper edge down.
[[nodiscard]] LabelRuns grown_runs(const LabelRuns& labels, int columns, double radius_px,
                                   std::span<const cv::Rect> boxes);

/// The same, plain, of the whole plane; for labels and radii too large for the quick way, and for its test.
[[nodiscard]] LabelRuns grown_runs_reference(const LabelRuns& labels, int columns, double radius_px);

}  // namespace cyto
