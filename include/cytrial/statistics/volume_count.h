#pragma once

#include <cstdint>

#include "cytrial/statistics/interval.h"

namespace cyto::statistics {

/// Cells counted in a volume of blood. A count of 0 is a count.
class VolumeCount {
 public:
  /// @param cells 0 to 10^8. @param volume_ml 0.001 to 1000 mL.
  /// @throws Error BadData outside, naming the value and the remedy.
  VolumeCount(std::int64_t cells, double volume_ml);

  [[nodiscard]] std::int64_t cells() const noexcept { return cells_; }
  [[nodiscard]] double volume_ml() const noexcept { return volume_ml_; }

 private:
  std::int64_t cells_;
  double volume_ml_;
};

/// A count scaled to a reference volume; not corrected for cells that were lost on the way.
struct CountPerVolume {
  double value = 0.0;  ///< cells per `per_ml`
  Interval limits;     ///< exact (Garwood) limits of the mean, per `per_ml`
  double per_ml = 0.0;
};

/// The count and its exact Poisson limits times per_ml / volume; the volume is taken as exact.
/// @throws Error BadData when `per_ml` is no volume or `confidence` is not between 0 and 1.
/// Source: Garwood 1936, Biometrika 28:437-442 (docs/methods/poisson-interval.md).
[[nodiscard]] CountPerVolume count_per_volume(const VolumeCount& count, double per_ml,
                                              double confidence = kConfidence);

}  // namespace cyto::statistics
