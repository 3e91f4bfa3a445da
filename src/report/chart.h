#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "markup.h"
#include "plot_symbol.h"
#include "value_axis.h"

namespace cyto {

/// A value at a place along x, with or without interval.
struct ChartPoint {
  double x = 0.0;
  double y = 0.0;
  std::optional<double> low;
  std::optional<double> high;
  PlotSymbol symbol = PlotSymbol::Disc;
  std::string words;  ///< shown when pointed at, read to those who do not see
};

/// A course through places, drawn in a style of the page.
struct ChartLine {
  std::string_view style;  ///< class of the page's style sheet, a literal
  std::vector<std::pair<double, double>> places;
};

/// A bar from the bottom up.
struct ChartBar {
  double x = 0.0;
  double width_px = 0.0;
  double height = 0.0;
  std::string words;
};

/// One plot. Both axes map values with ValueAxis; for x, bottom_px is the left end and top_px the right.
struct Chart {
  std::string id;  ///< unique on the page, made of letters and '-'
  std::string title;
  std::string x_title;
  std::string y_title;
  std::string words;  ///< what it shows, in one sentence
  ValueAxis x;
  ValueAxis y;
  std::vector<ChartBar> bars;
  std::vector<ChartLine> lines;
  std::vector<ChartPoint> points;
};

/// Axes that fill the frame of a chart. @param greatest > 0.
[[nodiscard]] ValueAxis chart_count_axis_x(double greatest);
[[nodiscard]] ValueAxis chart_count_axis_y(double greatest);
/// Percent from 0: @param greatest share, 1 is 100 %.
[[nodiscard]] ValueAxis chart_share_axis_y(double greatest);
/// Whole numbers from 0, some ten ticks at most.
[[nodiscard]] ValueAxis chart_whole_axis_y(double greatest);
/// Names side by side: the i-th stands at i + 1.
[[nodiscard]] ValueAxis chart_names_axis_x(const std::vector<std::string>& names);

/// The chart as a figure with its title.
void write_chart(Markup& page, const Chart& chart);

}  // namespace cyto
