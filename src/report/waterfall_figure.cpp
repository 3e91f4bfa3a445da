#include "waterfall_figure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>

#include "cytrial/core/number_text.h"
#include "cytrial/statistics/interval.h"
#include "plot_symbol.h"
#include "state_words.h"
#include "svg_marks.h"
#include "table_parts.h"

namespace cyto {
namespace {

constexpr double kWidthPx = 960.0;
constexpr double kLeftPx = 60.0;
constexpr double kRightPx = 950.0;
constexpr double kTopPx = 26.0;
constexpr double kBottomPx = 226.0;
constexpr double kNamesPx = 104.0;
constexpr double kWidestSlotPx = 38.0;
constexpr std::size_t kMostBars = 40;
constexpr std::size_t kNameCharacters = 12;

/// Percent without decimals; -99.6 stays -99.6 where rounding would make it -100.
std::string percent_text(double percent) {
  const bool nearly_all = percent > -100.0 && percent < -99.0;
  const std::string number = number_text(percent, nearly_all ? 1 : 0);
  const bool rounds_to_all = nearly_all && number_text(percent, 1) == "-100.0";
  const std::string shown = rounds_to_all ? "-99.9" : number == "-0" ? "0" : number;
  return (percent > 0.0 && shown != "0" ? "+" : "") + shown;
}

std::string change_words(const BestChange& change) {
  if (!change.percent) {
    return change.why;
  }
  return (change.at_most ? "at most " : "") + percent_text(*change.percent) + " % at " + change.at +
         (change.beyond_chance ? ", beyond chance" : ", within chance");
}

std::string words_with_losses(const BestChange& change) {
  return change_words(change) +
         (change.lost == 0 ? "" : "; " + counted_noun(change.lost, "later count") + " NOT EVALUABLE");
}

/// Where bars stand from left to right.
struct Slots {
  double pitch_px = kWidestSlotPx;
  [[nodiscard]] double middle(std::size_t slot) const noexcept {
    return kLeftPx + (static_cast<double>(slot) + 0.5) * pitch_px;
  }
  [[nodiscard]] double bar_px() const noexcept { return 0.72 * pitch_px; }
};

void draw_axis(Markup& svg, const ChangeAxis& axis, double right_px) {
  const double step = axis.top_percent > 100.0 ? 50.0 : 25.0;
  for (double percent = -100.0; percent <= axis.top_percent; percent += step) {
    draw_line(svg, percent == 0.0 ? "frame" : "grid", kLeftPx, axis.y(percent), right_px, axis.y(percent));
    draw_text(svg, "tick", "end", kLeftPx - 6.0, axis.y(percent) + 4.0, percent_text(percent) + " %");
  }
}

void draw_bar(Markup& svg, const BestChange& change, const ChangeAxis& axis, const Slots& slots,
              std::size_t slot) {
  constexpr double kNumberPx = 30.0;
  const double x = slots.middle(slot);
  const double zero = axis.y(0.0);
  const double end = axis.y(std::min(*change.percent, axis.top_percent));
  const std::string_view style = !change.beyond_chance ? "unsure" : *change.percent < 0.0 ? "fall" : "rise";
  draw_box(svg, style, {x - slots.bar_px() / 2.0, std::min(zero, end), slots.bar_px(), std::abs(end - zero)});
  if (change.at_most) {
    draw_symbol(svg, PlotSymbol::TriangleDown, x, end);
  } else if (!axis.holds(*change.percent)) {
    draw_symbol(svg, PlotSymbol::TriangleUp, x, end);
  }
  if (slots.pitch_px >= kNumberPx) {
    const bool down = *change.percent < 0.0;
    const double room = change.at_most || !axis.holds(*change.percent) ? 10.0 : 3.0;
    draw_text(svg, "number-label", "middle", x, down ? end + room + 10.0 : end - room,
              (change.at_most ? "\u2264" : "") + percent_text(*change.percent));
  }
}

void draw_slot(Markup& svg, const BestChange& change, const ChangeAxis& axis, const Slots& slots,
               std::size_t slot) {
  const auto group = svg.in("g");
  svg.leaf("title", change.subject + ": " + words_with_losses(change));
  const double x = slots.middle(slot);
  if (change.percent) {
    draw_bar(svg, change, axis, slots, slot);
  } else {
    draw_upward_text(svg, "number-label", "start", x + 4.0, axis.y(-97.0), change.why);
  }
  if (change.lost != 0) {
    constexpr double kLostScale = 0.8;
    draw_symbol(svg, PlotSymbol::Cross, x, kBottomPx + 19.0, kLostScale);
  }
  draw_upward_text(svg, "tick", "end", x + 4.0, kBottomPx + 27.0, shortened(change.subject, kNameCharacters));
}

/// A line between the bars and the subjects without one.
void draw_divider(Markup& svg, std::span<const BestChange> changes, const Slots& slots) {
  for (std::size_t i = 1; i < changes.size(); ++i) {
    if (changes[i - 1].percent && !changes[i].percent) {
      const double x = slots.middle(i) - slots.pitch_px / 2.0;
      draw_line(svg, "cut", x, kTopPx, x, kBottomPx);
    }
  }
}

std::string words_of(std::span<const BestChange> changes) {
  std::string words;
  for (const BestChange& change : changes) {
    words += change.subject + ": " + words_with_losses(change) + ". ";
  }
  return words;
}

/// One waterfall: what changes, and of whom.
struct Waterfall {
  std::string id;
  std::string title;
  std::vector<BestChange> changes;  ///< in waterfall_order()
};

void write_figure(Markup& page, const Waterfall& waterfall, const ChangeAxis& axis, std::size_t first) {
  const std::span<const BestChange> changes =
      std::span(waterfall.changes).subspan(first, std::min(kMostBars, waterfall.changes.size() - first));
  const Slots slots{std::min(kWidestSlotPx, (kRightPx - kLeftPx) / static_cast<double>(changes.size()))};
  const double right = kLeftPx + slots.pitch_px * static_cast<double>(changes.size());
  const auto figure = page.in("figure", {{"class", "wide-figure"}});
  const SvgFrame frame{waterfall.id + "-" + std::to_string(first / kMostBars + 1), waterfall.title,
                       words_of(changes), kWidthPx, kBottomPx + kNamesPx};
  write_svg(page, frame, [&] {
    draw_axis(page, axis, right);
    draw_divider(page, changes, slots);
    for (std::size_t i = 0; i < changes.size(); ++i) {
      draw_slot(page, changes[i], axis, slots, i);
    }
  });
}

std::string percent_cell(const BestChange& change) {
  return change.percent ? (change.at_most ? "\u2264 " : "") + percent_text(*change.percent) + " %"
                        : change.why;
}

void write_table(Markup& page, const Waterfall& waterfall) {
  const auto details = page.in("details");
  page.leaf("summary", waterfall.title + " as a table");
  const auto table = page.in("table");
  page.leaf("caption", "Lowest later value against the last one on or before day 0.");
  write_table_head(page, {"Subject", "Baseline", "Lowest at", "#Change", "Beyond chance", "#Looks",
                          "#Of another assay", "#Later NOT EVALUABLE"});
  const auto body = page.in("tbody");
  for (const BestChange& change : waterfall.changes) {
    const auto row = page.in("tr");
    page.leaf("th", change.subject, {{"scope", "row"}, {"class", "id"}});
    page.leaf("td", change.from);
    page.leaf("td", change.at);
    page.leaf("td", percent_cell(change), {{"class", "number"}});
    page.leaf("td", !change.percent ? "" : change.beyond_chance ? "yes" : "no");
    page.leaf("td", std::to_string(change.looks), {{"class", "number"}});
    page.leaf("td", std::to_string(change.apart), {{"class", "number"}});
    page.leaf("td", std::to_string(change.lost), {{"class", "number"}});
  }
}

void write_waterfall(Markup& page, const Waterfall& waterfall) {
  const auto part = page.in("div", {{"class", "waterfall"}});
  page.leaf("h3", waterfall.title);
  const ChangeAxis axis = change_axis(waterfall.changes);
  for (std::size_t first = 0; first < waterfall.changes.size(); first += kMostBars) {
    write_figure(page, waterfall, axis, first);
  }
}

/// CTC, then every tumor marker.
std::vector<Waterfall> waterfalls_of(const Study& study, const std::vector<SubjectHistory>& histories) {
  std::vector<Waterfall> waterfalls;
  std::vector<BestChange> changes;
  for (const SubjectHistory& history : histories) {
    changes.push_back(best_ctc_change(history));
  }
  waterfalls.push_back({"waterfall-ctc", "CTC: best change from baseline", waterfall_order(changes)});
  for (const std::size_t index : tumor_markers(study)) {
    changes.clear();
    for (const SubjectHistory& history : histories) {
      changes.push_back(best_marker_change(history, study, index));
    }
    waterfalls.push_back(
        {"waterfall-marker-" + std::to_string(index + 1),
         analyte_name(&study.analytes[index], study.analytes[index].code) + ": best change from baseline",
         waterfall_order(changes)});
  }
  return waterfalls;
}

/// How often counts were held against a baseline, and what came of it.
void write_looks(Markup& page, const std::vector<SubjectHistory>& histories) {
  std::size_t subjects = 0;
  std::size_t looks = 0;
  std::size_t before = 0;
  std::size_t after = 0;
  for (const SubjectHistory& history : histories) {
    std::size_t own = 0;
    for (const Timepoint* timepoint : history.course) {
      if (timepoint->ctc_state == CtcState::Counted && timepoint->ctc_change) {
        ++own;
        before += timepoint->ctc_change->count.p_exact <= statistics::kSignificance ? 1U : 0U;
        after += timepoint->ctc_change->p_holm <= statistics::kSignificance ? 1U : 0U;
      }
    }
    looks += own;
    subjects += own != 0 ? 1U : 0U;
  }
  if (looks != 0) {
    page.leaf("p", "Multiple looks: " + counted_noun(looks, "later count") + " of " +
                       counted_noun(subjects, "subject") + " were held against a baseline. " +
                       std::to_string(before) +
                       " differ with p \u2264 0.05 taken alone, of which some do by chance; " +
                       std::to_string(after) + " after adjusting for the looks of each subject.");
  }
}

}  // namespace

double ChangeAxis::y(double percent) const noexcept {
  const double share = (percent + 100.0) / (top_percent + 100.0);
  return bottom_px - std::clamp(share, 0.0, 1.0) * (bottom_px - top_px);
}

ChangeAxis change_axis(const std::vector<BestChange>& changes) {
  double greatest = 0.0;
  for (const BestChange& change : changes) {
    greatest = std::max(greatest, change.percent.value_or(0.0));
  }
  constexpr std::array<double, 4> kTops{25.0, 50.0, 100.0, 200.0};
  const auto top =
      std::find_if(kTops.begin(), kTops.end(), [&](double top_percent) { return greatest <= top_percent; });
  return {top == kTops.end() ? kTops.back() : *top, kTopPx, kBottomPx};
}

std::vector<BestChange> waterfall_order(std::vector<BestChange> changes) {
  std::stable_sort(changes.begin(), changes.end(), [](const BestChange& a, const BestChange& b) {
    return a.percent && (!b.percent || *a.percent > *b.percent);
  });
  return changes;
}

void write_waterfalls(Markup& page, const Study& study, const std::vector<SubjectHistory>& histories) {
  if (histories.empty()) {
    page.leaf("p", "The study has no subject yet.");
    return;
  }
  page.leaf(
      "p",
      "Each bar is the lowest of all later values of a subject against its baseline, the last one on or "
      "before day 0. Choosing the lowest of several looks makes falls larger than they are: read it with "
      "the courses below. Filled: beyond chance, for CTC p \u2264 0.05 by the exact test adjusted for the "
      "subject's looks (Holm), for a marker outside its reference change value. White: chance alone may "
      "explain it, or the variation is not known. Triangle down: the laboratory wrote \u201cless than\u201d, "
      "the "
      "change is this or lower. Triangle up: cut off at the top. Cross: a later count is NOT "
      "EVALUABLE and is not in the comparison. In the place of a bar stands why there is none. Results of "
      "different assays are never compared.",
      {{"class", "soft"}});
  write_looks(page, histories);
  const std::vector<Waterfall> waterfalls = waterfalls_of(study, histories);
  for (const Waterfall& waterfall : waterfalls) {
    write_waterfall(page, waterfall);
  }
  for (const Waterfall& waterfall : waterfalls) {
    write_table(page, waterfall);
  }
}

}  // namespace cyto
