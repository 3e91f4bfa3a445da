#pragma once

#include <string>
#include <vector>

#include "cytrial/report/calibration_page.h"
#include "markup.h"
#include "value_axis.h"

namespace cyto {

/// Ticks at 1, 2 or 5 x 10^n inside [low, high], about `wanted` of them. @pre low < high, both finite.
[[nodiscard]] std::vector<AxisTick> round_ticks(double low, double high, int wanted);

/// Whole SVG figures with title and description.
void draw_scatter(Markup& page, const ScatterPlot& plot);
void draw_histogram(Markup& page, const HistogramPlot& plot);

}  // namespace cyto
