#include "drift_figure.h"

#include <algorithm>
#include <cmath>

#include "cytrial/core/number_text.h"
#include "day_axis.h"
#include "plot_symbol.h"
#include "readable_number.h"
#include "sample_sections.h"
#include "svg_marks.h"

namespace cyto {
namespace {

constexpr double kWidthPx = 640.0;
constexpr double kLeftPx = 64.0;
constexpr double kRightPx = 620.0;
constexpr double kInsetPx = 16.0;
constexpr double kLocationTopPx = 26.0;
constexpr double kLocationHeightPx = 130.0;
constexpr double kScaleTopPx = 186.0;
constexpr double kScaleHeightPx = 76.0;
constexpr double kHeightPx = 300.0;

/// One of the two plots of a figure.
struct DriftPlot {
  const DriftSeries& series;
  double DriftPoint::*number;
  bool DriftPoint::*outside;
  const std::optional<DriftLimits>& limits;
  double top_px;
  double height_px;
  double least = 0.0;
  double greatest = 1.0;

  [[nodiscard]] double x(std::size_t index) const {
    const auto last = static_cast<double>(std::max<std::size_t>(series.points.size() - 1, 1));
    const double share = series.points.size() == 1 ? 0.5 : static_cast<double>(index) / last;
    return kLeftPx + kInsetPx + share * (kRightPx - kLeftPx - 2.0 * kInsetPx);
  }
  [[nodiscard]] double y(double value) const {
    const double share = std::clamp((value - least) / (greatest - least), 0.0, 1.0);
    return top_px + height_px * (1.0 - share);
  }
};

/// Values, and the band as far as it is not much wider than they are.
void fit_axis(DriftPlot& plot) {
  plot.least = plot.greatest = plot.series.points.front().*plot.number;
  for (const DriftPoint& point : plot.series.points) {
    plot.least = std::min(plot.least, point.*plot.number);
    plot.greatest = std::max(plot.greatest, point.*plot.number);
  }
  if (plot.limits) {
    plot.least = std::min(plot.least, plot.limits->low);
    plot.greatest = std::max(plot.greatest, plot.limits->high);
  }
  const double margin = 0.08 * std::max(plot.greatest - plot.least, 1e-3 * std::abs(plot.greatest) + 1e-9);
  plot.least -= margin;
  plot.greatest += margin;
}

void draw_box(Markup& svg, std::string_view style, double top, double bottom) {
  svg.empty("rect", {{"class", style},
                     {"x", coordinate(kLeftPx)},
                     {"y", coordinate(top)},
                     {"width", coordinate(kRightPx - kLeftPx)},
                     {"height", coordinate(std::max(0.0, bottom - top))}});
}

/// The least of 1, 2, 5 x 10^n that cuts the axis into at most `parts`.
double tick_step(double span, double parts) {
  const double least = span / parts;
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double leading : {1.0, 2.0, 5.0}) {
    if (leading * power >= least) {
      return leading * power;
    }
  }
  return 10.0 * power;
}

void draw_ticks(Markup& svg, const DriftPlot& plot) {
  const double step = tick_step(plot.greatest - plot.least, plot.height_px / 24.0);
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
  const double first = std::ceil(plot.least / step);
  for (int i = 0; (first + i) * step <= plot.greatest; ++i) {
    const double value = (first + i) * step;
    draw_line(svg, "grid", kLeftPx, plot.y(value), kRightPx, plot.y(value));
    const std::string label = number_text(value == 0.0 ? 0.0 : value, decimals);
    draw_text(svg, "tick", "end", kLeftPx - 6.0, plot.y(value) + 4.0, label);
  }
}

/// Names of samples outside, where there is room for them.
void draw_name(Markup& svg, const DriftPlot& plot, std::size_t index, double& free_from_px) {
  const std::string name = shortened(plot.series.points[index].sample_id, 18);
  const double half = text_width_px(name) / 2.0;
  const double x = std::clamp(plot.x(index), kLeftPx + half, kRightPx - half);
  const double y = plot.y(plot.series.points[index].*plot.number);
  if (x - half >= free_from_px) {
    // On the far side of the others, so that the line does not cross it, as far as there is room.
    const double bottom_px = plot.top_px + plot.height_px;
    const bool low = plot.limits && plot.series.points[index].*plot.number < plot.limits->middle;
    const bool above = low ? bottom_px - y <= 20.0 : y - plot.top_px > 18.0;
    draw_text(svg, "value", "middle", x, above ? y - 9.0 : y + 18.0, name);
    free_from_px = x + half + 4.0;
  }
}

void draw_points(Markup& svg, const DriftPlot& plot) {
  const auto& points = plot.series.points;
  for (std::size_t i = 1; i < points.size(); ++i) {
    draw_line(svg, "course", plot.x(i - 1), plot.y(points[i - 1].*plot.number), plot.x(i),
              plot.y(points[i].*plot.number));
  }
  double free_from_px = kLeftPx;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool outside = points[i].*plot.outside;
    draw_symbol(svg, outside ? PlotSymbol::Diamond : PlotSymbol::Disc, plot.x(i),
                plot.y(points[i].*plot.number));
    if (outside) {
      draw_name(svg, plot, i, free_from_px);
    }
  }
}

void draw_plot(Markup& svg, DriftPlot plot, std::string_view title) {
  fit_axis(plot);
  draw_text(svg, "panel-title", "start", kLeftPx, plot.top_px - 8.0, title);
  draw_box(svg, "frame", plot.top_px, plot.top_px + plot.height_px);
  if (plot.limits) {
    draw_box(svg, "window", plot.y(plot.limits->high), plot.y(plot.limits->low));
    draw_line(svg, "limit", kLeftPx, plot.y(plot.limits->middle), kRightPx, plot.y(plot.limits->middle));
  }
  draw_ticks(svg, plot);
  draw_points(svg, plot);
}

/// The figure in words: who is outside.
std::string words_of(const DriftSeries& series) {
  std::string words = std::to_string(series.points.size()) + " samples.";
  for (const DriftPoint& point : series.points) {
    if (point.location_outside || point.scale_outside) {
      words += " " + point.sample_id + " lies outside the usual: median " + readable(point.location) +
               ", standard deviation " + readable(point.scale) + ".";
    }
  }
  return words;
}

}  // namespace

void write_drift_figure(Markup& page, const std::string& id, const DriftSeries& series) {
  const std::string title = measure_label(series.column);
  const auto figure = page.in("figure", {{"class", "subject-figure"}, {"id", id}});
  {
    const auto caption = page.in("figcaption");
    page.leaf("h3", "Leukocytes: " + title);
  }
  const auto svg = page.in("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                                   {"viewBox", "0 0 " + coordinate(kWidthPx) + " " + coordinate(kHeightPx)},
                                   {"role", "img"},
                                   {"aria-labelledby", id + "-title " + id + "-words"}});
  page.leaf("title", title + " of the leukocytes over the samples", {{"id", id + "-title"}});
  page.leaf("desc", words_of(series), {{"id", id + "-words"}});
  draw_plot(page,
            {series, &DriftPoint::location, &DriftPoint::location_outside, series.location, kLocationTopPx,
             kLocationHeightPx},
            "median");
  draw_plot(
      page,
      {series, &DriftPoint::scale, &DriftPoint::scale_outside, series.scale, kScaleTopPx, kScaleHeightPx},
      "robust standard deviation");
  draw_text(page, "faint", "middle", (kLeftPx + kRightPx) / 2.0, kHeightPx - 12.0,
            "Samples in the order of collection (1 to " + std::to_string(series.points.size()) + ")");
}

}  // namespace cyto
