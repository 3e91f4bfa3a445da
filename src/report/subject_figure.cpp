#include "subject_figure.h"

#include <algorithm>

#include "event_badge.h"
#include "event_lanes.h"
#include "state_words.h"
#include "svg_marks.h"

namespace cyto {
namespace {

constexpr double kWidthPx = 900.0;
constexpr FigureColumns kColumns{.frame_left_px = 70.0, .frame_right_px = 820.0};
constexpr double kDayInsetLeftPx = 26.0;
constexpr double kDayInsetRightPx = 54.0;
constexpr std::size_t kVisitRows = 2;
constexpr double kVisitRowPx = 14.0;
constexpr double kTitlePx = 30.0;
constexpr double kCtcHeightPx = 170.0;
constexpr double kMarkerHeightPx = 92.0;
constexpr double kDayLabelsPx = 40.0;

/// Where the parts of one subject's figure lie from top to bottom.
struct FigureRows {
  double lanes_top_px = 0.0;
  PanelSpan ctc;
  std::vector<PanelSpan> markers;
  double end_px = 0.0;  ///< of the lowest panel's lane
};

FigureRows rows_of(const SubjectHistory& history, std::size_t markers) {
  FigureRows rows;
  rows.lanes_top_px = static_cast<double>(kVisitRows) * kVisitRowPx + 2.0;
  rows.ctc.top_px = rows.lanes_top_px + event_lanes_px(history) + kTitlePx;
  rows.ctc.bottom_px = rows.ctc.top_px + kCtcHeightPx;
  rows.end_px = rows.ctc.bottom_px + kLaneHeightPx;
  for (std::size_t i = 0; i < markers; ++i) {
    const double top = rows.end_px + kTitlePx;
    rows.markers.push_back({top, top + kMarkerHeightPx});
    rows.end_px = top + kMarkerHeightPx + kLaneHeightPx;
  }
  return rows;
}

std::vector<Visit> visits_of(const SubjectHistory& history, const Study& study) {
  std::vector<Visit> visits;
  for (const Visit& visit : study.protocol.visits) {
    if (history.subject == nullptr || visit.is_for(history.subject->arm)) {
      visits.push_back(visit);
    }
  }
  return visits;
}

DayAxis days_of(const SubjectHistory& history, const std::vector<Visit>& visits, const Study& study) {
  const int first = history.course.front()->planned_day;
  DayAxis axis{first, first, kColumns.frame_left_px + kDayInsetLeftPx,
               kColumns.frame_right_px - kDayInsetRightPx};
  const auto include = [&](int day) {
    axis.first_day = std::min(axis.first_day, day);
    axis.last_day = std::max(axis.last_day, day);
  };
  for (const Visit& visit : visits) {
    include(visit.day);
  }
  for (const Timepoint* timepoint : history.course) {
    include(timepoint->actual_day.value_or(timepoint->planned_day));
    for (const MarkerAtTimepoint& marker : timepoint->markers) {
      include(marker_day(*timepoint, marker, study));
    }
  }
  for (const auto& treatment : history.treatments) {
    include(treatment.day);
  }
  for (const auto& assessment : history.assessments) {
    include(assessment.day);
  }
  return axis;
}

void draw_windows(Markup& svg, const std::vector<Visit>& visits, const DayAxis& days, const PanelSpan& span) {
  for (const Visit& visit : visits) {
    const double left = std::max(days.x(visit.first_day()) - 3.0, kColumns.frame_left_px);
    const double right = std::min(days.x(visit.last_day()) + 3.0, kColumns.frame_right_px);
    draw_box(svg, "window", {left, span.top_px, right - left, span.bottom_px - span.top_px});
  }
}

void draw_visits(Markup& svg, const std::vector<Visit>& visits, const DayAxis& days, const PanelSpan& span) {
  for (const PlacedLabel& label : placed_visits(visits, days, kVisitRows)) {
    const double y = kVisitRowPx * static_cast<double>(label.row + 1) - 3.0;
    svg.leaf("text", label.text,
             {{"text-anchor", "middle"}, {"x", coordinate(label.x_px)}, {"y", coordinate(y)}});
  }
  for (const Visit& visit : visits) {
    draw_line(svg, "visit", days.x(visit.day), span.top_px, days.x(visit.day), span.bottom_px);
  }
}

void draw_day_labels(Markup& svg, const Study& study, const std::vector<Visit>& visits, const DayAxis& days,
                     double end_px) {
  for (const PlacedLabel& label : placed_days(visits, days)) {
    svg.leaf("text", label.text,
             {{"text-anchor", "middle"}, {"x", coordinate(label.x_px)}, {"y", coordinate(end_px + 15.0)}});
  }
  const std::string meaning =
      study.protocol.day_zero.empty() ? "" : " (day 0: " + shortened(study.protocol.day_zero, 56) + ")";
  draw_text(svg, "faint", "middle", (kColumns.frame_left_px + kColumns.frame_right_px) / 2.0, end_px + 32.0,
            "Study day" + meaning);
}

std::string title_of(const SubjectHistory& history, const Study& study) {
  std::string title = "Subject " + history.id + ": CTC count";
  for (const std::size_t index : tumor_markers(study)) {
    title += ", " + analyte_name(&study.analytes[index], study.analytes[index].code);
  }
  return title + " over the study days";
}

std::string words_of(const SubjectHistory& history, const Study& study) {
  std::string words;
  for (const Timepoint* timepoint : history.course) {
    words += timepoint->visit + ", day " +
             std::to_string(timepoint->actual_day.value_or(timepoint->planned_day)) + ": " +
             ctc_words(*timepoint, study.ctc);
    for (const std::size_t index : tumor_markers(study)) {
      words += "; " + marker_words(timepoint->markers[index], &study.analytes[index]);
    }
    words += ". ";
  }
  for (const NewTherapy& therapy : history.new_therapies) {
    words += "New therapy on day " + std::to_string(therapy.day) + ": " + therapy.therapy + ". ";
  }
  for (const OnDay<Assessment>& assessment : history.assessments) {
    for (const EventBadge& badge : badges_of(*assessment.row)) {
      words += "Day " + std::to_string(assessment.day) + ", " + badge.words + ". ";
    }
  }
  return words;
}

void draw_figure(Markup& svg, const SubjectHistory& history, const Study& study, const FigureRows& rows) {
  const std::vector<Visit> visits = visits_of(history, study);
  const DayAxis days = days_of(history, visits, study);
  const std::vector<std::size_t> markers = tumor_markers(study);
  const PanelSpan panels{rows.ctc.top_px, rows.end_px};
  draw_windows(svg, visits, days, panels);
  draw_visits(svg, visits, days, panels);
  draw_event_lanes(svg, history, days, kColumns, rows.lanes_top_px);
  for (const PanelSpan& span : rows.markers) {
    draw_flare_windows(svg, history, days, kColumns, span);
  }
  draw_progression(svg, history, days, panels);
  draw_panel(svg, ctc_panel(history.course, study.ctc, rows.ctc), days, kColumns);
  for (std::size_t i = 0; i < markers.size(); ++i) {
    draw_panel(svg, marker_panel(history.course, study, markers[i], rows.markers[i]), days, kColumns);
    draw_flare_names(svg, history, days, kColumns, rows.markers[i]);
  }
  draw_day_labels(svg, study, visits, days, rows.end_px);
}

}  // namespace

void write_subject_figure(Markup& page, const std::string& id, const SubjectHistory& history,
                          const Study& study) {
  const FigureRows rows = rows_of(history, tumor_markers(study).size());
  const auto figure = page.in("figure", {{"class", "subject-figure"}});
  const SvgFrame frame{id, title_of(history, study), words_of(history, study), kWidthPx,
                       rows.end_px + kDayLabelsPx};
  write_svg(page, frame, [&] { draw_figure(page, history, study, rows); });
}

}  // namespace cyto
