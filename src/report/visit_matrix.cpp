#include "visit_matrix.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "cytrial/core/ids.h"
#include "readable_number.h"
#include "state_words.h"

namespace cyto {
namespace {

VisitCell counted_cell(const Timepoint& timepoint, const CtcRule& rule) {
  if (!timepoint.per_7_5_ml) {
    return {grouped(*timepoint.ctc_count), "counted", "volume not known"};
  }
  const std::string number = readable_beside(*timepoint.per_7_5_ml, cut_off_per_7_5_ml(rule));
  const bool high = timepoint.unfavourable.value_or(false);
  return high ? VisitCell{number + " \u25B2", "raised", {}} : VisitCell{number, "counted", {}};
}

VisitCell not_counted_cell(const Timepoint& timepoint) {
  if (!timepoint.sample_id.empty()) {
    return {"open", "missed", "not analysed"};
  }
  switch (timepoint.visit_state) {
    case VisitState::Done:
    case VisitState::Unscheduled:
      return {"no CTC", "missed", {}};
    case VisitState::Missed:
      return {"missed", "missed", {}};
    case VisitState::Due:
      return {"due", "due", {}};
    case VisitState::Planned:
      return {"planned", "planned", {}};
    case VisitState::AfterEnd:
      return {"ended", "planned", {}};
    case VisitState::NotKnown:
      break;
  }
  return {"nothing", "missed", {}};
}

/// Tumor markers without a result at a visit that took place.
std::string markers_missing(const Timepoint& timepoint, const Study& study) {
  if (timepoint.visit_state != VisitState::Done) {
    return {};
  }
  std::string names;
  for (const MarkerAtTimepoint& marker : timepoint.markers) {
    const Analyte* analyte = study.find_analyte(marker.analyte);
    if (analyte != nullptr && analyte->group == AnalyteGroup::TumorMarker && !marker.result) {
      (names += names.empty() ? "no " : ", ") += analyte_name(analyte, marker.analyte);
    }
  }
  return names;
}

const Timepoint* at_visit(const SubjectHistory& history, std::string_view visit) {
  const auto found = std::find_if(history.course.begin(), history.course.end(),
                                  [&](const Timepoint* timepoint) { return timepoint->visit == visit; });
  return found == history.course.end() ? nullptr : *found;
}

void write_word(Markup& page, const Timepoint& timepoint, const VisitCell& cell) {
  if (is_valid_id(timepoint.sample_id) && timepoint.ctc_state != CtcState::NotDone) {
    page.leaf("a", cell.word,
              {{"href", "samples/" + timepoint.sample_id + "/report.html"},
               {"title", "Report of sample " + timepoint.sample_id}});
  } else {
    page.text(cell.word);
  }
}

void write_cell(Markup& page, const Timepoint* timepoint, const Study& study) {
  if (timepoint == nullptr) {
    page.leaf("td", "\u2013", {{"class", "planned"}});
    return;
  }
  const VisitCell cell = visit_cell(*timepoint, study);
  const auto element = page.in("td", {{"class", cell.style}});
  write_word(page, *timepoint, cell);
  if (!cell.below.empty()) {
    page.leaf("span", cell.below, {{"class", "below"}});
  }
}

bool is_unscheduled(const Timepoint* timepoint) {
  return timepoint->visit_state == VisitState::Unscheduled;
}

/// Days on which something was collected outside the plan.
void write_unscheduled(Markup& page, const SubjectHistory& history, const Study& study) {
  const auto element = page.in("td");
  std::string between;
  for (const Timepoint* timepoint : history.course) {
    if (is_unscheduled(timepoint)) {
      const int day = timepoint->actual_day.value_or(timepoint->planned_day);
      page.text(between + "day " + std::to_string(day) + ": ");
      write_word(page, *timepoint, visit_cell(*timepoint, study));
      between = "; ";
    }
  }
}

void write_head(Markup& page, const Study& study, bool unscheduled) {
  const auto head = page.in("thead");
  const auto row = page.in("tr");
  page.leaf("th", "Subject", {{"scope", "col"}});
  for (const Visit& visit : study.protocol.visits) {
    page.leaf("th", visit.code, {{"scope", "col"}});
  }
  if (unscheduled) {
    page.leaf("th", "Unscheduled", {{"scope", "col"}});
  }
}

/// A matrix of more visits is printed across the sheet.
constexpr std::size_t kMostVisitsUpright = 12;

void write_table(Markup& page, const Study& study, const std::vector<SubjectHistory>& histories) {
  const bool unscheduled = std::any_of(histories.begin(), histories.end(), [](const SubjectHistory& h) {
    return std::any_of(h.course.begin(), h.course.end(), is_unscheduled);
  });
  const auto scroll = page.in("div", {{"class", "scroll"},
                                      {"tabindex", "0"},
                                      {"role", "region"},
                                      {"aria-label", "Visits of every subject"}});
  const bool many = study.protocol.visits.size() > kMostVisitsUpright;
  const auto table = page.in("table", {{"class", many ? "matrix many" : "matrix"}});
  page.leaf("caption", "CTC per 7.5 mL of every subject at every visit; \u25B2 is " + rule_words(study.ctc) +
                           ". A second line names what is missing at a visit that took place.");
  write_head(page, study, unscheduled);
  const auto body = page.in("tbody");
  std::size_t number = 0;
  for (const SubjectHistory& history : histories) {
    const auto row = page.in("tr");
    {
      const auto name = page.in("th", {{"scope", "row"}});
      page.leaf("a", history.id, {{"href", "#subject-" + std::to_string(++number)}});
    }
    for (const Visit& visit : study.protocol.visits) {
      write_cell(page, at_visit(history, visit.code), study);
    }
    if (unscheduled) {
      write_unscheduled(page, history, study);
    }
  }
}

/// What a list above the matrix gathers: cells with this word.
struct Gathered {
  std::string_view word;
  std::string_view heading;
};

constexpr std::array<Gathered, 6> kGathered{{
    {"due", "Due now"},
    {"missed", "Missed"},
    {"NE", "NOT EVALUABLE"},
    {"Q", "QUARANTINED"},
    {"open", "Sample there, not analysed yet"},
    {"no CTC", "Visit without a CTC sample"},
}};

void write_list(Markup& page, const Gathered& gathered, const Study& study,
                const std::vector<SubjectHistory>& histories) {
  constexpr std::size_t kMostNamed = 24;
  std::size_t number = 0;
  std::string places;
  for (const SubjectHistory& history : histories) {
    for (const Timepoint* timepoint : history.course) {
      if (visit_cell(*timepoint, study).word == gathered.word && ++number <= kMostNamed) {
        (places += places.empty() ? "" : ", ") += history.id + " " + timepoint->visit;
      }
    }
  }
  if (number > kMostNamed) {
    places += " and " + grouped(number - kMostNamed) + " more, see the matrix";
  }
  if (number != 0) {
    page.leaf("dt", std::string(gathered.heading) + ": " + grouped(number));
    page.leaf("dd", places);
  }
}

}  // namespace

VisitCell visit_cell(const Timepoint& timepoint, const Study& study) {
  const bool counted = timepoint.ctc_state == CtcState::Counted && timepoint.ctc_count;
  VisitCell cell = timepoint.ctc_state == CtcState::NotDone ? not_counted_cell(timepoint)
                   : counted                                ? counted_cell(timepoint, study.ctc)
                   : is_quarantined(timepoint)              ? VisitCell{"Q", "stopped", {}}
                                                            : VisitCell{"NE", "stopped", {}};
  const std::string missing = markers_missing(timepoint, study);
  cell.below += (cell.below.empty() || missing.empty() ? "" : "; ") + missing;
  return cell;
}

void write_visit_matrix(Markup& page, const Study& study, const std::vector<SubjectHistory>& histories) {
  if (histories.empty()) {
    page.leaf("p", "The study has no subject yet.");
    return;
  }
  {
    const auto list = page.in("dl", {{"class", "todo"}});
    for (const Gathered& gathered : kGathered) {
      write_list(page, gathered, study, histories);
    }
  }
  write_table(page, study, histories);
  page.leaf("p",
            "NE: analysed, but no count can be given. Q: in quarantine, it is in doubt whose blood it is. "
            "missed: nothing was collected and the window is over. "
            "due: the window is open. planned: the window lies ahead. ended: the subject had left the study. "
            "no CTC: the visit took place without a CTC sample. open: there is a sample, not analysed yet. "
            "nothing: nothing was collected, and nothing tells whether the window is over. \u2013: not "
            "planned for the subject's arm.",
            {{"class", "soft"}});
}

}  // namespace cyto
