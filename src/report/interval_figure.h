#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cytrial/statistics/interval.h"
#include "markup.h"
#include "value_axis.h"

namespace cyto {

/// One estimate with its interval.
struct IntervalRow {
  std::string group;  ///< stands as a heading above the first row of its group; may be empty
  std::string label;
  std::optional<double> estimate;              ///< empty: nothing is drawn
  std::optional<statistics::Interval> limits;  ///< empty: not known
  std::string text;  ///< right of the row: estimate and limits in numbers, or why there are none
};

/// Estimates below each other on one axis.
struct IntervalFigure {
  std::string id;
  std::string title;
  double least = 0.0;
  double greatest = 1.0;
  std::vector<AxisTick> ticks;
  std::optional<double> reference;  ///< a dashed line: what is expected without any relation
  std::string reference_label;
  std::vector<IntervalRow> rows;
};

/// The figure; nothing without a row.
void write_interval_figure(Markup& page, const IntervalFigure& figure);

}  // namespace cyto
