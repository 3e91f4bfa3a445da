#pragma once

#include <opencv2/core.hpp>

#include <array>
#include <cstdint>
#include <optional>

#include "cytrial/quality/window_quality.h"

namespace cyto {

/// What the pixels of one block come to.
struct BlockValues {
  float mean = 0.0F;            ///< [ADU]
  float greatest = 0.0F;        ///< [ADU]
  std::uint16_t saturated = 0;  ///< pixels at or above the limit
  bool alike = true;            ///< false: none of its rows is constant
};

/// The blocks of one channel of one grid cell, row-major, eight to a row; those beyond a cut cell are empty.
using CellValues = std::array<BlockValues, static_cast<std::size_t>(kBlocksAcrossCell* kBlocksAcrossCell)>;

/// @param raw at most 256 x 256 pixels of type CV_8U, CV_16U or CV_32F. @param limit_adu from which on a
/// pixel is saturated; default: the largest value of an integer type.
[[nodiscard]] CellValues block_values_of(const cv::Mat& raw, std::optional<double> limit_adu);

}  // namespace cyto
