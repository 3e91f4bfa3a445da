#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <vector>

#include "label_runs.h"

namespace cyto {

/// Shares out objects among the nuclei that belong to them: from each nucleus with owner[label] = k > 0 the
/// region grows inside the object k, all at the same speed, for at most `radius_px`.
/// @param nuclei labels 1..n without gaps. @param objects that belong to nuclei.
/// @param regions in: nuclei; out: with the pixels that were reached.
void grow_within(const LabelRuns& nuclei, const LabelRuns& objects, const std::vector<std::int32_t>& owner,
                 double radius_px, cv::Mat1i& regions);

/// The same pixel by pixel, for objects that several nuclei share or that are too wide, and for its test.
void grow_sharing(const LabelRuns& nuclei, const cv::Mat1i& objects, const std::vector<std::int32_t>& owner,
                  double radius_px, cv::Mat1i& regions);

}  // namespace cyto
