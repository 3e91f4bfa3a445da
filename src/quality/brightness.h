#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "cytrial/quality/window_quality.h"

namespace cyto {

/// Light of one channel over one window, block by block.
struct WindowBrightness {
  std::int64_t columns = 0;              ///< blocks across
  std::int64_t rows = 0;                 ///< blocks down
  std::vector<float> means;              ///< of each block, row-major [ADU]
  std::vector<std::uint16_t> saturated;  ///< pixels of each block at or above the limit
};

/// @param raw type CV_8U, CV_16U or CV_32F. @param limit_adu default: the largest value of an integer type.
[[nodiscard]] WindowBrightness brightness_of(const cv::Mat& raw, std::optional<double> limit_adu);

/// Mean from which a block is far brighter than is usual among `means` (docs/methods/quality.md) [ADU].
[[nodiscard]] float bright_from(const std::vector<float>& means);

/// Per block, 1 where it is far darker than the blocks around it (docs/methods/quality.md).
[[nodiscard]] std::vector<std::uint8_t> dark_blocks_of(const WindowBrightness& light);

}  // namespace cyto
