#pragma once

#include <opencv2/core.hpp>

#include <vector>

#include "label_runs.h"

namespace cyto {

/// Divides the foreground into basins: each pixel follows its steepest ascending neighbour (of eight) on
/// `surface` until a peak; pixels that end at one peak are one basin. Equal values count as ascending
/// towards the smaller row, then column, so that there is no tie.
/// @param foreground runs of the pixels that take part, maximal; one row per row of `surface`.
/// @return runs of the basins 1..n, numbered in the raster order of the peaks. Pure; O(pixels).
[[nodiscard]] LabelRuns flow_basins(const cv::Mat1f& surface, const LabelRuns& foreground);

/// The same with the peak of each basin: of its highest pixels the first in raster order.
struct PeakedBasins {
  LabelRuns runs;
  std::vector<cv::Point> peaks;  ///< per label, index 0 unused
};
[[nodiscard]] PeakedBasins peaked_basins(const cv::Mat1f& surface, const LabelRuns& foreground);

/// The peaks of the basins alone, index 0 unused.
[[nodiscard]] std::vector<cv::Point> flow_peaks(const cv::Mat1f& surface, const LabelRuns& foreground);

}  // namespace cyto
