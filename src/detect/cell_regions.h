#pragma once

#include <opencv2/core.hpp>

#include "label_runs.h"

namespace cyto {

/// Nearest label within `radius_px` of each pixel (Euclidean, between pixel centres), of equally near ones
/// the smaller; labelled pixels keep their label. Exact; looks no further than the radius. @param columns of
/// the plane.
[[nodiscard]] LabelRuns grown_runs(const LabelRuns& labels, int columns, double radius_px);

/// The same, plain; for labels and radii too large for the quick way, and for its test.
[[nodiscard]] LabelRuns grown_runs_reference(const LabelRuns& labels, int columns, double radius_px);

}  // namespace cyto
