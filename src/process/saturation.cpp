#include "cytrial/process/saturation.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "count_kernels.h"
#include "cytrial/core/error.h"

namespace cyto {
namespace {

std::uint8_t largest(const std::uint8_t* row, std::size_t n) {
  return std::accumulate(row, row + n, std::uint8_t{0},
                         [](std::uint8_t a, std::uint8_t b) { return std::max(a, b); });
}

std::uint16_t largest(const std::uint16_t* row, std::size_t n) {
  return largest_count(row, n);
}

float largest(const float* row, std::size_t n) {
  return std::accumulate(row, row + n, std::numeric_limits<float>::lowest(),
                         [](float a, float b) { return std::max(a, b); });
}

/// Few rows have such a pixel, and few planes such a row.
template <typename Count>
cv::Mat1b at_or_above(const cv::Mat& raw, double limit_adu, float greatest) {
  cv::Mat1b mask;
  if (static_cast<double>(greatest) < limit_adu) {
    return mask;
  }
  for (int y = 0; y < raw.rows; ++y) {
    const Count* row = raw.ptr<Count>(y);
    if (!(static_cast<double>(largest(row, static_cast<std::size_t>(raw.cols))) >= limit_adu)) {
      continue;
    }
    if (mask.empty()) {
      mask = cv::Mat1b::zeros(raw.size());
    }
    std::transform(row, row + raw.cols, mask.ptr<std::uint8_t>(y), [limit_adu](Count count) {
      return static_cast<double>(count) >= limit_adu ? std::uint8_t{255} : std::uint8_t{0};
    });
  }
  return mask;
}

}  // namespace

cv::Mat1b saturation_mask(const cv::Mat& raw, std::optional<double> limit_adu, float greatest) {
  switch (raw.type()) {
    case CV_8UC1:
      return at_or_above<std::uint8_t>(raw, limit_adu.value_or(std::numeric_limits<std::uint8_t>::max()),
                                       greatest);
    case CV_16UC1:
      return at_or_above<std::uint16_t>(raw, limit_adu.value_or(std::numeric_limits<std::uint16_t>::max()),
                                        greatest);
    case CV_32FC1:
      return at_or_above<float>(raw, limit_adu.value_or(std::numeric_limits<double>::infinity()), greatest);
    default:
      throw Error(ErrorCode::BadData, "image plane", "pixels are neither 8-bit, 16-bit nor float");
  }
}

}  // namespace cyto
