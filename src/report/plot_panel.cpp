#include "plot_panel.h"

#include <algorithm>

#include "svg_marks.h"

namespace cyto {
namespace {

void draw_frame(Markup& svg, const PlotPanel& panel, const FigureColumns& columns) {
  const ValueAxis& axis = panel.axis;
  const double width = columns.frame_right_px - columns.frame_left_px;
  draw_text(svg, "panel-title", "start", columns.frame_left_px, axis.top_px - 8.0, panel.title);
  for (const AxisTick& tick : axis.ticks) {
    const double y = axis.y(tick.value);
    draw_line(svg, "grid", columns.frame_left_px, y, columns.frame_right_px, y);
    draw_text(svg, "tick", "end", columns.frame_left_px - 6.0, y + 4.0, tick.label);
  }
  svg.empty("rect", {{"class", "frame"},
                     {"x", coordinate(columns.frame_left_px)},
                     {"y", coordinate(axis.top_px)},
                     {"width", coordinate(width)},
                     {"height", coordinate(axis.bottom_px - axis.top_px)}});
}

void draw_limits(Markup& svg, const PlotPanel& panel, const FigureColumns& columns) {
  constexpr double kLabelHeightPx = 12.0;
  double free_above = panel.axis.bottom_px + kLabelHeightPx;  // labels go upwards and never overlap
  for (const PlotLimit& limit : panel.limits) {
    const double y = panel.axis.y(limit.value);
    draw_line(svg, "limit", columns.frame_left_px, y, columns.frame_right_px, y);
    if (y <= free_above) {
      draw_text(svg, "faint", "start", columns.frame_right_px + 4.0, y + 4.0, limit.label);
      free_above = y - kLabelHeightPx;
    }
  }
}

void draw_bands(Markup& svg, const PlotPanel& panel, const DayAxis& days) {
  for (const PlotBand& band : panel.bands) {
    const double left = days.x(band.first_day);
    const double top = panel.axis.y(band.high);
    draw_box(svg, "band", {left, top, days.x(band.last_day) - left, panel.axis.y(band.low) - top});
  }
}

/// Lines through panel and lane; their names stand in the lane, where no value hides them.
void draw_breaks(Markup& svg, const PlotPanel& panel, const DayAxis& days, const FigureColumns& columns) {
  constexpr double kLetterPx = 6.0;
  constexpr double kGapPx = 4.0;
  for (std::size_t i = 0; i < panel.breaks.size(); ++i) {
    const double x = days.x(panel.breaks[i].day);
    const bool last = i + 1 == panel.breaks.size();
    const double end = last ? columns.frame_right_px : days.x(panel.breaks[i + 1].day);
    draw_line(svg, "cut", x, panel.axis.top_px, x, panel.axis.bottom_px + kLaneHeightPx);
    const auto letters = static_cast<std::size_t>(std::max(1.0, (end - x - 2.0 * kGapPx) / kLetterPx));
    draw_text(svg, "faint", "start", x + kGapPx, panel.axis.bottom_px + kLaneHeightPx - 4.5,
              shortened(panel.breaks[i].label, letters));
  }
}

void draw_interval(Markup& svg, const PlotPoint& point, const ValueAxis& axis, double x) {
  constexpr double kCapPx = 4.0;
  if (!point.low || !point.high) {
    return;
  }
  const double low = axis.y(*point.low);
  const double high = axis.y(*point.high);
  draw_line(svg, "bar", x, low, x, high);
  draw_line(svg, "bar", x - kCapPx, low, x + kCapPx, low);
  draw_line(svg, "bar", x - kCapPx, high, x + kCapPx, high);
}

void draw_course(Markup& svg, const PlotPanel& panel, const DayAxis& days) {
  for (std::size_t i = 1; i < panel.points.size(); ++i) {
    const PlotPoint& from = panel.points[i - 1];
    const PlotPoint& to = panel.points[i];
    if (from.value && to.value && !to.apart) {
      draw_line(svg, "course", days.x(from.day), panel.axis.y(*from.value), days.x(to.day),
                panel.axis.y(*to.value));
    }
  }
}

/// Whether the label of point i ends before the next point begins.
bool label_fits(const PlotPanel& panel, std::size_t i, const DayAxis& days) {
  constexpr double kSymbolsPx = 22.0;
  const double needed = text_width_px(panel.points[i].label) + kSymbolsPx;
  return i + 1 == panel.points.size() ||
         days.x(panel.points[i + 1].day) - days.x(panel.points[i].day) >= needed;
}

void draw_value(Markup& svg, const PlotPanel& panel, std::size_t i, const DayAxis& days) {
  const PlotPoint& point = panel.points[i];
  const double x = days.x(point.day);
  const double y = panel.axis.y(*point.value);
  draw_interval(svg, point, panel.axis, x);
  if (point.symbol) {
    draw_symbol(svg, *point.symbol, x, y);
  }
  if (label_fits(panel, i, days)) {
    draw_text(svg, "value", "start", x + 10.0, y + 4.0, point.label);
  }
}

void draw_lane(Markup& svg, const PlotPanel& panel, const DayAxis& days, const FigureColumns& columns) {
  const double top = panel.axis.bottom_px;
  const double middle = top + kLaneHeightPx / 2.0 + 0.5;
  svg.empty("rect", {{"class", "lane"},
                     {"x", coordinate(columns.frame_left_px)},
                     {"y", coordinate(top)},
                     {"width", coordinate(columns.frame_right_px - columns.frame_left_px)},
                     {"height", coordinate(kLaneHeightPx)}});
  for (std::size_t i = 0; i < panel.points.size(); ++i) {
    const PlotPoint& point = panel.points[i];
    if (point.value) {
      continue;
    }
    if (point.symbol) {
      draw_symbol(svg, *point.symbol, days.x(point.day), middle);
    }
    if (label_fits(panel, i, days)) {
      draw_text(svg, "faint", "start", days.x(point.day) + 8.0, middle + 4.0, point.label);
    }
  }
}

}  // namespace

void draw_panel(Markup& svg, const PlotPanel& panel, const DayAxis& days, const FigureColumns& columns) {
  draw_lane(svg, panel, days, columns);
  draw_bands(svg, panel, days);
  draw_frame(svg, panel, columns);
  draw_limits(svg, panel, columns);
  draw_breaks(svg, panel, days, columns);
  draw_course(svg, panel, days);
  for (std::size_t i = 0; i < panel.points.size(); ++i) {
    if (panel.points[i].value) {
      draw_value(svg, panel, i, days);
    }
  }
}

}  // namespace cyto
