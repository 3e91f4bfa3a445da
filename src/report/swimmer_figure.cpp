#include "swimmer_figure.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "event_badge.h"
#include "plot_symbol.h"
#include "state_words.h"
#include "svg_marks.h"
#include "table_parts.h"

namespace cyto {
namespace {

constexpr double kWidthPx = 960.0;
constexpr double kTopPx = 8.0;
constexpr double kRowPx = 36.0;
constexpr double kBarPx = 14.0;
constexpr double kDaysPx = 34.0;
constexpr double kNamePx = 100.0;
constexpr double kRightPx = 900.0;
constexpr std::size_t kNameCharacters = 12;

DayAxis days_of(const Study& study, const std::vector<SubjectHistory>& histories) {
  DayAxis days{0, 1, kNamePx + 8.0, kRightPx};
  for (const Visit& visit : study.protocol.visits) {
    days.last_day = std::max(days.last_day, visit.day);
  }
  for (const SubjectHistory& history : histories) {
    days.first_day = std::min(days.first_day, history.enrolled_day.value_or(0));
    days.last_day = std::max(days.last_day, history.last_day);
    for (const Timepoint* timepoint : history.course) {
      days.first_day = std::min(days.first_day, timepoint->actual_day.value_or(0));
      days.last_day = std::max(days.last_day, timepoint->actual_day.value_or(0));
    }
    for (const auto& assessment : history.assessments) {
      days.first_day = std::min(days.first_day, assessment.day);
      days.last_day = std::max(days.last_day, assessment.day);
    }
    for (const auto& treatment : history.treatments) {
      days.first_day = std::min(days.first_day, treatment.day);
      days.last_day = std::max(days.last_day, treatment.day);
    }
  }
  return days;
}

void draw_bar(Markup& svg, const SubjectHistory& history, const SwimmerLane& lane, const DayAxis& days) {
  if (history.enrolled_day && *history.enrolled_day < 0) {
    draw_line(svg, "waiting", days.x(*history.enrolled_day), lane.middle_px, lane.left_px, lane.middle_px);
  }
  draw_box(svg, "swim", {lane.left_px, lane.middle_px - kBarPx / 2.0, lane.right_px - lane.left_px, kBarPx});
  if (!history.end_day) {
    const std::string place =
        "translate(" + coordinate(lane.right_px) + " " + coordinate(lane.middle_px) + ")";
    svg.empty("path", {{"d", "M0 -7L9 0L0 7z"}, {"class", "going-on"}, {"transform", place}});
    return;
  }
  const auto group = svg.in("g");
  svg.leaf("title",
           "early end, day " + std::to_string(*history.end_day) + ": " + history.subject->early_end->reason);
  draw_line(svg, "end", lane.right_px, lane.middle_px - 10.0, lane.right_px, lane.middle_px + 10.0);
}

void draw_cycles(Markup& svg, const SubjectHistory& history, const SwimmerLane& lane, const DayAxis& days) {
  for (const OnDay<Treatment>& treatment : history.treatments) {
    const double x = days.x(treatment.day);
    const auto group = svg.in("g");
    svg.leaf("title", "cycle " + std::to_string(treatment.row->cycle) + ", day " +
                          std::to_string(treatment.day) + ": " + treatment.row->therapy);
    draw_line(svg, "cycle", x, lane.middle_px + kBarPx / 2.0 - 1.0, x, lane.middle_px + kBarPx / 2.0 + 6.0);
  }
}

struct SampleMark {
  PlotSymbol symbol;
  std::string_view words;
};

SampleMark sample_mark(const Timepoint& timepoint) {
  if (timepoint.ctc_state == CtcState::NotEvaluable) {
    return {PlotSymbol::Cross, "NOT EVALUABLE"};
  }
  if (timepoint.ctc_state == CtcState::NotDone) {
    return {PlotSymbol::Square, "sample not analysed"};
  }
  if (!timepoint.unfavourable) {
    return {PlotSymbol::Ring, "counted, volume not known"};
  }
  return *timepoint.unfavourable ? SampleMark{PlotSymbol::Diamond, "unfavourable"}
                                 : SampleMark{PlotSymbol::Disc, "favourable"};
}

void draw_samples(Markup& svg, const SubjectHistory& history, const SwimmerLane& lane, const DayAxis& days) {
  for (const Timepoint* timepoint : history.course) {
    if (timepoint->sample_id.empty()) {
      continue;
    }
    const SampleMark mark = sample_mark(*timepoint);
    const auto group = svg.in("g");
    svg.leaf("title", timepoint->visit + ": " + std::string(mark.words));
    draw_symbol(svg, mark.symbol, days.x(timepoint->actual_day.value_or(timepoint->planned_day)),
                lane.middle_px);
  }
}

/// Badges above the bar, side by side; a later restaging never covers an earlier one.
void draw_restaging(Markup& svg, const SubjectHistory& history, const SwimmerLane& lane,
                    const DayAxis& days) {
  constexpr double kGapPx = 2.0;
  const double y = lane.middle_px - kBarPx / 2.0 - kBadgeHeightPx / 2.0 - 1.5;
  double free_from = kNamePx;
  for (const OnDay<Assessment>& assessment : history.assessments) {
    double left = days.x(assessment.day) - badge_width_px(badges_of(*assessment.row).front().text) / 2.0;
    left = std::max(left, free_from);
    for (const EventBadge& badge : badges_of(*assessment.row)) {
      const double width = badge_width_px(badge.text);
      if (left + width > kWidthPx) {
        break;  // the folded table names it
      }
      draw_badge(svg, badge, left + width / 2.0, y);
      left += width + kGapPx;
    }
    free_from = left;
  }
}

std::string row_words(const SubjectHistory& history) {
  std::string words = history.id + ": ";
  words += history.end_day ? "early end on day " + std::to_string(*history.end_day)
                           : "last known on day " + std::to_string(history.last_day);
  words += ", " + counted_noun(history.treatments.size(), "cycle");
  std::array<std::size_t, 3> samples{};
  for (const Timepoint* timepoint : history.course) {
    samples.at(0) += timepoint->ctc_state == CtcState::Counted ? 1U : 0U;
    samples.at(1) += timepoint->ctc_state == CtcState::NotEvaluable ? 1U : 0U;
  }
  words += ", " + counted_noun(samples[0], "count") + ", " + std::to_string(samples[1]) + " not evaluable";
  for (const OnDay<Assessment>& assessment : history.assessments) {
    for (const EventBadge& badge : badges_of(*assessment.row)) {
      words += ", day " + std::to_string(assessment.day) + " " + badge.words;
    }
  }
  return words + ". ";
}

void draw_days(Markup& svg, const Study& study, const DayAxis& days, double bottom_px) {
  draw_line(svg, "frame", kNamePx, bottom_px, kRightPx + 10.0, bottom_px);
  for (const PlacedLabel& label : placed_days(study.protocol.visits, days)) {
    draw_line(svg, "frame", label.x_px, bottom_px, label.x_px, bottom_px + 4.0);
    draw_text(svg, "tick", "middle", label.x_px, bottom_px + 16.0, label.text);
  }
  draw_text(svg, "faint", "middle", (kNamePx + kRightPx) / 2.0, bottom_px + 30.0, "Study day");
}

void write_figure(Markup& page, const Study& study, std::span<const SubjectHistory> histories,
                  const DayAxis& days, std::size_t number) {
  const double bottom = kTopPx + kRowPx * static_cast<double>(histories.size());
  std::string words;
  for (const SubjectHistory& history : histories) {
    words += row_words(history);
  }
  const auto figure = page.in("figure", {{"class", "wide-figure"}});
  const SvgFrame frame{"swimmers-" + std::to_string(number), "Time on study of every subject", words,
                       kWidthPx, bottom + kDaysPx};
  write_svg(page, frame, [&] {
    for (std::size_t row = 0; row < histories.size(); ++row) {
      const SubjectHistory& history = histories[row];
      const SwimmerLane lane = swimmer_lane(history, row, days);
      draw_text(page, "value", "end", kNamePx - 8.0, lane.middle_px + 4.0,
                shortened(history.id, kNameCharacters));
      draw_bar(page, history, lane, days);
      draw_cycles(page, history, lane, days);
      draw_samples(page, history, lane, days);
      draw_restaging(page, history, lane, days);
    }
    draw_days(page, study, days, bottom);
  });
}

void write_key(Markup& page) {
  write_symbol_key(page);
  page.leaf(
      "p",
      "Bar: from day 0 to the last day known; a thin line before it is the time since enrolment. Arrow: "
      "no early end is recorded. Thick bar end: early end. Small ticks below a bar: cycles given. Framed "
      "letters: "
      "restaging by RECIST 1.1; dark ones are progression: PD, IH in the liver (intra-hepatic), EH "
      "outside it (extra-hepatic).",
      {{"class", "soft"}});
}

std::string day_cell(std::optional<int> day) {
  return day ? std::to_string(*day) : std::string();
}

void write_table(Markup& page, const std::vector<SubjectHistory>& histories) {
  const auto details = page.in("details");
  page.leaf("summary", "The same as a table");
  const auto table = page.in("table");
  page.leaf("caption", "Days are study days. Empty: did not happen, or is not known.");
  write_table_head(page, {"Subject", "Arm", "#Enrolled", "#Last day known", "#Early end", "#Cycles",
                          "#Progression in the liver", "#Progression elsewhere", "Restaging"});
  const auto body = page.in("tbody");
  for (const SubjectHistory& history : histories) {
    const auto row = page.in("tr");
    page.leaf("th", history.id, {{"scope", "row"}, {"class", "id"}});
    page.leaf("td", history.subject == nullptr ? std::string() : history.subject->arm);
    for (const std::string& cell : {day_cell(history.enrolled_day), std::to_string(history.last_day),
                                    day_cell(history.end_day), std::to_string(history.treatments.size()),
                                    day_cell(history.progression_day(ProgressionSite::Intrahepatic)),
                                    day_cell(history.progression_day(ProgressionSite::Extrahepatic))}) {
      page.leaf("td", cell, {{"class", "number"}});
    }
    std::string restaging;
    for (const OnDay<Assessment>& assessment : history.assessments) {
      restaging += (restaging.empty() ? "day " : "; day ") + std::to_string(assessment.day) + " " +
                   badges_of(*assessment.row).front().words;
    }
    page.leaf("td", restaging, {{"class", "words"}});
  }
}

}  // namespace

SwimmerLane swimmer_lane(const SubjectHistory& history, std::size_t row, const DayAxis& days) {
  const double middle = kTopPx + kRowPx * (static_cast<double>(row) + 0.62);
  return {days.x(0), days.x(history.last_day), middle};
}

void write_swimmers(Markup& page, const Study& study, const std::vector<SubjectHistory>& histories) {
  if (histories.empty()) {
    page.leaf("p", "The study has no subject yet.");
    return;
  }
  write_key(page);
  const DayAxis days = days_of(study, histories);
  const std::span<const SubjectHistory> all(histories);
  for (std::size_t first = 0; first < all.size(); first += kSwimmersPerFigure) {
    const std::size_t size = std::min(kSwimmersPerFigure, all.size() - first);
    write_figure(page, study, all.subspan(first, size), days, first / kSwimmersPerFigure + 1);
  }
  write_table(page, histories);
}

}  // namespace cyto
