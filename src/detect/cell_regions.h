#pragma once

#include <opencv2/core.hpp>

#include <cstdint>

#include "label_runs.h"

namespace cyto {

/// Nearest label within `radius_px` of each pixel (Euclidean, between pixel centres); of equally near ones
/// the smaller. Labelled pixels keep their label; pixels where `barrier` is not 0 get none;
/// an empty barrier bars nothing. Exact; looks no further than the radius.
[[nodiscard]] cv::Mat1i grow_labels(const cv::Mat1i& labels, double radius_px, const cv::Mat1b& barrier = {});

/// The same without a barrier, as runs. @param most largest label.
[[nodiscard]] LabelRuns grown_runs(const cv::Mat1i& labels, std::int32_t most, double radius_px);

/// The same, plain; for labels and radii too large for the quick way, and for its test.
[[nodiscard]] cv::Mat1i grow_labels_reference(const cv::Mat1i& labels, double radius_px,
                                              const cv::Mat1b& barrier = {});

}  // namespace cyto
