#pragma once

#include <opencv2/core.hpp>

namespace cyto {

/// Divides the foreground into basins: each pixel follows its steepest ascending neighbour (of eight) on
/// `surface` until a peak; pixels that end at one peak are one basin. Equal values count as ascending
/// towards the smaller row, then column, so that there is no tie.
/// @param foreground non-zero where a pixel takes part. @return 0 outside, 1..n, numbered in the raster
/// order of the peaks. Pure; O(pixels).
[[nodiscard]] cv::Mat1i flow_basins(const cv::Mat1f& surface, const cv::Mat1b& foreground);

}  // namespace cyto
