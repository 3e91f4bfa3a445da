#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/sample.h"

namespace cyto {

/// Where most samples lie.
struct DriftLimits {
  double middle = 0.0;  ///< median of the samples
  double low = 0.0;
  double high = 0.0;

  [[nodiscard]] bool contains(double value) const noexcept { return value >= low && value <= high; }
};

/// The leukocytes of one sample in one measure.
struct DriftPoint {
  std::string sample_id;
  double location = 0.0;  ///< median [unit of the measure]
  double scale = 0.0;     ///< robust standard deviation
  bool location_outside = false;
  bool scale_outside = false;
};

/// One measure over the samples of a run.
struct DriftSeries {
  std::string column;                   ///< of the event table: "cd45_cell_mean_adu"
  std::vector<DriftPoint> points;       ///< in the order the samples were given
  std::optional<DriftLimits> location;  ///< empty with fewer than kLeastSamplesForDrift samples
  std::optional<DriftLimits> scale;
};

/// Fewer samples say nothing about what is usual.
inline constexpr std::size_t kLeastSamplesForDrift = 6;

/// Stain, lamp and exposure over samples, told by the leukocytes that every sample holds. Duplicates are left
/// out. Limits: median +- 3.5 robust standard deviations over the samples, the deviation never below 5 % of
/// the median (docs/methods/stain-drift.md). They depend on the set of samples, not on their order.
[[nodiscard]] std::vector<DriftSeries> stain_drift(const std::vector<const SampleResult*>& samples);

}  // namespace cyto
