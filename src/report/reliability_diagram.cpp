#include "reliability_diagram.h"

#include <array>
#include <string>

#include "cytrial/core/binomial_interval.h"
#include "cytrial/core/number_text.h"
#include "readable_number.h"

namespace cyto {
namespace {

constexpr double kLeft = 56.0;
constexpr double kTop = 14.0;
constexpr double kEdge = 380.0;
constexpr double kPointRadius = 4.5;
constexpr std::array kTicks{0.0, 0.2, 0.4, 0.6, 0.8, 1.0};

std::string px(double value) {
  return number_text(value, 1);
}

double x_of(double probability) {
  return kLeft + kEdge * probability;
}

double y_of(double share) {
  return kTop + kEdge * (1.0 - share);
}

void draw_line(Markup& svg, double x1, double y1, double x2, double y2, std::string_view css) {
  svg.empty("line", {{"x1", px(x_of(x1))},
                     {"y1", px(y_of(y1))},
                     {"x2", px(x_of(x2))},
                     {"y2", px(y_of(y2))},
                     {"class", css}});
}

void draw_axes(Markup& svg) {
  for (const double tick : kTicks) {
    draw_line(svg, tick, 0.0, tick, 1.0, "grid");
    draw_line(svg, 0.0, tick, 1.0, tick, "grid");
    svg.leaf(
        "text", number_text(tick, 1),
        {{"x", px(x_of(tick))}, {"y", px(y_of(0.0) + 16.0)}, {"text-anchor", "middle"}, {"class", "faint"}});
    svg.leaf(
        "text", number_text(tick, 1),
        {{"x", px(kLeft - 7.0)}, {"y", px(y_of(tick) + 4.0)}, {"text-anchor", "end"}, {"class", "faint"}});
  }
  svg.empty(
      "rect",
      {{"x", px(kLeft)}, {"y", px(kTop)}, {"width", px(kEdge)}, {"height", px(kEdge)}, {"class", "frame"}});
  draw_line(svg, 0.0, 0.0, 1.0, 1.0, "limit");
  const std::string middle = px(y_of(0.5));
  svg.leaf("text", "Predicted probability of a CTC",
           {{"x", px(x_of(0.5))}, {"y", px(y_of(0.0) + 36.0)}, {"text-anchor", "middle"}});
  svg.leaf("text", "Share that are CTCs",
           {{"x", "14"},
            {"y", middle},
            {"text-anchor", "middle"},
            {"transform", "rotate(-90 14 " + middle + ")"}});
}

void draw_bin(Markup& svg, const learn::ReliabilityBin& bin) {
  const BinomialInterval interval = clopper_pearson_interval(bin.ctcs, bin.events);
  draw_line(svg, bin.mean_probability, interval.low, bin.mean_probability, interval.high, "bar");
  const double share = static_cast<double>(bin.ctcs) / static_cast<double>(bin.events);
  const auto point = svg.in("circle", {{"cx", px(x_of(bin.mean_probability))},
                                       {"cy", px(y_of(share))},
                                       {"r", px(kPointRadius)},
                                       {"class", "low"}});
  svg.leaf("title", grouped(bin.ctcs) + " CTCs of " + grouped(bin.events) + " events predicted " +
                        number_text(bin.low, 1) + " to " + number_text(bin.high, 1));
}

}  // namespace

void draw_reliability(Markup& page, const std::vector<learn::ReliabilityBin>& bins) {
  const auto svg = page.in("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                                   {"viewBox", "0 0 450 445"},
                                   {"width", "450"},
                                   {"height", "445"},
                                   {"role", "img"},
                                   {"aria-label", "Reliability diagram; the table below holds its numbers"}});
  draw_axes(page);
  for (const learn::ReliabilityBin& bin : bins) {
    if (bin.events > 0) {
      draw_bin(page, bin);
    }
  }
}

}  // namespace cyto
