#include "event_lanes.h"

#include <algorithm>
#include <set>
#include <string>

#include "event_badge.h"
#include "svg_marks.h"

namespace cyto {
namespace {

constexpr double kLanePx = 18.0;
constexpr double kTickPx = 5.0;

void draw_lane_name(Markup& svg, const FigureColumns& columns, double middle, std::string_view name) {
  draw_text(svg, "faint", "end", columns.frame_left_px - 6.0, middle + 4.0, name);
  draw_line(svg, "grid", columns.frame_left_px, middle + kLanePx / 2.0, columns.frame_right_px,
            middle + kLanePx / 2.0);
}

void draw_cycles(Markup& svg, const SubjectHistory& history, const DayAxis& days, double middle) {
  double free_from = -1.0;
  for (const OnDay<Treatment>& treatment : history.treatments) {
    const double x = days.x(treatment.day);
    draw_line(svg, "cycle", x, middle + kLanePx / 2.0 - kTickPx, x, middle + kLanePx / 2.0);
    const std::string number = std::to_string(treatment.row->cycle);
    const double half = text_width_px(number) / 2.0;
    if (x - half >= free_from) {
      draw_text(svg, "faint", "middle", x, middle + 2.0, number);
      free_from = x + half + 2.0;
    }
  }
}

/// Names as far as they fit before the next therapy begins.
void draw_therapies(Markup& svg, const SubjectHistory& history, const DayAxis& days,
                    const FigureColumns& columns, double middle) {
  constexpr double kLetterPx = 6.5;
  constexpr double kTextLeftPx = 5.0;
  for (std::size_t i = 0; i < history.new_therapies.size(); ++i) {
    const double left = days.x(history.new_therapies[i].day);
    const double right = i + 1 == history.new_therapies.size() ? columns.frame_right_px
                                                               : days.x(history.new_therapies[i + 1].day);
    draw_line(svg, "therapy", left, middle - kLanePx / 2.0 + 3.0, left, middle + kLanePx / 2.0);
    const double letters = (right - left - 2.0 * kTextLeftPx) / kLetterPx;
    if (letters >= 3.0) {
      draw_text(svg, "faint", "start", left + kTextLeftPx, middle + 4.0,
                shortened(history.new_therapies[i].therapy, static_cast<std::size_t>(letters)));
    }
  }
}

void draw_restaging(Markup& svg, const SubjectHistory& history, const DayAxis& days,
                    const FigureColumns& columns, double middle) {
  double free_from = columns.frame_left_px;
  for (const OnDay<Assessment>& assessment : history.assessments) {
    const auto badges = badges_of(*assessment.row);
    double left = std::max(free_from, days.x(assessment.day) - badge_width_px(badges.front().text) / 2.0);
    for (const EventBadge& badge : badges) {
      const double width = badge_width_px(badge.text);
      if (left + width <= columns.frame_right_px + kLanePx) {
        draw_badge(svg, badge, left + width / 2.0, middle);
        left += width + 2.0;
      }
    }
    free_from = left + 2.0;
  }
}

/// Left and right end of a flare window inside the frame.
std::pair<double, double> flare_sides(const NewTherapy& therapy, const DayAxis& days,
                                      const FigureColumns& columns) {
  return {std::max(days.x(therapy.day), columns.frame_left_px),
          std::min(days.x(therapy.day + kFlareDays), columns.frame_right_px)};
}

}  // namespace

double event_lanes_px(const SubjectHistory& history) {
  return (history.treatments.empty() ? 0.0 : 2.0 * kLanePx) + (history.assessments.empty() ? 0.0 : kLanePx);
}

void draw_event_lanes(Markup& svg, const SubjectHistory& history, const DayAxis& days,
                      const FigureColumns& columns, double top_px) {
  double middle = top_px + kLanePx / 2.0;
  if (!history.treatments.empty()) {
    draw_lane_name(svg, columns, middle, "Cycles");
    draw_cycles(svg, history, days, middle);
    draw_lane_name(svg, columns, middle + kLanePx, "Therapy");
    draw_therapies(svg, history, days, columns, middle + kLanePx);
    middle += 2.0 * kLanePx;
  }
  if (!history.assessments.empty()) {
    draw_lane_name(svg, columns, middle, "Restaging");
    draw_restaging(svg, history, days, columns, middle);
  }
}

void draw_progression(Markup& svg, const SubjectHistory& history, const DayAxis& days,
                      const PanelSpan& span) {
  std::set<int> first_days;
  for (const ProgressionSite site :
       {ProgressionSite::Intrahepatic, ProgressionSite::Extrahepatic, ProgressionSite::Any}) {
    if (const auto day = history.progression_day(site)) {
      first_days.insert(*day);
    }
  }
  for (const int day : first_days) {
    draw_line(svg, "progression", days.x(day), span.top_px, days.x(day), span.bottom_px);
  }
}

void draw_flare_windows(Markup& svg, const SubjectHistory& history, const DayAxis& days,
                        const FigureColumns& columns, const PanelSpan& span) {
  for (const NewTherapy& therapy : history.new_therapies) {
    const auto [left, right] = flare_sides(therapy, days, columns);
    draw_box(svg, "flare", {left, span.top_px, right - left, span.bottom_px - span.top_px});
  }
}

void draw_flare_names(Markup& svg, const SubjectHistory& history, const DayAxis& days,
                      const FigureColumns& columns, const PanelSpan& span) {
  constexpr double kNamePx = 76.0;
  for (const NewTherapy& therapy : history.new_therapies) {
    const auto [left, right] = flare_sides(therapy, days, columns);
    if (right - left >= kNamePx) {
      draw_text(svg, "faint", "start", left + 4.0, span.bottom_px - 5.0, "flare window");
    }
  }
}

}  // namespace cyto
