#include "subject_figure.h"

#include <algorithm>

#include "state_words.h"

namespace cyto {
namespace {

constexpr double kWidthPx = 640.0;
constexpr FigureColumns kColumns{.frame_left_px = 48.0, .frame_right_px = 570.0};
constexpr double kDayInsetLeftPx = 26.0;
constexpr double kDayInsetRightPx = 54.0;
constexpr std::size_t kVisitRows = 2;
constexpr double kVisitRowPx = 14.0;
constexpr double kTitlePx = 30.0;
constexpr double kCtcHeightPx = 170.0;
constexpr double kMarkerHeightPx = 92.0;
constexpr double kDayLabelsPx = 40.0;

PanelSpan ctc_span() {
  const double top = static_cast<double>(kVisitRows) * kVisitRowPx + kTitlePx;
  return {top, top + kCtcHeightPx};
}

PanelSpan marker_span(std::size_t index) {
  const double top = ctc_span().bottom_px + kLaneHeightPx + kTitlePx +
                     static_cast<double>(index) * (kMarkerHeightPx + kLaneHeightPx + kTitlePx);
  return {top, top + kMarkerHeightPx};
}

double panels_end_px(std::size_t markers) {
  return kLaneHeightPx + (markers == 0 ? ctc_span() : marker_span(markers - 1)).bottom_px;
}

DayAxis days_of(const SubjectCourse& course, const Study& study) {
  DayAxis axis{course.front()->planned_day, course.front()->planned_day,
               kColumns.frame_left_px + kDayInsetLeftPx, kColumns.frame_right_px - kDayInsetRightPx};
  const auto include = [&](int day) {
    axis.first_day = std::min(axis.first_day, day);
    axis.last_day = std::max(axis.last_day, day);
  };
  for (const Visit& visit : study.protocol.visits) {
    include(visit.day);
  }
  for (const Timepoint* timepoint : course) {
    include(timepoint->actual_day.value_or(timepoint->planned_day));
    for (const MarkerAtTimepoint& marker : timepoint->markers) {
      include(marker_day(*timepoint, marker, study));
    }
  }
  return axis;
}

void draw_windows(Markup& svg, const Study& study, const DayAxis& days, double end_px) {
  for (const Visit& visit : study.protocol.visits) {
    const double left = std::max(days.x(visit.first_day()) - 3.0, kColumns.frame_left_px);
    const double right = std::min(days.x(visit.last_day()) + 3.0, kColumns.frame_right_px);
    svg.empty("rect", {{"class", "window"},
                       {"x", coordinate(left)},
                       {"y", coordinate(ctc_span().top_px)},
                       {"width", coordinate(std::max(0.0, right - left))},
                       {"height", coordinate(end_px - ctc_span().top_px)}});
  }
}

void draw_visits(Markup& svg, const Study& study, const DayAxis& days, double end_px) {
  for (const PlacedLabel& label : placed_visits(study.protocol.visits, days, kVisitRows)) {
    const double y = kVisitRowPx * static_cast<double>(label.row + 1) - 3.0;
    svg.leaf("text", label.text,
             {{"text-anchor", "middle"}, {"x", coordinate(label.x_px)}, {"y", coordinate(y)}});
  }
  for (const Visit& visit : study.protocol.visits) {
    const std::string x = coordinate(days.x(visit.day));
    svg.empty("line", {{"class", "visit"},
                       {"x1", x},
                       {"y1", coordinate(ctc_span().top_px)},
                       {"x2", x},
                       {"y2", coordinate(end_px)}});
  }
}

void draw_day_labels(Markup& svg, const Study& study, const DayAxis& days, double end_px) {
  for (const PlacedLabel& label : placed_days(study.protocol.visits, days)) {
    svg.leaf("text", label.text,
             {{"text-anchor", "middle"}, {"x", coordinate(label.x_px)}, {"y", coordinate(end_px + 15.0)}});
  }
  const std::string meaning =
      study.protocol.day_zero.empty() ? "" : " (day 0: " + shortened(study.protocol.day_zero, 56) + ")";
  svg.leaf("text", "Study day" + meaning,
           {{"class", "faint"},
            {"text-anchor", "middle"},
            {"x", coordinate((kColumns.frame_left_px + kColumns.frame_right_px) / 2.0)},
            {"y", coordinate(end_px + 32.0)}});
}

std::string title_of(const SubjectCourse& course, const Study& study) {
  std::string title = "Subject " + course.front()->subject + ": CTC count";
  for (const Analyte& analyte : study.analytes) {
    title += ", " + analyte_name(&analyte, analyte.code);
  }
  return title + " over the study days";
}

std::string words_of(const SubjectCourse& course, const Study& study) {
  std::string words;
  for (const Timepoint* timepoint : course) {
    words += timepoint->visit + ", day " +
             std::to_string(timepoint->actual_day.value_or(timepoint->planned_day)) + ": " +
             ctc_words(*timepoint, study.ctc);
    for (const MarkerAtTimepoint& marker : timepoint->markers) {
      words += "; " + marker_words(marker, study.find_analyte(marker.analyte));
    }
    words += ". ";
  }
  return words;
}

void draw_figure(Markup& svg, const SubjectCourse& course, const Study& study) {
  const DayAxis days = days_of(course, study);
  const double end_px = panels_end_px(study.analytes.size());
  draw_windows(svg, study, days, end_px);
  draw_visits(svg, study, days, end_px);
  draw_panel(svg, ctc_panel(course, study.ctc, ctc_span()), days, kColumns);
  for (std::size_t i = 0; i < study.analytes.size(); ++i) {
    draw_panel(svg, marker_panel(course, study, i, marker_span(i)), days, kColumns);
  }
  draw_day_labels(svg, study, days, end_px);
}

}  // namespace

void write_subject_figure(Markup& page, const std::string& id, const SubjectCourse& course,
                          const Study& study) {
  const double height = panels_end_px(study.analytes.size()) + kDayLabelsPx;
  const std::string view = "0 0 " + coordinate(kWidthPx) + " " + coordinate(height);
  const std::string title_id = id + "-title";
  const std::string words_id = id + "-words";
  const auto figure = page.in("figure", {{"class", "subject-figure"}, {"id", id}});
  {
    const auto caption = page.in("figcaption");
    page.leaf("h3", "Subject " + course.front()->subject);
  }
  const auto svg = page.in("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                                   {"viewBox", view},
                                   {"role", "img"},
                                   {"aria-labelledby", title_id + " " + words_id}});
  page.leaf("title", title_of(course, study), {{"id", title_id}});
  page.leaf("desc", words_of(course, study), {{"id", words_id}});
  draw_figure(page, course, study);
}

}  // namespace cyto
