#include "cytrial/exchange/timepoint_lists.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <utility>

#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

void put_text(TableWriter& table, std::string_view text) {
  text.empty() ? table.absent() : table.text(text);
}

void put_integer(TableWriter& table, const std::optional<int>& number) {
  number ? table.integer(*number) : table.absent();
}

std::string joined(const std::vector<std::string>& flags) {
  std::string text;
  for (const std::string& flag : flags) {
    text.append(text.empty() ? "" : " | ").append(flag);
  }
  return text;
}

std::string_view yes_no(const std::optional<bool>& value) {
  return !value ? "" : *value ? "yes" : "no";
}

std::string_view category_of(const LabCount& count) {
  return !count.unfavourable ? "" : *count.unfavourable ? "unfavourable" : "favourable";
}

/// A figure's cell: a number where it is one. @param cell empty: there is none.
void put_figure(TableWriter& table, const LabFigure& figure, const std::string& cell) {
  figure.kind == CellKind::Number ? table.number(parse_double(cell)) : put_text(table, cell);
}

/// The cells of `figures` of a result that has them; empty ones for every other result.
void put_figures(TableWriter& table, std::span<const LabFigure> figures, const LabResult* result) {
  const bool has_them =
      result != nullptr && !result->figures.empty() && figures_of(*result).data() == figures.data();
  for (std::size_t i = 0; i < figures.size(); ++i) {
    put_figure(table, figures[i], has_them ? result->figures[i] : std::string());
  }
}

void put_long_row(TableWriter& table, const LabLedger& ledger, const LabResult& result) {
  const LabTimepoint& place = ledger.timepoints[result.timepoint];
  const LabTest& test = ledger.tests[result.test];
  put_text(table, ledger.study);
  put_text(table, place.subject);
  put_text(table, place.visit);
  table.number(place.visit_number);
  put_integer(table, place.planned_day);
  put_integer(table, place.actual_day);
  put_text(table, result.collected ? iso_text(*result.collected) : std::string());
  put_text(table, test.code);
  put_text(table, test.name);
  put_text(table, name_of(result.state));
  table.number(result.value);
  put_text(table, symbol_of(result.censor));
  put_text(table, result.value ? test.unit : std::string());
  put_text(table, result.written_value);
  put_text(table, result.written_unit);
  put_text(table, result.method);
  table.number(result.lower_limit);
  put_text(table, yes_no(result.below_limit));
  table.number(result.upper_limit);
  put_text(table, yes_no(result.above_limit));
  put_text(table, result.specimen);
  table.number(result.count.volume_ml);
  table.number(result.count.low);
  table.number(result.count.high);
  table.number(result.count.per_7_5_ml);
  table.number(result.count.per_7_5_ml_low);
  table.number(result.count.per_7_5_ml_high);
  table.number(result.count.usable_share);
  put_text(table, category_of(result.count));
  put_text(table, result.approval ? result.approval->by : std::string());
  put_text(table, result.approval ? result.approval->at : std::string());
  put_figures(table, count_figures(), &result);
  put_figures(table, marker_figures(), &result);
  put_text(table, result.reason);
  put_text(table, joined(place.flags));
  table.end_row();
}

void append_columns(const std::string& stem, std::span<const LabFigure> figures,
                    std::vector<std::string>& columns) {
  for (const LabFigure& figure : figures) {
    columns.push_back(stem + std::string(figure.column));
  }
}

/// What the wide list says of a count beside value and state, by the names of the long list.
struct CountCell {
  const char* name;
  std::optional<double> LabCount::*value;
};
constexpr std::array<CountCell, 7> kCountCells{{{"blood_volume_ml", &LabCount::volume_ml},
                                                {"low", &LabCount::low},
                                                {"high", &LabCount::high},
                                                {"per_7_5_ml", &LabCount::per_7_5_ml},
                                                {"per_7_5_ml_low", &LabCount::per_7_5_ml_low},
                                                {"per_7_5_ml_high", &LabCount::per_7_5_ml_high},
                                                {"usable_share", &LabCount::usable_share}}};

/// The columns of one test at one visit.
void append_wide_columns(const std::string& stem, bool is_count, std::vector<std::string>& columns) {
  columns.insert(columns.end(), {stem, stem + ":censor", stem + ":state"});
  if (is_count) {
    for (const CountCell& cell : kCountCells) {
      columns.push_back(stem + ":" + cell.name);
    }
    columns.push_back(stem + ":category");
  }
  append_columns(stem + ":", is_count ? count_figures() : marker_figures(), columns);
}

/// @param result null: nothing is known of the test at the visit.
void put_wide_cells(TableWriter& table, bool is_count, const LabResult* result) {
  table.number(result != nullptr ? result->value : std::nullopt);
  put_text(table, result != nullptr ? symbol_of(result->censor) : "");
  put_text(table, result != nullptr ? name_of(result->state) : "");
  if (is_count) {
    const LabCount count = result != nullptr ? result->count : LabCount();
    for (const CountCell& cell : kCountCells) {
      table.number(count.*cell.value);
    }
    put_text(table, category_of(count));
  }
  put_figures(table, is_count ? count_figures() : marker_figures(), result);
}

/// Visits of the ledger by number, each once.
std::vector<std::string> visits_of(const LabLedger& ledger) {
  std::vector<std::pair<double, std::string>> numbered;
  for (const LabTimepoint& timepoint : ledger.timepoints) {
    numbered.emplace_back(timepoint.visit_number, timepoint.visit);
  }
  std::sort(numbered.begin(), numbered.end());
  std::vector<std::string> visits;
  for (auto& [number, visit] : numbered) {
    if (std::find(visits.begin(), visits.end(), visit) == visits.end()) {
      visits.push_back(std::move(visit));
    }
  }
  return visits;
}

}  // namespace

void write_long_timepoints(const LabLedger& ledger, TableFormat format, std::ostream& out) {
  std::vector<std::string> columns{"study",       "subject",         "visit",           "visit_number",
                                   "planned_day", "actual_day",      "collected",       "test",
                                   "name",        "state",           "value",           "censor",
                                   "unit",        "value_written",   "unit_written",    "assay",
                                   "lower_limit", "below",           "upper_limit",     "above",
                                   "sample_id",   "blood_volume_ml", "ctc_low",         "ctc_high",
                                   "per_7_5_ml",  "per_7_5_ml_low",  "per_7_5_ml_high", "usable_share",
                                   "category",    "approved_by",     "approved_at"};
  append_columns("ctc_", count_figures(), columns);
  append_columns("", marker_figures(), columns);
  columns.insert(columns.end(), {"reason", "flags"});
  const auto table = make_table_writer(format, out, columns);
  for (const LabResult& result : ledger.results) {
    put_long_row(*table, ledger, result);
  }
  table->finish();
}

void write_wide_timepoints(const LabLedger& ledger, TableFormat format, std::ostream& out) {
  const std::vector<std::string> visits = visits_of(ledger);
  std::vector<std::string> columns{"subject"};
  for (const std::string& visit : visits) {
    for (const LabTest& test : ledger.tests) {
      append_wide_columns(visit + ":" + test.code, &test == &ledger.tests[kCtcTest], columns);
    }
  }
  std::map<std::pair<std::string, std::string>, std::vector<const LabResult*>> at;
  for (const LabResult& result : ledger.results) {
    const LabTimepoint& place = ledger.timepoints[result.timepoint];
    at[{place.subject, place.visit}].push_back(&result);
  }
  const auto table = make_table_writer(format, out, columns);
  for (const std::string& subject : ledger.subjects) {
    table->text(subject);
    for (const std::string& visit : visits) {
      const auto found = at.find({subject, visit});
      for (std::size_t test = 0; test < ledger.tests.size(); ++test) {
        put_wide_cells(*table, test == kCtcTest, found == at.end() ? nullptr : found->second[test]);
      }
    }
    table->end_row();
  }
  table->finish();
}

}  // namespace cyto
