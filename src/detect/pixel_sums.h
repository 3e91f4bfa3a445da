#pragma once

#include <cstdint>

#include "label_runs.h"

namespace cyto {

/// Number of pixels of a body and sums of their coordinates: whole numbers, exact in any order.
struct PixelSums {
  std::int64_t area = 0;
  std::int64_t sum_x = 0;
  std::int64_t sum_y = 0;
  std::int64_t sum_xx = 0;
  std::int64_t sum_yy = 0;
  std::int64_t sum_xy = 0;

  /// Takes in a run of row `y`.
  void add(int y, const LabelRun& run) {
    // 0^2 + 1^2 + ... + (k - 1)^2
    const auto squares_below = [](std::int64_t k) { return (k - 1) * k * (2 * k - 1) / 6; };
    const std::int64_t n = run.end - run.begin;
    const std::int64_t columns = n * (run.begin + run.end - 1) / 2;
    area += n;
    sum_x += columns;
    sum_y += n * y;
    sum_xx += squares_below(run.end) - squares_below(run.begin);
    sum_yy += n * y * y;
    sum_xy += columns * y;
  }
  PixelSums& operator+=(const PixelSums& more) {
    area += more.area;
    sum_x += more.sum_x;
    sum_y += more.sum_y;
    sum_xx += more.sum_xx;
    sum_yy += more.sum_yy;
    sum_xy += more.sum_xy;
    return *this;
  }
};

}  // namespace cyto
