#include "timepoint_rows.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "course_panels.h"
#include "cytrial/core/ids.h"
#include "cytrial/core/number_text.h"
#include "readable_number.h"
#include "state_words.h"
#include "table_parts.h"

namespace cyto {
namespace {

bool contains(const std::vector<std::string>& flags, const std::string& flag) {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

void write_head_row(Markup& page, const Study& study) {
  const auto head = page.in("thead");
  const auto row = page.in("tr");
  const auto column = [&](std::string_view name, std::string_view style) {
    page.leaf("th", name, {{"scope", "col"}, {"class", style}});
  };
  column("Subject", "id");
  column("Visit", "keep");
  column("Day (planned)", "number");
  column("CTC", "number");
  column("Blood, mL", "number");
  column("CTC per 7.5 mL (95 % interval)", "number");
  column("Against cut-off", "keep");
  for (const std::size_t index : tumor_markers(study)) {
    const Analyte& analyte = study.analytes[index];
    column(analyte_name(&analyte, analyte.code) + ", " + analyte.unit, "number");
  }
  column("Flags", "flags");
}

void write_day(Markup& page, const Timepoint& timepoint) {
  const auto cell = page.in("td", {{"class", "number"}});
  const std::string planned = std::to_string(timepoint.planned_day);
  if (!timepoint.actual_day) {
    page.leaf("span", "(" + planned + ")", {{"class", "interval"}});
    return;
  }
  page.text(std::to_string(*timepoint.actual_day));
  if (*timepoint.actual_day != timepoint.planned_day) {
    page.leaf("span", " (" + planned + ")", {{"class", "interval"}});
  }
}

void write_no_count(Markup& page, const Timepoint& timepoint) {
  const auto cell = page.in("td", {{"colspan", "4"}});
  if (timepoint.ctc_state == CtcState::NotDone) {
    page.leaf("span", "not done", {{"class", "not-done"}});
  } else {
    page.leaf("span", no_count_word(timepoint), {{"class", "not-evaluable"}});
    page.leaf("span", " no count is given", {{"class", "below"}});
  }
}

void write_per_volume(Markup& page, const Timepoint& timepoint, double cut_off) {
  const auto cell = page.in("td", {{"class", "number"}});
  if (!timepoint.per_7_5_ml) {
    page.leaf("span", "volume not known", {{"class", "interval"}});
    return;
  }
  page.leaf("strong", readable_beside(*timepoint.per_7_5_ml, cut_off));
  if (timepoint.per_7_5_ml_low && timepoint.per_7_5_ml_high) {
    page.leaf("span", " (" + readable_interval(*timepoint.per_7_5_ml_low, *timepoint.per_7_5_ml_high) + ")",
              {{"class", "interval"}});
  }
  if (const auto& recovered = timepoint.recovered) {
    page.leaf("span",
              "recovery-corrected " + readable(recovered->estimate().shown()) + " (" +
                  readable_interval(recovered->low().shown(), recovered->high().shown()) + ")",
              {{"class", "below"}});
  }
}

/// The trial's flag for a count whose interval reaches over the cut-off: it belongs to the verdict.
constexpr std::string_view kSpansCutOff = "interval_spans_cutoff";

bool spans_cut_off(std::string_view flag) {
  return flag.substr(0, flag.find(':')) == kSpansCutOff;
}

void write_verdict(Markup& page, const Timepoint& timepoint) {
  const auto cell = page.in("td");
  if (timepoint.unfavourable) {
    const std::string word(verdict_word(*timepoint.unfavourable));
    page.leaf("span", word, {{"class", "tag " + word}});
    if (std::any_of(timepoint.flags.begin(), timepoint.flags.end(), spans_cut_off)) {
      page.leaf("span", "interval spans it", {{"class", "below"}});
    }
  } else {
    page.leaf("span", "cannot be said", {{"class", "interval"}});
  }
}

void write_count(Markup& page, const Timepoint& timepoint, double cut_off) {
  {
    const auto cell = page.in("td", {{"class", "number"}});
    page.text(grouped(*timepoint.ctc_count));
    if (timepoint.usable_share) {
      page.leaf("span", readable_share(*timepoint.usable_share) + " usable", {{"class", "below"}});
    }
  }
  page.leaf("td", timepoint.blood_volume_ml ? number_text(*timepoint.blood_volume_ml) : "not known",
            {{"class", "number"}});
  write_per_volume(page, timepoint, cut_off);
  write_verdict(page, timepoint);
}

void write_marker(Markup& page, const MarkerAtTimepoint& marker) {
  const auto cell = page.in("td", {{"class", "number"}});
  if (!marker.result) {
    page.leaf("span", "no result", {{"class", "not-done"}});
    return;
  }
  page.text(marker_value_text(*marker.result));
  if (marker.above_limit.value_or(false)) {
    page.leaf("span", "\u25B2 above limit", {{"class", "below above"}});
  } else if (!marker.above_limit) {
    page.leaf("span", "limit: cannot be said", {{"class", "below"}});
  }
  if (marker.result->unit_text != marker.result->unit) {
    page.leaf("span", "written " + marker.result->value_text + " " + marker.result->unit_text,
              {{"class", "below"}});
  }
}

void write_visit(Markup& page, const Timepoint& timepoint) {
  const auto cell = page.in("td", {{"class", "keep"}});
  // A sample that was not analysed has no page yet.
  if (is_valid_id(timepoint.sample_id) && timepoint.ctc_state != CtcState::NotDone) {
    const std::string where = "samples/" + timepoint.sample_id + "/report.html";
    page.leaf("a", timepoint.visit, {{"href", where}, {"title", "Report of sample " + timepoint.sample_id}});
  } else {
    page.text(timepoint.visit);
  }
}

/// Flags that every timepoint with a count carries: said once, not in every row.
std::vector<std::string> flags_of_all(const TimepointTable& table) {
  std::optional<std::vector<std::string>> shared;
  for (const Timepoint& timepoint : table.rows) {
    if (timepoint.ctc_state != CtcState::Counted) {
      continue;
    }
    if (!shared) {
      shared = timepoint.flags;
    }
    std::erase_if(*shared, [&](const std::string& flag) { return !contains(timepoint.flags, flag); });
  }
  return shared.value_or(std::vector<std::string>{});
}

std::string code_of(std::string_view flag) {
  return std::string(flag.substr(0, flag.find(':')));
}

/// The flags that the rows themselves have to tell.
std::vector<std::string> own_flags(const Timepoint& timepoint, const std::vector<std::string>& said_already) {
  std::vector<std::string> own;
  for (const std::string& flag : timepoint.flags) {
    const bool said = !timepoint.sample_id.empty() && contains(said_already, flag);
    if (!said && !spans_cut_off(flag)) {
      own.push_back(flag);
    }
  }
  return own;
}

/// Codes alone; what they say stands once below the table.
void write_flags(Markup& page, const Timepoint& timepoint, const std::vector<std::string>& said_already) {
  const auto cell = page.in("td", {{"class", "flags"}});
  std::vector<std::string> written;
  for (const std::string& flag : own_flags(timepoint, said_already)) {
    const std::string code = code_of(flag);
    if (!contains(written, code)) {
      page.leaf("code", code).text(" ");
      written.push_back(code);
    }
  }
}

/// What a flag says, and the timepoints that carry it.
using FlagPlaces = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

FlagPlaces flag_places(const TimepointTable& table, const std::vector<std::string>& said_already) {
  FlagPlaces places;
  for (const Timepoint& timepoint : table.rows) {
    for (const std::string& flag : own_flags(timepoint, said_already)) {
      places[{code_of(flag), flag_sentence(flag)}].push_back(timepoint.subject + " " + timepoint.visit);
    }
  }
  return places;
}

/// The rows themselves carry the code: a long list is cut.
std::string place_list(const std::vector<std::string>& places) {
  constexpr std::size_t kMostNamed = 12;
  std::string text;
  for (std::size_t i = 0; i < std::min(places.size(), kMostNamed); ++i) {
    (text += text.empty() ? "" : ", ") += places[i];
  }
  return places.size() <= kMostNamed ? text : text + " and " + grouped(places.size() - kMostNamed) + " more";
}

void write_flag_texts(Markup& page, const FlagPlaces& places) {
  if (places.empty()) {
    return;
  }
  const auto element = page.in("table", {{"class", "flag-texts"}});
  page.leaf("caption", "What the flags of the table say, and where.");
  write_table_head(page, {"Flag", "Text", "Where"});
  const auto body = page.in("tbody");
  for (const auto& [flag, where] : places) {
    const auto row = page.in("tr");
    {
      const auto cell = page.in("th", {{"scope", "row"}});
      page.leaf("code", flag.first);
    }
    page.leaf("td", flag.second, {{"class", "words"}});
    page.leaf("td", place_list(where), {{"class", "words"}});
  }
}

/// What every row of the table needs to know.
struct RowRules {
  double cut_off = 0.0;
  std::vector<std::size_t> markers;     ///< positions of those shown
  std::vector<std::string> flags_said;  ///< of all samples, said above the table
};

/// The cells right of the subject.
void write_cells(Markup& page, const Timepoint& timepoint, const RowRules& rules) {
  write_visit(page, timepoint);
  write_day(page, timepoint);
  if (timepoint.ctc_state == CtcState::Counted && timepoint.ctc_count) {
    write_count(page, timepoint, rules.cut_off);
  } else {
    write_no_count(page, timepoint);
  }
  for (const std::size_t index : rules.markers) {
    write_marker(page, timepoint.markers[index]);
  }
  write_flags(page, timepoint, rules.flags_said);
}

std::string recovery_sentence(const CtcRule& rule) {
  return rule.recovery
             ? " Recovery-corrected values are divided by the share of cells that the process finds, " +
                   words_of(*rule.recovery) + "; the cut-off does not apply to them."
             : "";
}

void write_subject(Markup& page, const std::vector<const Timepoint*>& rows, const RowRules& rules,
                   std::size_t number) {
  const auto group = page.in("tbody", {{"class", "subject"}, {"id", "rows-" + std::to_string(number)}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = page.in("tr");
    if (i == 0) {
      const auto name =
          page.in("th", {{"scope", "rowgroup"}, {"class", "id"}, {"rowspan", std::to_string(rows.size())}});
      page.leaf("a", rows[i]->subject, {{"href", "#subject-" + std::to_string(number)}});
    }
    write_cells(page, *rows[i], rules);
  }
}

}  // namespace

std::vector<std::vector<const Timepoint*>> timepoints_by_subject(const TimepointTable& table) {
  std::vector<std::vector<const Timepoint*>> subjects;
  for (const Timepoint& timepoint : table.rows) {
    if (subjects.empty() || subjects.back().front()->subject != timepoint.subject) {
      subjects.emplace_back();
    }
    subjects.back().push_back(&timepoint);
  }
  return subjects;
}

void write_timepoint_table(Markup& page, const Study& study, const TimepointTable& table) {
  const RowRules rules{cut_off_per_7_5_ml(study.ctc), tumor_markers(study), flags_of_all(table)};
  for (const std::string& flag : rules.flags_said) {
    if (!spans_cut_off(flag)) {
      page.leaf("p", "In all samples with a count: " + flag_sentence(flag));
    }
  }
  {
    const auto scroll = page.in(
        "div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Timepoints"}});
    const auto element = page.in("table", {{"class", "timepoints"}});
    page.leaf(
        "caption",
        "Every subject at every planned visit. Intervals are exact 95 % limits of the count; unfavourable "
        "is " +
            rule_words(study.ctc) +
            ". A day in brackets is the planned one. Visits link to the report of their sample." +
            recovery_sentence(study.ctc));
    write_head_row(page, study);
    std::size_t number = 0;
    for (const auto& rows : timepoints_by_subject(table)) {
      write_subject(page, rows, rules, ++number);
    }
  }
  write_flag_texts(page, flag_places(table, rules.flags_said));
}

}  // namespace cyto
