#include "interval_figure.h"

#include <algorithm>

#include "day_axis.h"
#include "plot_symbol.h"
#include "svg_marks.h"

namespace cyto {
namespace {

constexpr double kWidthPx = 960.0;
constexpr double kLeftPx = 232.0;
constexpr double kRightPx = 566.0;
constexpr double kTextPx = 584.0;
constexpr double kTopPx = 22.0;
constexpr double kRowPx = 24.0;
constexpr double kAxisPx = 30.0;
constexpr std::size_t kLabelCharacters = 32;
constexpr std::size_t kTextCharacters = 60;

/// A line of the figure from top to bottom: a heading or a row.
struct PlacedRow {
  double middle_px = 0.0;
  const IntervalRow* row = nullptr;
  bool heading = false;
};

std::vector<PlacedRow> placed_rows(const std::vector<IntervalRow>& rows) {
  std::vector<PlacedRow> placed;
  double middle = kTopPx + kRowPx / 2.0;
  std::string group;
  for (const IntervalRow& row : rows) {
    if (row.group != group) {
      placed.push_back({middle, &row, true});
      middle += kRowPx;
      group = row.group;
    }
    placed.push_back({middle, &row, false});
    middle += kRowPx;
  }
  return placed;
}

double x_of(const IntervalFigure& figure, double value) {
  const double share = (value - figure.least) / (figure.greatest - figure.least);
  return kLeftPx + std::clamp(share, 0.0, 1.0) * (kRightPx - kLeftPx);
}

void draw_axis(Markup& svg, const IntervalFigure& figure, double bottom_px) {
  for (const AxisTick& tick : figure.ticks) {
    const double x = x_of(figure, tick.value);
    draw_line(svg, "grid", x, kTopPx, x, bottom_px);
    draw_text(svg, "tick", "middle", x, bottom_px + 17.0, tick.label);
  }
  draw_box(svg, "frame", {kLeftPx, kTopPx, kRightPx - kLeftPx, bottom_px - kTopPx});
  if (figure.reference) {
    const double x = x_of(figure, *figure.reference);
    draw_line(svg, "limit", x, kTopPx, x, bottom_px);
    draw_text(svg, "faint", "middle", x, kTopPx - 7.0, figure.reference_label);
  }
}

void draw_row(Markup& svg, const IntervalFigure& figure, const PlacedRow& placed) {
  constexpr double kCapPx = 5.0;
  const IntervalRow& row = *placed.row;
  const double y = placed.middle_px;
  if (placed.heading) {
    draw_text(svg, "panel-title", "start", 2.0, y + 4.0, shortened(row.group, kLabelCharacters));
    return;
  }
  draw_text(svg, "legend", "start", 14.0, y + 4.0, shortened(row.label, kLabelCharacters));
  draw_text(svg, "legend", "start", kTextPx, y + 4.0, shortened(row.text, kTextCharacters));
  if (row.estimate && row.limits) {
    const double low = x_of(figure, row.limits->low);
    const double high = x_of(figure, row.limits->high);
    draw_line(svg, "bar", low, y, high, y);
    draw_line(svg, "bar", low, y - kCapPx, low, y + kCapPx);
    draw_line(svg, "bar", high, y - kCapPx, high, y + kCapPx);
  }
  if (row.estimate) {
    draw_symbol(svg, PlotSymbol::Disc, x_of(figure, *row.estimate), y);
  }
}

std::string words_of(const IntervalFigure& figure) {
  std::string words;
  for (const IntervalRow& row : figure.rows) {
    words += (words.empty() ? "" : " ") + row.group + (row.group.empty() ? "" : ", ") + row.label + ": " +
             row.text + ".";
  }
  return words;
}

}  // namespace

void write_interval_figure(Markup& page, const IntervalFigure& figure) {
  if (figure.rows.empty()) {
    return;
  }
  const std::vector<PlacedRow> placed = placed_rows(figure.rows);
  const double bottom = placed.back().middle_px + kRowPx / 2.0;
  const auto element = page.in("figure", {{"class", "wide-figure"}});
  const SvgFrame frame{figure.id, figure.title, words_of(figure), kWidthPx, bottom + kAxisPx};
  write_svg(page, frame, [&] {
    draw_axis(page, figure, bottom);
    for (const PlacedRow& row : placed) {
      draw_row(page, figure, row);
    }
  });
}

}  // namespace cyto
