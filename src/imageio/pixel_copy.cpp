#include "pixel_copy.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "count_copy.h"
#include "running_sum.h"

namespace cyto {
namespace {

constexpr float kNoBound = std::numeric_limits<float>::infinity();

/// Counts side by side.
float copy_count_rows(const BlockWindow& window, cv::Mat& target) {
  std::uint16_t largest = 0;
  for (int row = 0; row < window.rows; ++row) {
    const std::uint8_t* from = window.first + static_cast<std::size_t>(row) * window.row_bytes;
    const auto columns = static_cast<std::size_t>(window.columns);
    auto* const to = target.ptr<std::uint16_t>(row);
    const std::uint16_t of_row = window.differences
                                     ? copy_running_sum(from - window.columns_before * sizeof(std::uint16_t),
                                                        window.columns_before, columns, to)
                                     : copy_counts(from, columns, to);
    largest = std::max(largest, of_row);
  }
  return largest;
}

template <typename Sample>
float copy_rows(const BlockWindow& window, cv::Mat& target) {
  for (int row = 0; row < window.rows; ++row) {
    const std::uint8_t* from = window.first + static_cast<std::size_t>(row) * window.row_bytes;
    auto* to = target.ptr<Sample>(row);
    if (window.pixel_step == 1) {
      std::memcpy(to, from, static_cast<std::size_t>(window.columns) * sizeof(Sample));
      continue;
    }
    const std::size_t step = window.pixel_step * sizeof(Sample);
    for (int column = 0; column < window.columns; ++column) {
      std::memcpy(to + column, from + static_cast<std::size_t>(column) * step, sizeof(Sample));
    }
  }
  return kNoBound;
}

}  // namespace

int mat_type_of(PixelType type) noexcept {
  switch (type) {
    case PixelType::UInt8:
      return CV_8U;
    case PixelType::UInt16:
      return CV_16U;
    case PixelType::Float32:
      return CV_32F;
  }
  return CV_16U;
}

float copy_samples(const BlockWindow& window, PixelType type, cv::Mat target) {
  switch (type) {
    case PixelType::UInt8:
      return copy_rows<std::uint8_t>(window, target);
    case PixelType::UInt16:
      return window.pixel_step == 1 ? copy_count_rows(window, target)
                                    : copy_rows<std::uint16_t>(window, target);
    case PixelType::Float32:
      return copy_rows<float>(window, target);
  }
  return kNoBound;
}

std::optional<cv::Point> first_non_finite(const cv::Mat1f& plane) {
  constexpr std::uint32_t kExponent = 0x7F800000U;
  for (int row = 0; row < plane.rows; ++row) {
    const float* values = plane[row];
    bool clean = true;
    for (int column = 0; column < plane.cols; ++column) {
      std::uint32_t word = 0;
      std::memcpy(&word, values + column, sizeof word);
      clean &= (word & kExponent) != kExponent;
    }
    for (int column = 0; !clean && column < plane.cols; ++column) {
      if (!std::isfinite(values[column])) {
        return cv::Point(column, row);
      }
    }
  }
  return std::nullopt;
}

}  // namespace cyto
