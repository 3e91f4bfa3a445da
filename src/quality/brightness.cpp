#include "brightness.h"

#include <algorithm>
#include <array>
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

/// Standard deviation of block means from neighbours: however large a part of the window is dark.
float deviation_of_neighbours(const WindowBrightness& light) {
  constexpr float kMedianStepToDeviation = 1.0484F;
  std::vector<float> steps(1, 0.0F);
  for (std::size_t block = 1; block < light.means.size(); ++block) {
    if (static_cast<std::int64_t>(block) % light.columns != 0) {
      steps.push_back(std::abs(light.means[block] - light.means[block - 1]));
    }
  }
  return kMedianStepToDeviation * median_of(steps);
}

/// Median of every second block among the nine by nine around one, as far as they lie in the window: the dark
/// rim of a bubble is narrower, and uneven light changes little over so short a way.
float usual_around(const WindowBrightness& light, std::int64_t row, std::int64_t column) {
  constexpr std::int64_t kReach = 4;
  std::array<float, 25> means{};
  std::size_t count = 0;
  for (std::int64_t y = row - kReach; y <= row + kReach; y += 2) {
    for (std::int64_t x = column - kReach; x <= column + kReach; x += 2) {
      if (y >= 0 && y < light.rows && x >= 0 && x < light.columns) {
        means[count++] = light.means[static_cast<std::size_t>(y * light.columns + x)];
      }
    }
  }
  const auto middle = means.begin() + static_cast<std::ptrdiff_t>(count / 2);
  std::nth_element(means.begin(), middle, means.begin() + static_cast<std::ptrdiff_t>(count));
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

std::vector<std::uint8_t> dark_blocks_of(const WindowBrightness& light) {
  const float least_drop = quality_limits::kDarkDeviations * deviation_of_neighbours(light);
  // Beside something bright the usual is dark.
  std::vector<float> values = light.means;
  const float usual = median_of(values);
  std::vector<std::uint8_t> dark;
  for (std::int64_t row = 0; row < light.rows; ++row) {
    for (std::int64_t column = 0; column < light.columns; ++column) {
      const float mean = light.means[dark.size()];
      const float around = std::min(usual, usual_around(light, row, column));
      dark.push_back(mean < quality_limits::kDarkOfSurroundings * around && mean < around - least_drop ? 1
                                                                                                       : 0);
    }
  }
  return dark;
}

}  // namespace cyto
