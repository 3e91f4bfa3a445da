#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "cytrial/imageio/slide_reader.h"

namespace cyto {

/// Samples of a rectangle within an interleaved block.
struct BlockWindow {
  const std::uint8_t* first = nullptr;  ///< first sample to copy
  std::size_t row_bytes = 0;            ///< from one block row to the next
  std::size_t pixel_step = 1;           ///< samples from one pixel to the next
  int rows = 0;
  int columns = 0;
  bool differences = false;  ///< 16-bit counts side by side are stored as differences from the one before
  std::size_t columns_before = 0;  ///< from the block row's begin to `first`
};

/// Copies one channel of a block window to `target` (same size and the type's Mat type).
/// @return what no sample exceeds: the largest of 16-bit counts that lie side by side, else infinity.
float copy_samples(const BlockWindow& window, PixelType type, cv::Mat target);

/// First NaN or infinity of a float plane in row-major order.
[[nodiscard]] std::optional<cv::Point> first_non_finite(const cv::Mat1f& plane);

}  // namespace cyto
