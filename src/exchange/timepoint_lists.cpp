#include "cytrial/exchange/timepoint_lists.h"

#include <algorithm>
#include <map>
#include <utility>

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
  put_text(table, !result.count.unfavourable   ? ""
                  : *result.count.unfavourable ? "unfavourable"
                                               : "favourable");
  put_text(table, result.reason);
  put_text(table, joined(place.flags));
  table.end_row();
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
  const auto table = make_table_writer(
      format, out, {"study",          "subject",         "visit",        "visit_number",  "planned_day",
                    "actual_day",     "collected",       "test",         "name",          "state",
                    "value",          "censor",          "unit",         "value_written", "unit_written",
                    "assay",          "lower_limit",     "below",        "upper_limit",   "above",
                    "sample_id",      "blood_volume_ml", "ctc_low",      "ctc_high",      "per_7_5_ml",
                    "per_7_5_ml_low", "per_7_5_ml_high", "usable_share", "category",      "reason",
                    "flags"});
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
      const std::string stem = visit + ":" + test.code;
      columns.insert(columns.end(), {stem, stem + ":censor", stem + ":state"});
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
        const LabResult* result = found == at.end() ? nullptr : found->second[test];
        table->number(result != nullptr ? result->value : std::nullopt);
        put_text(*table, result != nullptr ? symbol_of(result->censor) : "");
        put_text(*table, result != nullptr ? name_of(result->state) : "");
      }
    }
    table->end_row();
  }
  table->finish();
}

}  // namespace cyto
