#pragma once

#include <optional>
#include <string>
#include <vector>

#include "day_axis.h"
#include "markup.h"
#include "plot_symbol.h"
#include "value_axis.h"

namespace cyto {

/// One visit in a panel: a value with or without interval, or a word for why there is none.
struct PlotPoint {
  int day = 0;
  std::optional<double> value;  ///< empty: drawn in the lane below the values
  std::optional<double> low;
  std::optional<double> high;
  std::optional<PlotSymbol> symbol;
  std::string label;   ///< beside the symbol: "12", "<2.0", "NE"
  bool apart = false;  ///< not comparable with the point before: no line between them
};

/// A dashed line with its name right of the frame.
struct PlotLimit {
  double value = 0.0;
  std::string label;
};

/// Values that are not told from the first one of a stretch.
struct PlotBand {
  int first_day = 0;
  int last_day = 0;
  double low = 0.0;
  double high = 0.0;
};

/// A line from top to bottom with its name: from here on values are not comparable with those before.
struct PlotBreak {
  int day = 0;
  std::string label;
};

/// Values of one kind over the study days.
struct PlotPanel {
  std::string title;
  std::vector<PlotBand> bands;
  std::vector<PlotBreak> breaks;
  std::vector<PlotPoint> points;  ///< by day
  std::vector<PlotLimit> limits;  ///< ascending
  ValueAxis axis;
};

/// Where the panels of a figure lie from left to right.
struct FigureColumns {
  double frame_left_px = 0.0;
  double frame_right_px = 0.0;
};

/// Height of the lane below a panel that names visits without a value.
inline constexpr double kLaneHeightPx = 17.0;

/// The panel's bands, frame, ticks, limits, breaks, points and lane. Neighbouring values are joined by a
/// line; a visit without a value and a point that stands apart break it.
void draw_panel(Markup& svg, const PlotPanel& panel, const DayAxis& days, const FigureColumns& columns);

}  // namespace cyto
