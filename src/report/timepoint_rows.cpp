#include "timepoint_rows.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "cytrial/core/ids.h"
#include "cytrial/core/number_text.h"
#include "readable_number.h"
#include "state_words.h"

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
  for (const Analyte& analyte : study.analytes) {
    column(analyte_name(&analyte, analyte.code) + ", " + analyte.unit, "number");
  }
  column("Flags", "words");
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
    page.leaf("span", "NOT EVALUABLE", {{"class", "not-evaluable"}});
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
  if (is_valid_id(timepoint.sample_id)) {
    const std::string where = "samples/" + timepoint.sample_id + "/report.html";
    page.leaf("a", timepoint.visit, {{"href", where}, {"title", "Report of sample " + timepoint.sample_id}});
  } else {
    page.text(timepoint.visit);
  }
}

/// Flags that every timepoint with a sample carries: said once, not in every row.
std::vector<std::string> flags_of_all(const TimepointTable& table) {
  std::optional<std::vector<std::string>> shared;
  for (const Timepoint& timepoint : table.rows) {
    if (timepoint.sample_id.empty()) {
      continue;
    }
    if (!shared) {
      shared = timepoint.flags;
    }
    std::erase_if(*shared, [&](const std::string& flag) { return !contains(timepoint.flags, flag); });
  }
  return shared.value_or(std::vector<std::string>{});
}

void write_flags(Markup& page, const Timepoint& timepoint, const std::vector<std::string>& said_already) {
  const auto cell = page.in("td", {{"class", "words"}});
  const bool has_sample = !timepoint.sample_id.empty();
  std::string_view between;
  for (const std::string& flag : timepoint.flags) {
    const bool said = has_sample && contains(said_already, flag);
    if (!said && !spans_cut_off(flag)) {
      page.text(between).text(flag_sentence(flag));
      between = "; ";
    }
  }
}

/// The cells right of the subject.
void write_cells(Markup& page, const Timepoint& timepoint, double cut_off,
                 const std::vector<std::string>& flags_said) {
  write_visit(page, timepoint);
  write_day(page, timepoint);
  if (timepoint.ctc_state == CtcState::Counted && timepoint.ctc_count) {
    write_count(page, timepoint, cut_off);
  } else {
    write_no_count(page, timepoint);
  }
  for (const MarkerAtTimepoint& marker : timepoint.markers) {
    write_marker(page, marker);
  }
  write_flags(page, timepoint, flags_said);
}

void write_subject(Markup& page, const std::vector<const Timepoint*>& rows, double cut_off,
                   const std::vector<std::string>& flags_said) {
  const auto group = page.in("tbody", {{"class", "subject"}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = page.in("tr");
    if (i == 0) {
      page.leaf("th", rows[i]->subject,
                {{"scope", "rowgroup"}, {"class", "id"}, {"rowspan", std::to_string(rows.size())}});
    }
    write_cells(page, *rows[i], cut_off, flags_said);
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
  const double cut_off = cut_off_per_7_5_ml(study.ctc);
  const std::vector<std::string> flags_said = flags_of_all(table);
  for (const std::string& flag : flags_said) {
    if (spans_cut_off(flag)) {
      continue;
    }
    page.leaf("p", "Every sample: " + flag_sentence(flag));
  }
  const auto scroll = page.in("div", {{"class", "scroll"}});
  const auto element = page.in("table", {{"class", "timepoints"}});
  page.leaf(
      "caption",
      "Every subject at every planned visit. Intervals are exact 95 % limits of the count; unfavourable is " +
          rule_words(study.ctc) +
          ". A day in brackets is the planned one. Visits link to the report of their sample.");
  write_head_row(page, study);
  for (const auto& rows : timepoints_by_subject(table)) {
    write_subject(page, rows, cut_off, flags_said);
  }
}

}  // namespace cyto
