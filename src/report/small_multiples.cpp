#include "small_multiples.h"

#include <algorithm>

#include "cytrial/core/number_text.h"
#include "state_words.h"
#include "subject_figure.h"
#include "svg_marks.h"

namespace cyto {
namespace {

constexpr double kWidthPx = 230.0;
constexpr double kLeftPx = 34.0;
constexpr double kRightPx = 224.0;
constexpr double kTopPx = 13.0;
constexpr double kCountPx = 78.0;
constexpr double kMarkerPx = 46.0;
constexpr double kLanePx = 10.0;
constexpr double kNamePx = 13.0;  // above a panel
constexpr double kDaysPx = 16.0;
constexpr double kSymbolScale = 0.6;

void include_days(DayAxis& days, const SubjectHistory& history, const Study& study) {
  const auto include = [&days](int day) {
    days.first_day = std::min(days.first_day, day);
    days.last_day = std::max(days.last_day, day);
  };
  for (const Timepoint* timepoint : history.course) {
    include(timepoint->actual_day.value_or(timepoint->planned_day));
    for (const MarkerAtTimepoint& marker : timepoint->markers) {
      include(marker_day(*timepoint, marker, study));
    }
  }
}

double greatest_value(const std::vector<SubjectHistory>& histories, std::size_t index) {
  double greatest = 0.0;
  for (const SubjectHistory& history : histories) {
    for (const Timepoint* timepoint : history.course) {
      const auto& result = timepoint->markers[index].result;
      greatest = std::max(greatest, result ? result->value : 0.0);
    }
  }
  return greatest;
}

double greatest_limit(const std::vector<SubjectHistory>& histories, std::size_t index) {
  double greatest = 0.0;
  for (const SubjectHistory& history : histories) {
    for (const Timepoint* timepoint : history.course) {
      greatest = std::max(greatest, timepoint->markers[index].upper_limit.value_or(0.0));
    }
  }
  return greatest;
}

double greatest_count(const std::vector<SubjectHistory>& histories) {
  double greatest = 0.0;
  for (const SubjectHistory& history : histories) {
    for (const Timepoint* timepoint : history.course) {
      const bool counted = timepoint->ctc_state == CtcState::Counted;
      greatest = std::max(greatest, counted ? timepoint->per_7_5_ml.value_or(0.0) : 0.0);
    }
  }
  return greatest;
}

void draw_axis(Markup& svg, const PlotPanel& panel) {
  const ValueAxis& axis = panel.axis;
  draw_box(svg, "lane", {kLeftPx, axis.bottom_px, kRightPx - kLeftPx, kLanePx});
  draw_box(svg, "frame", {kLeftPx, axis.top_px, kRightPx - kLeftPx, axis.bottom_px - axis.top_px});
  draw_text(svg, "tiny", "end", kLeftPx - 3.0, axis.bottom_px + 3.0, "0");
  for (const PlotLimit& limit : panel.limits) {
    draw_line(svg, "limit-thin", kLeftPx, axis.y(limit.value), kRightPx, axis.y(limit.value));
  }
  double free_above = axis.bottom_px - 9.0;
  if (!panel.limits.empty()) {
    const double value = panel.limits.front().value;
    const double y = std::min(axis.y(value) + 3.0, axis.bottom_px - 6.0);
    draw_text(svg, "tiny", "end", kLeftPx - 3.0, y, number_text(value));
    free_above = y - 12.0;
  }
  if (!axis.ticks.empty() && axis.y(axis.ticks.back().value) <= free_above) {
    draw_text(svg, "tiny", "end", kLeftPx - 3.0, axis.y(axis.ticks.back().value) + 3.0,
              axis.ticks.back().label);
  }
}

void draw_points(Markup& svg, const PlotPanel& panel, const DayAxis& days) {
  const auto place = [&](const PlotPoint& point) {
    return point.value ? panel.axis.y(*point.value) : panel.axis.bottom_px + kLanePx / 2.0;
  };
  for (std::size_t i = 1; i < panel.points.size(); ++i) {
    const PlotPoint& from = panel.points[i - 1];
    const PlotPoint& to = panel.points[i];
    if (from.value && to.value && !to.apart) {
      draw_line(svg, "course", days.x(from.day), place(from), days.x(to.day), place(to));
    }
  }
  for (const PlotPoint& point : panel.points) {
    // A visit without anything is left out: only what was analysed has a sign in the lane.
    if (point.symbol && (point.value || point.symbol != PlotSymbol::Square)) {
      draw_symbol(svg, *point.symbol, days.x(point.day), place(point), kSymbolScale);
    }
  }
}

void draw_cuts(Markup& svg, const PlotPanel& panel, const DayAxis& days) {
  for (const PlotBreak& cut : panel.breaks) {
    draw_line(svg, "cut", days.x(cut.day), panel.axis.top_px, days.x(cut.day), panel.axis.bottom_px);
  }
}

void draw_small_panel(Markup& svg, const PlotPanel& panel, const DayAxis& days, const std::string& name) {
  draw_axis(svg, panel);
  draw_cuts(svg, panel, days);
  draw_points(svg, panel, days);
  draw_text(svg, "tiny", "start", kLeftPx, panel.axis.top_px - 3.0, name);
}

std::string words_of(const SubjectHistory& history, const Study& study) {
  std::string words;
  for (const Timepoint* timepoint : history.course) {
    words += timepoint->visit + ": " + ctc_words(*timepoint, study.ctc) + ". ";
  }
  return words;
}

void draw_small_figure(Markup& svg, const SubjectHistory& history, const Study& study,
                       const SharedAxes& axes) {
  PlotPanel count = ctc_panel(history.course, study.ctc, {});
  count.axis = axes.count;
  draw_small_panel(svg, count, axes.days, "CTC per 7.5 mL");
  const std::vector<std::size_t> markers = tumor_markers(study);
  for (std::size_t i = 0; i < markers.size(); ++i) {
    PlotPanel panel = marker_panel(history.course, study, markers[i], {0.0, kMarkerPx});
    panel.axis = axes.markers[i];
    const Analyte& analyte = study.analytes[markers[i]];
    draw_small_panel(svg, panel, axes.days, shortened(analyte_name(&analyte, analyte.code), 24));
  }
  const double y = axes.bottom_px + 11.0;
  draw_text(svg, "tiny", "start", kLeftPx, y, "day " + std::to_string(axes.days.first_day));
  draw_text(svg, "tiny", "end", kRightPx, y, "day " + std::to_string(axes.days.last_day));
}

}  // namespace

SharedAxes shared_axes(const Study& study, const std::vector<SubjectHistory>& histories) {
  constexpr double kInsetPx = 6.0;
  SharedAxes axes;
  axes.days = {0, 0, kLeftPx + kInsetPx, kRightPx - kInsetPx};
  for (const SubjectHistory& history : histories) {
    include_days(axes.days, history, study);
  }
  axes.count =
      count_axis(greatest_count(histories), cut_off_per_7_5_ml(study.ctc), {kTopPx, kTopPx + kCountPx});
  axes.bottom_px = kTopPx + kCountPx + kLanePx;
  for (const std::size_t index : tumor_markers(study)) {
    const double top = axes.bottom_px + kNamePx;
    const double limit = greatest_limit(histories, index);
    const double greatest = std::max(greatest_value(histories, index), limit);
    axes.markers.push_back(marker_axis(greatest, limit, {top, top + kMarkerPx}));
    axes.bottom_px = top + kMarkerPx + kLanePx;
  }
  return axes;
}

void write_small_multiples(Markup& page, const Study& study, const std::vector<SubjectHistory>& histories) {
  if (histories.empty()) {
    page.leaf("p", "The study has no subject yet.");
    return;
  }
  page.leaf(
      "p",
      "All on the same axes, so that subjects can be compared: log(1 + count), and for a marker "
      "log(1 + value) when the greatest value of the study is more than ten times the upper limit. Dashed: "
      "cut-off and upper limit; upright: a change of assay. A cross below a panel is a count that is NOT "
      "EVALUABLE, a ring one of unknown blood volume. Values with their "
      "intervals stand in the part of each subject.",
      {{"class", "soft"}});
  const SharedAxes axes = shared_axes(study, histories);
  const auto grid = page.in("div", {{"class", "multiples"}});
  std::size_t number = 0;
  for (const SubjectHistory& history : histories) {
    const std::string subject = "subject-" + std::to_string(++number);
    const auto figure = page.in("figure");
    {
      const auto caption = page.in("figcaption");
      page.leaf("a", history.id, {{"href", "#" + subject}});
    }
    const SvgFrame frame{subject + "-small", "Subject " + history.id + ": CTC count and tumor markers, small",
                         words_of(history, study), kWidthPx, axes.bottom_px + kDaysPx};
    write_svg(page, frame, [&] { draw_small_figure(page, history, study, axes); });
  }
}

}  // namespace cyto
