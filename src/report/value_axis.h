#pragma once

#include <string>
#include <vector>

namespace cyto {

/// A mark on an axis: where, and what is written beside it.
struct AxisTick {
  double value = 0.0;
  std::string label;
};

/// Maps values >= 0 to heights inside a panel. SVG heights grow downwards.
struct ValueAxis {
  enum class Scale {
    Linear,
    Log1p,  ///< log(1 + value): shows 0, keeps 0, 1, 2 and 5 apart, and still holds thousands
  };
  Scale scale = Scale::Linear;
  double greatest = 1.0;  ///< value at the panel's top
  double top_px = 0.0;
  double bottom_px = 100.0;     ///< height of value 0
  std::vector<AxisTick> ticks;  ///< ascending; no two labels overlap

  [[nodiscard]] double y(double value) const;
};

/// The vertical place a panel takes in its figure.
struct PanelSpan {
  double top_px = 0.0;
  double bottom_px = 0.0;
};

/// Axis for cell counts: log(1 + value) up to at least 10. 0 and the cut-off always have a label.
[[nodiscard]] ValueAxis count_axis(double greatest, double cut_off, const PanelSpan& span);

/// Axis for a serum marker: linear from 0; log(1 + value) when the greatest value is more than ten times
/// `reference` (the upper limit, or the least value without one). Without value and limit it has no ticks.
[[nodiscard]] ValueAxis marker_axis(double greatest, double reference, const PanelSpan& span);

}  // namespace cyto
