#pragma once

namespace cyto {

/// Thresholds of detection. Each: meaning [unit], range, default, source (docs/methods/segmentation.md).
struct DetectionOptions {
  double min_nucleus_diameter_um = 3.0;   ///< smaller objects are not events [um], 0.5..20
  double max_nucleus_diameter_um = 30.0;  ///< larger ones are split or debris [um], 5..100

  /// @throws Error BadConfig naming the first option out of range.
  void validate() const;
};

}  // namespace cyto
