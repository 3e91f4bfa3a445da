#pragma once

#include <opencv2/core.hpp>

#include <vector>

#include "cytrial/core/geometry.h"
#include "label_runs.h"

namespace cyto {

/// One connected object of a label plane.
struct LabelledObject {
  cv::Rect box;  ///< in tile pixels
  Anchor anchor;
};

/// Labels that are connected objects: object i has label i + 1.
struct CleanLabels {
  LabelRuns runs;
  std::vector<LabelledObject> objects;
};

/// Boxes of all objects, none with a higher upper edge than the one before.
[[nodiscard]] std::vector<cv::Rect> boxes_of(const CleanLabels& labels);

/// Makes every label one connected region: keeps the largest 4-connected piece of each label (the first in
/// raster order of equal ones), fills holes that lie inside one label and are less wide than
/// `max_hole_px`, drops objects of fewer than `min_area_px` pixels, and renumbers 1..n in raster order of
/// first pixels. @param origin slide pixel of its corner, for the anchors.
[[nodiscard]] CleanLabels clean_labels(const LabelRuns& labels, std::int64_t min_area_px, int max_hole_px,
                                       const SlideRect& origin);

}  // namespace cyto
