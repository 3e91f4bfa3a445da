#include "cytrial/exchange/lab_ledger.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <utility>

#include "cytrial/core/channel.h"

namespace cyto {
namespace {

/// Flags that say why a count or result is not shown, and that it is not sure which is right.
constexpr std::array<std::string_view, 5> kQuarantine{"duplicate_scan", "duplicate_sample",
                                                      "duplicate_result", "duplicate_marker", "quarantined"};
/// Flags that say why a sample gives no count.
constexpr std::array<std::string_view, 5> kObstacles{"not_evaluable", "no_counts", "not_classified",
                                                     "row_refused", "not_analysed"};

std::string_view code_of(std::string_view flag) {
  return flag.substr(0, flag.find(':'));
}

template <typename Codes>
bool is_one_of(std::string_view code, const Codes& codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

void append_reason(std::string& reason, const std::string& flag) {
  reason.append(reason.empty() ? "" : "; ").append(flag);
}

/// State and reason of a count that is not there, from the flags of its timepoint.
void explain_count(const Timepoint& timepoint, LabResult& result) {
  bool quarantined = false;
  for (const std::string& flag : timepoint.flags) {
    const bool doubtful = is_one_of(code_of(flag), kQuarantine) && code_of(flag) != "duplicate_marker";
    quarantined = quarantined || doubtful;
    const bool of_marker = code_of(flag) == "row_refused" && flag.find("markers.csv") != std::string::npos;
    if (doubtful || (is_one_of(code_of(flag), kObstacles) && !of_marker)) {
      append_reason(result.reason, flag);
    }
  }
  if (timepoint.ctc_state == CtcState::NotDone) {
    result.state = LabState::NotDone;
  } else {
    result.state = quarantined ? LabState::Quarantined : LabState::NotEvaluable;
  }
}

/// The same for a marker without a result.
void explain_marker(const Timepoint& timepoint, const Analyte& analyte, LabResult& result) {
  for (const std::string& flag : timepoint.flags) {
    const bool doubled =
        code_of(flag) == "duplicate_marker" && flag.find(": " + analyte.name + ": ") != std::string::npos;
    const bool refused =
        code_of(flag) == "row_refused" && flag.find("(" + analyte.name + ") ") != std::string::npos;
    if (doubled || refused) {
      result.state =
          doubled || result.state == LabState::Quarantined ? LabState::Quarantined : LabState::NotEvaluable;
      append_reason(result.reason, flag);
    }
  }
}

LabTest ctc_test(const CtcRule& rule) {
  return {"CTC",
          "Circulating tumor cells",
          rule.loinc,
          "CTC",
          "Circulating Tumor Cells",
          "CIRCULATING TUMOR CELLS",
          "BLOOD",
          "cells",
          "{cells}"};
}

LabTest test_of(const Analyte& analyte) {
  struct Kind {
    const char* category;
    const char* specimen;
  };
  constexpr std::array<Kind, 4> kKinds{
      {{"TUMOR MARKERS", "SERUM"}, {"HEMATOLOGY", "BLOOD"}, {"CHEMISTRY", "SERUM"}, {"OTHER", ""}}};
  const Kind& kind = kKinds[static_cast<std::size_t>(analyte.group)];
  return {analyte.code,  analyte.name,  analyte.loinc, analyte.cdisc_testcd, analyte.cdisc_test,
          kind.category, kind.specimen, analyte.unit,  analyte.ucum};
}

/// Why nothing was to be expected of a procedure at a timepoint; empty when something was, or nobody knows.
std::string not_expected(const Timepoint& timepoint, const Visit* visit, std::string_view procedure) {
  switch (timepoint.visit_state) {
    case VisitState::Planned:
      return "the visit lies ahead";
    case VisitState::Due:
      return "the visit is due";
    case VisitState::AfterEnd:
      return "the subject had left the study";
    case VisitState::Unscheduled:
      return "not part of this unscheduled visit";
    default:
      break;
  }
  const bool told = visit != nullptr && !visit->procedures.empty();
  return told && !visit->plans(procedure) ? "not planned at this visit" : "";
}

/// Numbers timepoints outside the plan behind the last planned visit that lies before them.
class VisitNumbers {
 public:
  explicit VisitNumbers(const Protocol& protocol) : protocol_(protocol) {}

  double of(const Timepoint& timepoint, const Visit* visit) {
    const auto& visits = protocol_.visits;
    if (visit != nullptr) {
      return static_cast<double>(visit - visits.data() + 1);
    }
    const auto before = std::count_if(visits.begin(), visits.end(), [&](const Visit& planned) {
      return planned.day <= timepoint.planned_day;
    });
    const int number = ++outside_[{timepoint.subject, before}];
    return static_cast<double>(before) + static_cast<double>(number) / 100.0;
  }

 private:
  const Protocol& protocol_;
  std::map<std::pair<std::string, std::ptrdiff_t>, int> outside_;
};

LabTimepoint place_of(const Study& study, const Timepoint& timepoint, VisitNumbers& numbers) {
  const Visit* visit = study.find_visit(timepoint.visit);
  LabTimepoint place;
  place.subject = timepoint.subject;
  place.visit = timepoint.visit;
  place.title = visit != nullptr ? visit->title : std::string();
  place.visit_number = numbers.of(timepoint, visit);
  place.planned_day = visit != nullptr ? std::optional(timepoint.planned_day) : std::nullopt;
  place.actual_day = timepoint.actual_day;
  place.flags = timepoint.flags;
  return place;
}

LabResult count_of(const Timepoint& timepoint, const SampleSheet& samples) {
  LabResult result;
  result.test = kCtcTest;
  result.specimen = timepoint.sample_id;
  const auto drawn = std::find_if(samples.rows.begin(), samples.rows.end(), [&](const SheetSample& sample) {
    return !timepoint.sample_id.empty() && sample.sample_id == timepoint.sample_id;
  });
  if (drawn != samples.rows.end()) {
    result.collected = drawn->collected;
  }
  if (timepoint.ctc_state != CtcState::Counted || !timepoint.ctc_count) {
    explain_count(timepoint, result);
    return result;
  }
  result.state = LabState::Measured;
  result.value = static_cast<double>(*timepoint.ctc_count);
  result.written_value = std::to_string(*timepoint.ctc_count);
  result.written_unit = "cells";
  result.method = "IMAGE CYTOMETRY";
  result.count = {timepoint.blood_volume_ml, timepoint.ctc_low,        timepoint.ctc_high,
                  timepoint.per_7_5_ml,      timepoint.per_7_5_ml_low, timepoint.per_7_5_ml_high,
                  timepoint.usable_share,    timepoint.unfavourable};
  return result;
}

LabResult marker_of(const Timepoint& timepoint, const Analyte& analyte, const MarkerAtTimepoint& marker) {
  LabResult result;
  if (!marker.result) {
    explain_marker(timepoint, analyte, result);
    return result;
  }
  result.state = LabState::Measured;
  result.collected = marker.result->collected;
  result.written_value = marker.result->value_text;
  result.written_unit = marker.result->unit_text;
  result.value = marker.result->value;
  result.censor = marker.result->censor;
  result.method = marker.result->assay;
  result.upper_limit = marker.upper_limit;
  result.above_limit = marker.above_limit;
  result.lower_limit = marker.lower_limit;
  result.below_limit = marker.below_limit;
  return result;
}

/// The results of all tests at one timepoint.
std::vector<LabResult> results_at(const Study& study, const SampleSheet& samples,
                                  const Timepoint& timepoint) {
  std::vector<LabResult> results{count_of(timepoint, samples)};
  for (std::size_t i = 0; i < timepoint.markers.size(); ++i) {
    results.push_back(marker_of(timepoint, study.analytes[i], timepoint.markers[i]));
    results.back().test = i + 1;
  }
  const Subject* subject = study.find_subject(timepoint.subject);
  const Visit* visit = study.find_visit(timepoint.visit);
  for (LabResult& result : results) {
    const bool is_count = result.test == kCtcTest;
    const std::string_view procedure = is_count ? "ctc" : name_of(study.analytes[result.test - 1].group);
    const std::string absence = not_expected(timepoint, visit, procedure);
    if (result.state == LabState::NotDone && result.reason.empty() && !absence.empty()) {
      result.state = LabState::NotExpected;
      result.reason = absence;
    }
    if (subject != nullptr && result.collected) {
      result.collected_day = subject->day_of(result.collected->day);
    }
  }
  return results;
}

/// The timepoint table by name of column.
class GridCells {
 public:
  explicit GridCells(TimepointGrid grid) : grid_(std::move(grid)) {
    for (std::size_t column = 0; column < grid_.columns.size(); ++column) {
      columns_[grid_.columns[column].name] = column;
    }
  }
  [[nodiscard]] const std::string& at(std::size_t row, const std::string& column) const {
    return grid_.rows[row][columns_.at(column)];
  }

 private:
  TimepointGrid grid_;
  std::map<std::string, std::size_t> columns_;
};

void fill_figures(const GridCells& cells, const std::string& prefix, LabResult& result) {
  if (result.state != LabState::Measured) {
    return;
  }
  for (const LabFigure& figure : figures_of(result)) {
    result.figures.push_back(cells.at(result.timepoint, prefix + "_" + std::string(figure.column)));
  }
}

void approve(const LabApprovals& approvals, LabResult& count) {
  const auto found = approvals.find(count.specimen);
  if (count.state == LabState::Measured && found != approvals.end()) {
    count.approval = found->second;
  }
}

std::string two_digits(int number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

}  // namespace

std::string_view name_of(LabState state) noexcept {
  constexpr std::array<std::string_view, 5> kNames{"measured", "not_done", "not_evaluable", "quarantined",
                                                   "not_expected"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view words_of(LabState state) noexcept {
  constexpr std::array<std::string_view, 5> kWords{"measured", "NOT DONE", "NOT EVALUABLE", "QUARANTINED",
                                                   "NOT EXPECTED"};
  return kWords[static_cast<std::size_t>(state)];
}

LabLedger lab_ledger(const Study& study, const SampleSheet& samples, const TimepointTable& table,
                     const std::string& program, const LabApprovals& approvals) {
  LabLedger ledger;
  ledger.study = study.name;
  ledger.title = study.title;
  ledger.day_zero = study.protocol.day_zero;
  ledger.rule = study.ctc;
  ledger.program = program;
  ledger.tests = {ctc_test(study.ctc)};
  for (const Analyte& analyte : study.analytes) {
    ledger.tests.push_back(test_of(analyte));
  }
  for (const Subject& subject : study.subjects) {
    ledger.subjects.push_back(subject.id);
  }
  VisitNumbers numbers(study.protocol);
  const GridCells cells(timepoint_grid(study, table));
  for (const Timepoint& timepoint : table.rows) {
    ledger.timepoints.push_back(place_of(study, timepoint, numbers));
    for (LabResult& result : results_at(study, samples, timepoint)) {
      result.timepoint = ledger.timepoints.size() - 1;
      const bool is_count = result.test == kCtcTest;
      fill_figures(cells, is_count ? "ctc" : column_prefix(study.analytes[result.test - 1].code), result);
      if (is_count) {
        approve(approvals, result);
      }
      ledger.results.push_back(std::move(result));
    }
  }
  return ledger;
}

std::string_view range_indicator(const LabResult& result) noexcept {
  if (result.above_limit.value_or(false)) {
    return "HIGH";
  }
  if (result.below_limit.value_or(false)) {
    return "LOW";
  }
  const bool not_low = !result.lower_limit || result.below_limit;
  return result.above_limit && not_low ? "NORMAL" : "";
}

std::string iso_text(const CollectionTime& time) {
  const int second = time.second_of_day;
  std::string text = day_text(time.day) + "T" + two_digits(second / 3600) + ":" +
                     two_digits(second / 60 % 60) + ":" + two_digits(second % 60);
  const int offset = std::abs(time.utc_offset_minutes);
  return text + (time.utc_offset_minutes < 0 ? "-" : "+") + two_digits(offset / 60) + ":" +
         two_digits(offset % 60);
}

int study_day(int day) noexcept {
  return day >= 0 ? day + 1 : day;
}

}  // namespace cyto
