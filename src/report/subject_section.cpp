#include "subject_section.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "cytrial/core/number_text.h"
#include "event_badge.h"
#include "plot_symbol.h"
#include "state_words.h"
#include "subject_figure.h"
#include "table_parts.h"

namespace cyto {
namespace {

std::string arm_words(const Study& study, const Subject& subject) {
  const Arm* arm = study.find_arm(subject.arm);
  return arm == nullptr || arm->title.empty() ? subject.arm : subject.arm + ", " + arm->title;
}

std::string subtype_words(const Subject& subject) {
  std::string words;
  if (subject.hr != Receptor::Unknown) {
    words = "HR " + std::string(name_of(subject.hr));
  }
  if (subject.her2 != Receptor::Unknown) {
    words += (words.empty() ? "HER2 " : ", HER2 ") + std::string(name_of(subject.her2));
  }
  return words;
}

void write_facts(Markup& page, const Study& study, const SubjectHistory& history) {
  if (history.subject == nullptr) {
    return;
  }
  const Subject& subject = *history.subject;
  const auto list = page.in("ul", {{"class", "facts"}});
  const auto fact = [&page](std::string_view name, const std::string& value) {
    if (!value.empty()) {
      page.leaf("li", std::string(name) + ": " + value);
    }
  };
  fact("Arm", arm_words(study, subject));
  fact("Site", subject.site);
  fact("Subtype", subtype_words(subject));
  fact("Prior lines", subject.prior_lines ? std::to_string(*subject.prior_lines) : std::string());
  fact("Enrolled", history.enrolled_day ? "day " + std::to_string(*history.enrolled_day) : std::string());
  fact("Day 0", day_text(subject.day_zero));
  if (history.end_day) {
    fact("Early end", "day " + std::to_string(*history.end_day) + ", " + subject.early_end->reason);
  }
}

using DatedWords = std::pair<int, std::string>;

std::vector<DatedWords> events_of(const SubjectHistory& history) {
  std::vector<DatedWords> events;
  for (const OnDay<Treatment>& treatment : history.treatments) {
    const std::optional<double>& dose = treatment.row->dose_percent;
    events.emplace_back(treatment.day,
                        "cycle " + std::to_string(treatment.row->cycle) + ": " + treatment.row->therapy +
                            (dose ? ", " + number_text(*dose) + " % of the planned dose" : ""));
  }
  for (const OnDay<Assessment>& assessment : history.assessments) {
    for (const EventBadge& badge : badges_of(*assessment.row)) {
      events.emplace_back(assessment.day, badge.words);
    }
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const DatedWords& a, const DatedWords& b) { return a.first < b.first; });
  return events;
}

void write_events(Markup& page, const SubjectHistory& history) {
  const std::vector<DatedWords> events = events_of(history);
  if (events.empty()) {
    return;
  }
  const auto details = page.in("details");
  page.leaf("summary", "Cycles and restaging of " + history.id + " as a table");
  const auto table = page.in("table");
  page.leaf("caption", "By study day.");
  write_table_head(page, {"Day", "What"});
  const auto body = page.in("tbody");
  for (const auto& [day, words] : events) {
    const auto row = page.in("tr");
    page.leaf("th", std::to_string(day), {{"scope", "row"}});
    page.leaf("td", words, {{"class", "words"}});
  }
}

std::string_view limit_mark(const MarkerAtTimepoint& marker) {
  return marker.above_limit.value_or(false) ? " \u25B2" : marker.below_limit.value_or(false) ? " \u25BC" : "";
}

/// Analytes that are no tumor markers and have a result: they have no figure.
std::vector<std::size_t> safety_analytes(const Study& study, const SubjectHistory& history) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < study.analytes.size(); ++i) {
    const auto has_result = [i](const Timepoint* row) { return row->markers[i].result.has_value(); };
    if (study.analytes[i].group != AnalyteGroup::TumorMarker &&
        std::any_of(history.course.begin(), history.course.end(), has_result)) {
      found.push_back(i);
    }
  }
  return found;
}

/// Visits at which one of the analytes has a result.
std::vector<const Timepoint*> visits_with(const std::vector<std::size_t>& analytes,
                                          const SubjectHistory& history) {
  std::vector<const Timepoint*> visits;
  std::copy_if(history.course.begin(), history.course.end(), std::back_inserter(visits),
               [&](const Timepoint* row) {
                 return std::any_of(analytes.begin(), analytes.end(),
                                    [row](std::size_t i) { return row->markers[i].result.has_value(); });
               });
  return visits;
}

/// One row per analyte, as laboratories print it: there are more of them than a page is wide.
void write_safety(Markup& page, const Study& study, const SubjectHistory& history) {
  const std::vector<std::size_t> analytes = safety_analytes(study, history);
  if (analytes.empty()) {
    return;
  }
  const auto details = page.in("details");
  page.leaf("summary", "Blood count and chemistry of " + history.id);
  const auto scroll = page.in("div", {{"class", "scroll"},
                                      {"tabindex", "0"},
                                      {"role", "region"},
                                      {"aria-label", "Blood count and chemistry of " + history.id}});
  const auto table = page.in("table", {{"class", "safety"}});
  page.leaf("caption",
            "\u25B2: above the upper limit of its assay; \u25BC: below its lower one. Empty: no "
            "result; visits without any are left out.");
  const std::vector<const Timepoint*> visits = visits_with(analytes, history);
  std::vector<std::string> columns{"Analyte", "Unit"};
  for (const Timepoint* timepoint : visits) {
    columns.push_back("#" + timepoint->visit);
  }
  write_table_head(page, columns);
  const auto body = page.in("tbody");
  for (const std::size_t i : analytes) {
    const Analyte& analyte = study.analytes[i];
    const auto row = page.in("tr");
    page.leaf("th", analyte_name(&analyte, analyte.code), {{"scope", "row"}, {"class", "keep"}});
    page.leaf("td", analyte.unit, {{"class", "keep"}});
    for (const Timepoint* timepoint : visits) {
      const auto& result = timepoint->markers[i].result;
      write_number_cell(page,
                        result ? marker_value_text(*result) + std::string(limit_mark(timepoint->markers[i]))
                               : std::string());
    }
  }
}

void write_subject(Markup& page, const Study& study, const SubjectHistory& history, std::size_t number) {
  const std::string id = "subject-" + std::to_string(number);
  const auto part = page.in("article", {{"class", "subject-page"}, {"id", id}});
  page.leaf("h3", "Subject " + history.id);
  write_facts(page, study, history);
  write_subject_figure(page, id + "-course", history, study);
  {
    const auto links = page.in("p", {{"class", "soft screen"}});
    page.leaf("a", "Counts and markers of " + history.id + " in the table of timepoints",
              {{"href", "#rows-" + std::to_string(number)}});
  }
  write_events(page, history);
  write_safety(page, study, history);
}

}  // namespace

void write_subjects(Markup& page, const Study& study, const std::vector<SubjectHistory>& histories) {
  write_symbol_key(page);
  page.leaf(
      "p",
      "Vertical dotted lines are planned visits, the grey bands their windows. Dashed lines are the cut-off "
      "and the upper limits. Bars are exact 95 % intervals. Framed letters are restaging results; dark ones "
      "and the thick vertical lines are progression: PD, IH in the liver, EH outside it. Sand-coloured "
      "strips: " +
          std::to_string(kFlareDays) +
          " days after a new therapy began, in which a marker may rise although the tumor shrinks. Blue "
          "bands: "
          "values that variation alone may give, two-sided reference change value with 95 % around the last "
          "result on or before day 0 (or the first of another assay). A cut in "
          "a marker's line with a name beside it is a change of assay: values on its two sides cannot be "
          "compared.",
      {{"class", "soft"}});
  std::size_t number = 0;
  for (const SubjectHistory& history : histories) {
    write_subject(page, study, history, ++number);
  }
}

}  // namespace cyto
