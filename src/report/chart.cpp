#include "chart.h"

#include <algorithm>
#include <cmath>

#include "cytrial/core/number_text.h"
#include "svg_marks.h"

namespace cyto {
namespace {

constexpr double kWidthPx = 560.0;
constexpr double kHeightPx = 320.0;
constexpr double kLeftPx = 70.0;
constexpr double kRightPx = 545.0;
constexpr double kTopPx = 14.0;
constexpr double kBottomPx = 262.0;
constexpr double kLetterPx = 6.6;  // of a tick label, on average
constexpr double kLabelGapPx = 8.0;

double label_width_px(const std::string& label) {
  return kLetterPx * static_cast<double>(label.size());
}

void draw_axes(Markup& svg, const Chart& chart) {
  constexpr double kTurned = 15.0;
  for (const AxisTick& tick : chart.y.ticks) {
    const double y = chart.y.y(tick.value);
    draw_line(svg, "grid", kLeftPx, y, kRightPx, y);
    draw_text(svg, "tick", "end", kLeftPx - 6.0, y + 4.0, tick.label);
  }
  double taken_to = 0.0;
  for (const AxisTick& tick : chart.x.ticks) {
    const double x = chart.x.y(tick.value);
    const double half = label_width_px(tick.label) / 2.0;
    draw_line(svg, "frame", x, kBottomPx, x, kBottomPx + 4.0);
    if (x - half >= taken_to) {
      draw_text(svg, "tick", "middle", x, kBottomPx + 17.0, tick.label);
      taken_to = x + half + kLabelGapPx;
    }
  }
  svg.empty("rect", {{"class", "frame"},
                     {"x", coordinate(kLeftPx)},
                     {"y", coordinate(kTopPx)},
                     {"width", coordinate(kRightPx - kLeftPx)},
                     {"height", coordinate(kBottomPx - kTopPx)}});
  draw_text(svg, "faint", "middle", (kLeftPx + kRightPx) / 2.0, kBottomPx + 40.0, chart.x_title);
  const double middle = (kTopPx + kBottomPx) / 2.0;
  svg.leaf("text", chart.y_title,
           {{"class", "faint"},
            {"text-anchor", "middle"},
            {"x", coordinate(kTurned)},
            {"y", coordinate(middle)},
            {"transform", "rotate(-90 " + coordinate(kTurned) + " " + coordinate(middle) + ")"}});
}

void draw_bars(Markup& svg, const Chart& chart) {
  for (const ChartBar& bar : chart.bars) {
    const double top = chart.y.y(bar.height);
    const auto rect = svg.in("rect", {{"class", "low"},
                                      {"x", coordinate(chart.x.y(bar.x) - bar.width_px / 2.0)},
                                      {"y", coordinate(top)},
                                      {"width", coordinate(bar.width_px)},
                                      {"height", coordinate(kBottomPx - top)}});
    svg.leaf("title", bar.words);
  }
}

void draw_course(Markup& svg, const Chart& chart, const ChartLine& line) {
  std::string places;
  for (const auto& [x, y] : line.places) {
    places += (places.empty() ? "" : " ") + coordinate(chart.x.y(x)) + "," + coordinate(chart.y.y(y));
  }
  svg.empty("polyline", {{"class", line.style}, {"points", places}});
}

void draw_point(Markup& svg, const Chart& chart, const ChartPoint& point) {
  constexpr double kCapPx = 4.0;
  const auto group = svg.in("g");
  svg.leaf("title", point.words);
  const double x = chart.x.y(point.x);
  if (point.low && point.high) {
    const double low = chart.y.y(*point.low);
    const double high = chart.y.y(*point.high);
    draw_line(svg, "bar", x, low, x, high);
    draw_line(svg, "bar", x - kCapPx, low, x + kCapPx, low);
    draw_line(svg, "bar", x - kCapPx, high, x + kCapPx, high);
  }
  draw_symbol(svg, point.symbol, x, chart.y.y(point.y));
}

/// An axis laid from left to right.
ValueAxis turned(ValueAxis axis) {
  axis.bottom_px = kLeftPx;
  axis.top_px = kRightPx;
  return axis;
}

}  // namespace

ValueAxis chart_count_axis_x(double greatest) {
  // Ticks are laid out as wide as the frame; where labels would touch, draw_axes() leaves one out.
  return turned(count_axis(greatest, 1.0, {0.0, kRightPx - kLeftPx}));
}

ValueAxis chart_count_axis_y(double greatest) {
  return count_axis(greatest, 1.0, {kTopPx, kBottomPx});
}

ValueAxis chart_share_axis_y(double greatest) {
  constexpr double kStep = 0.2;
  constexpr double kHeadroom = 0.04;
  constexpr double kMost = 3.0;
  ValueAxis axis{
      ValueAxis::Scale::Linear, std::clamp(greatest, 1.0, kMost) + kHeadroom, kTopPx, kBottomPx, {}};
  for (int i = 0; kStep * i <= axis.greatest; ++i) {
    axis.ticks.push_back({kStep * i, number_text(100.0 * kStep * i, 0) + " %"});
  }
  return axis;
}

ValueAxis chart_whole_axis_y(double greatest) {
  constexpr double kMostTicks = 10.0;
  constexpr double kHeadroom = 1.08;
  double step = 1.0;
  for (const double leading : {2.0, 5.0, 10.0}) {
    for (double power = 1.0; greatest / step > kMostTicks && power * leading <= greatest; power *= 10.0) {
      step = leading * power >= greatest / kMostTicks ? leading * power : step;
    }
  }
  ValueAxis axis{ValueAxis::Scale::Linear, kHeadroom * greatest, kTopPx, kBottomPx, {}};
  for (int i = 0; step * i <= axis.greatest; ++i) {
    axis.ticks.push_back({step * i, number_text(step * i)});
  }
  return axis;
}

ValueAxis chart_names_axis_x(const std::vector<std::string>& names) {
  ValueAxis axis{ValueAxis::Scale::Linear, static_cast<double>(names.size()) + 1.0, kRightPx, kLeftPx, {}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    axis.ticks.push_back({static_cast<double>(i + 1), names[i]});
  }
  return axis;
}

void write_chart(Markup& page, const Chart& chart) {
  const std::string title_id = chart.id + "-title";
  const std::string words_id = chart.id + "-words";
  const std::string view = "0 0 " + coordinate(kWidthPx) + " " + coordinate(kHeightPx);
  const auto figure = page.in("figure", {{"class", "subject-figure"}, {"id", chart.id}});
  {
    const auto caption = page.in("figcaption");
    page.leaf("h3", chart.title);
  }
  const auto svg = page.in("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                                   {"viewBox", view},
                                   {"role", "img"},
                                   {"aria-labelledby", title_id + " " + words_id}});
  page.leaf("title", chart.title, {{"id", title_id}});
  page.leaf("desc", chart.words, {{"id", words_id}});
  draw_axes(page, chart);
  draw_bars(page, chart);
  for (const ChartLine& line : chart.lines) {
    draw_course(page, chart, line);
  }
  for (const ChartPoint& point : chart.points) {
    draw_point(page, chart, point);
  }
}

}  // namespace cyto
