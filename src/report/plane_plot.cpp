#include "plane_plot.h"

#include <algorithm>
#include <cmath>

#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

constexpr double kWidth = 460;
constexpr double kHeight = 300;
constexpr double kLeft = 74;
constexpr double kRight = 446;
constexpr double kTop = 30;
constexpr double kBottom = 250;
constexpr std::size_t kMostPoints = 1500;

std::string px(double value) {
  return number_text(value, 1);
}

/// Maps a range of values to a range of pixels.
struct Scale {
  double low;
  double high;
  double from_px;
  double to_px;

  [[nodiscard]] double at(double value) const {
    return from_px + (value - low) / (high - low) * (to_px - from_px);
  }
};

/// The range of values with a margin; never empty.
std::pair<double, double> padded(double low, double high) {
  const double margin = high > low ? 0.05 * (high - low) : std::max(1.0, 0.05 * std::abs(low));
  return {low - margin, high + margin};
}

void draw_frame(Markup& svg, const std::string& title, const std::string& x_label,
                const std::string& y_label) {
  svg.leaf("text", title, {{"x", px(kLeft)}, {"y", "18"}, {"class", "panel-title"}});
  svg.empty("rect", {{"x", px(kLeft)},
                     {"y", px(kTop)},
                     {"width", px(kRight - kLeft)},
                     {"height", px(kBottom - kTop)},
                     {"class", "frame"}});
  svg.leaf("text", x_label,
           {{"x", px((kLeft + kRight) / 2)}, {"y", px(kHeight - 10)}, {"text-anchor", "middle"}});
  const std::string middle = px((kTop + kBottom) / 2);
  svg.leaf("text", y_label,
           {{"x", "14"},
            {"y", middle},
            {"text-anchor", "middle"},
            {"transform", "rotate(-90 14 " + middle + ")"}});
}

void draw_x_ticks(Markup& svg, const Scale& x) {
  for (const AxisTick& tick : round_ticks(x.low, x.high, 6)) {
    const std::string at = px(x.at(tick.value));
    svg.empty("line",
              {{"x1", at}, {"x2", at}, {"y1", px(kBottom)}, {"y2", px(kBottom + 4)}, {"class", "frame"}});
    svg.leaf("text", tick.label,
             {{"x", at}, {"y", px(kBottom + 18)}, {"text-anchor", "middle"}, {"class", "faint"}});
  }
}

void draw_y_tick(Markup& svg, double at_px, const std::string& label) {
  svg.empty("line",
            {{"x1", px(kLeft)}, {"x2", px(kRight)}, {"y1", px(at_px)}, {"y2", px(at_px)}, {"class", "grid"}});
  svg.leaf("text", label,
           {{"x", px(kLeft - 6)}, {"y", px(at_px + 4)}, {"text-anchor", "end"}, {"class", "faint"}});
}

/// The line inside the frame.
void draw_line(Markup& svg, const ScatterPlot& plot, const Scale& x, const Scale& y) {
  // Where it leaves the frame above or below, it is cut there.
  double from = x.low;
  double to = x.high;
  if (plot.slope != 0.0) {
    const double at_low = (y.low - plot.intercept) / plot.slope;
    const double at_high = (y.high - plot.intercept) / plot.slope;
    from = std::max(from, std::min(at_low, at_high));
    to = std::min(to, std::max(at_low, at_high));
  }
  if (!(from < to)) {
    return;
  }
  svg.empty("line", {{"x1", px(x.at(from))},
                     {"y1", px(y.at(plot.intercept + plot.slope * from))},
                     {"x2", px(x.at(to))},
                     {"y2", px(y.at(plot.intercept + plot.slope * to))},
                     {"class", "limit"}});
  svg.leaf("text", plot.line_label,
           {{"x", px(kRight - 6)}, {"y", px(kTop + 16)}, {"text-anchor", "end"}, {"class", "value"}});
}

/// Lines first, so that none crosses the name of another.
void draw_marks(Markup& svg, const std::vector<PageMark>& marks, const Scale& x) {
  const auto place_of = [&x](const PageMark& mark) { return std::clamp(x.at(mark.value), kLeft, kRight); };
  for (const PageMark& mark : marks) {
    svg.empty("line", {{"x1", px(place_of(mark))},
                       {"x2", px(place_of(mark))},
                       {"y1", px(kTop)},
                       {"y2", px(kBottom)},
                       {"class", mark.of_gate ? "limit gate" : "limit"}});
  }
  double label_y = kTop + 16;
  for (const PageMark& mark : marks) {
    const double at = place_of(mark);
    const bool right_half = at > (kLeft + kRight) / 2;
    svg.leaf("text", mark.label,
             {{"x", px(right_half ? at - 5 : at + 5)},
              {"y", px(label_y)},
              {"text-anchor", right_half ? "end" : "start"},
              {"class", "value"}});
    label_y += 16;
  }
}

}  // namespace

std::vector<AxisTick> round_ticks(double low, double high, int wanted) {
  const double rough = (high - low) / wanted;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double leading = rough / power <= 1.0   ? 1.0
                         : rough / power <= 2.0 ? 2.0
                         : rough / power <= 5.0 ? 5.0
                                                : 10.0;
  const double step = leading * power;
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
  std::vector<AxisTick> ticks;
  const double first = std::ceil(low / step - 1e-9);
  for (double i = first; i * step <= high + 1e-9 * step; i += 1.0) {
    // Adding 0 turns -0 into 0.
    ticks.push_back({i * step + 0.0, number_text(i * step + 0.0, decimals)});
  }
  return ticks;
}

void draw_scatter(Markup& page, const ScatterPlot& plot) {
  if (plot.points.empty()) {
    return;
  }
  auto [x_low, x_high] = std::pair(plot.points.front().first, plot.points.front().first);
  auto [y_low, y_high] = std::pair(plot.points.front().second, plot.points.front().second);
  for (const auto& [x, y] : plot.points) {
    x_low = std::min(x_low, x);
    x_high = std::max(x_high, x);
    y_low = std::min(y_low, y);
    y_high = std::max(y_high, y);
  }
  const auto [x_from, x_to] = padded(x_low, x_high);
  const auto [y_from, y_to] = padded(y_low, y_high);
  const Scale x{x_from, x_to, kLeft, kRight};
  const Scale y{y_from, y_to, kBottom, kTop};
  const auto figure = page.in("figure", {{"class", "subject-figure"}});
  const auto svg = page.in("svg", {{"viewBox", "0 0 460 300"}, {"role", "img"}});
  page.leaf("title", plot.title);
  page.leaf("desc", std::to_string(plot.points.size()) + " points of " + plot.y_label + " against " +
                        plot.x_label + ". " + plot.line_label);
  for (const AxisTick& tick : round_ticks(y.low, y.high, 5)) {
    draw_y_tick(page, y.at(tick.value), tick.label);
  }
  draw_frame(page, plot.title, plot.x_label, plot.y_label);
  draw_x_ticks(page, x);
  {
    const auto points = page.in("g", {{"fill", "#0072b2"}, {"fill-opacity", "0.45"}});
    const std::size_t step = (plot.points.size() + kMostPoints - 1) / kMostPoints;
    for (std::size_t i = 0; i < plot.points.size(); i += step) {
      page.empty(
          "circle",
          {{"cx", px(x.at(plot.points[i].first))}, {"cy", px(y.at(plot.points[i].second))}, {"r", "2"}});
    }
  }
  if (!plot.line_label.empty()) {
    draw_line(page, plot, x, y);
  }
}

void draw_histogram(Markup& page, const HistogramPlot& plot) {
  if (plot.bars.empty() || !(plot.high > plot.low)) {
    return;
  }
  const double most = std::max(1.0, *std::max_element(plot.bars.begin(), plot.bars.end()));
  const auto height = [&](double count) { return plot.log_heights ? std::log1p(count) : count; };
  const Scale x{plot.low, plot.high, kLeft, kRight};
  const Scale y{0.0, 1.05 * height(most), kBottom, kTop};
  const auto figure = page.in("figure", {{"class", "subject-figure"}});
  const auto svg = page.in("svg", {{"viewBox", "0 0 460 300"}, {"role", "img"}});
  page.leaf("title", plot.title);
  std::string description =
      "Histogram of " + plot.x_label + " with " + std::to_string(plot.bars.size()) + " bars.";
  for (const PageMark& mark : plot.marks) {
    description += " " + mark.label + ".";
  }
  page.leaf("desc", description);
  if (plot.log_heights) {
    for (double power = 1.0; power <= most; power *= 10.0) {
      draw_y_tick(page, y.at(height(power)), number_text(power));
    }
  } else {
    for (const AxisTick& tick : round_ticks(y.low, y.high, 5)) {
      draw_y_tick(page, y.at(tick.value), tick.label);
    }
  }
  {
    const auto bars = page.in("g", {{"fill", "#56a0cc"}});
    const double step = (plot.high - plot.low) / static_cast<double>(plot.bars.size());
    for (std::size_t i = 0; i < plot.bars.size(); ++i) {
      if (plot.bars[i] <= 0.0) {
        continue;
      }
      const double left = x.at(plot.low + step * static_cast<double>(i));
      const double right = x.at(plot.low + step * static_cast<double>(i + 1));
      const double top = y.at(height(plot.bars[i]));
      page.empty("rect", {{"x", px(left)},
                          {"y", px(top)},
                          {"width", px(std::max(0.5, right - left - 0.6))},
                          {"height", px(kBottom - top)}});
    }
  }
  draw_frame(page, plot.title, plot.x_label, "number");
  draw_x_ticks(page, x);
  draw_marks(page, plot.marks, x);
}

}  // namespace cyto
