#include "brightness.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "cytrial/core/error.h"
#include "quality_limits.h"

namespace cyto {
namespace {

/// Partial sums side by side: the compiler may vectorise them, and their order is fixed.
constexpr int kLanes = 32;

template <typename Count>
using Sum = std::conditional_t<std::is_floating_point_v<Count>, double, std::uint32_t>;

template <typename Count>
void add_block(const cv::Mat& raw, const cv::Rect& block, Count limit, WindowBrightness& light) {
  Sum<Count> sums[kLanes] = {};
  std::uint16_t saturated[kLanes] = {};
  for (int y = block.y; y < block.y + block.height; ++y) {
    const Count* row = raw.ptr<Count>(y) + block.x;
    if (block.width == kLanes) {
      for (int x = 0; x < kLanes; ++x) {
        sums[x] += row[x];
        saturated[x] = static_cast<std::uint16_t>(saturated[x] + (row[x] >= limit ? 1 : 0));
      }
    } else {
      for (int x = 0; x < block.width; ++x) {
        sums[x] += row[x];
        saturated[x] = static_cast<std::uint16_t>(saturated[x] + (row[x] >= limit ? 1 : 0));
      }
    }
  }
  double sum = 0.0;
  std::uint32_t at_limit = 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    sum += static_cast<double>(sums[lane]);
    at_limit += saturated[lane];
  }
  light.means.push_back(static_cast<float>(sum / block.area()));
  light.saturated.push_back(static_cast<std::uint16_t>(at_limit));
}

/// The smallest stored value that counts as saturated: a fractional limit is never reached from below.
template <typename Count>
Count stored_limit(std::optional<double> limit_adu) {
  constexpr bool kFloat = std::is_floating_point_v<Count>;
  if (!limit_adu) {
    return kFloat ? std::numeric_limits<Count>::infinity() : std::numeric_limits<Count>::max();
  }
  const double greatest = static_cast<double>(std::numeric_limits<Count>::max());
  return static_cast<Count>(std::clamp(kFloat ? *limit_adu : std::ceil(*limit_adu), 0.0, greatest));
}

template <typename Count>
WindowBrightness brightness(const cv::Mat& raw, std::optional<double> limit_adu) {
  static_assert(kLanes == kQualityBlockPx);
  const Count limit = stored_limit<Count>(limit_adu);
  WindowBrightness light;
  light.columns = (raw.cols + kLanes - 1) / kLanes;
  light.rows = (raw.rows + kLanes - 1) / kLanes;
  for (int y = 0; y < raw.rows; y += kLanes) {
    for (int x = 0; x < raw.cols; x += kLanes) {
      add_block<Count>(raw, {x, y, std::min(kLanes, raw.cols - x), std::min(kLanes, raw.rows - y)}, limit,
                       light);
    }
  }
  return light;
}

float median_of(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

WindowBrightness brightness_of(const cv::Mat& raw, std::optional<double> limit_adu) {
  switch (raw.type()) {
    case CV_8UC1:
      return brightness<std::uint8_t>(raw, limit_adu);
    case CV_16UC1:
      return brightness<std::uint16_t>(raw, limit_adu);
    case CV_32FC1:
      return brightness<float>(raw, limit_adu);
    default:
      throw Error(ErrorCode::Internal, "image plane", "pixels are neither 8-bit, 16-bit nor float");
  }
}

float bright_from(const std::vector<float>& means) {
  std::vector<float> values = means;
  const float median = median_of(values);
  std::transform(means.begin(), means.end(), values.begin(),
                 [median](float mean) { return std::abs(mean - median); });
  const float deviation = 1.4826F * median_of(values);
  return median + std::max(quality_limits::kBrightDeviations * deviation,
                           quality_limits::kBrightOverMedian * std::abs(median));
}

}  // namespace cyto
