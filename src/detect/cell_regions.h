#pragma once

#include <opencv2/core.hpp>

#include "label_runs.h"

namespace cyto {

/// The pixels outside all labels with their nearest label within `radius_px` (Euclidean, between pixel
/// centres), of equally near ones the smaller. Exact; looks no further than the radius. @param columns of the
/// plane.
[[nodiscard]] LabelRuns rings_around(const LabelRuns& labels, int columns, double radius_px);

/// The same, plain; for labels and radii too large for the quick way, and for its test.
[[nodiscard]] LabelRuns rings_around_reference(const LabelRuns& labels, int columns, double radius_px);

}  // namespace cyto
