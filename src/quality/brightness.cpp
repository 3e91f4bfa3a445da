#include "brightness.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "quality_limits.h"

namespace cyto {
namespace {

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

WindowBrightness::WindowBrightness(std::int64_t width_px, std::int64_t height_px)
    : columns((width_px + kQualityBlockPx - 1) / kQualityBlockPx),
      rows((height_px + kQualityBlockPx - 1) / kQualityBlockPx),
      means(static_cast<std::size_t>(columns * rows)),
      saturated(means.size()) {}

void WindowBrightness::take(const CellValues& values, std::int64_t row, std::int64_t column) {
  for (std::int64_t y = 0; y < std::min(kBlocksAcrossCell, rows - row); ++y) {
    for (std::int64_t x = 0; x < std::min(kBlocksAcrossCell, columns - column); ++x) {
      const BlockValues& block = values[static_cast<std::size_t>(y * kBlocksAcrossCell + x)];
      const auto at = static_cast<std::size_t>((row + y) * columns + column + x);
      means[at] = block.mean;
      saturated[at] = block.saturated;
    }
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
  std::vector<float> values = light.means;
  const float usual = median_of(values);
  if (!(*std::min_element(values.begin(), values.end()) < quality_limits::kDarkOfSurroundings * usual)) {
    return std::vector<std::uint8_t>(values.size(), 0);
  }
  const float least_drop = quality_limits::kDarkDeviations * deviation_of_neighbours(light);
  const auto is_dark = [least_drop](float mean, float around) {
    return mean < quality_limits::kDarkOfSurroundings * around && mean < around - least_drop;
  };
  // Beside something bright the usual is dark. What is not dark beside the usual of the window is not dark
  // beside less.
  std::vector<std::uint8_t> dark;
  for (std::int64_t row = 0; row < light.rows; ++row) {
    for (std::int64_t column = 0; column < light.columns; ++column) {
      const float mean = light.means[dark.size()];
      const bool found =
          is_dark(mean, usual) && is_dark(mean, std::min(usual, usual_around(light, row, column)));
      dark.push_back(found ? 1 : 0);
    }
  }
  return dark;
}

}  // namespace cyto
