#include "cytrial/exchange/redcap.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>

#include "cytrial/core/channel.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/store/table_writer.h"
#include "staged_output.h"

namespace cyto {
namespace {

constexpr const char* kForm = "timepoint";
constexpr const char* kStates =
    "measured, Measured | not_done, NOT DONE | not_evaluable, NOT EVALUABLE | quarantined, QUARANTINED | "
    "not_expected, NOT EXPECTED";
// Raw codes of REDCap hold letters, digits and underscores alone.
constexpr const char* kCensors = "lt, < | le, <= | gt, > | ge, >=";
constexpr const char* kYesNo = "1, Yes | 0, No";

/// A field of the project and the cell that a timepoint has in it.
struct Field {
  std::string name;
  std::string label;
  const char* type;        ///< "text", "dropdown", "notes"
  const char* choices;     ///< of a dropdown, else empty
  const char* validation;  ///< "integer", "number", "datetime_seconds_ymd" or empty
  std::function<std::string(const LabTimepoint&, const LabResult&)> cell;
  std::size_t test;  ///< whose result the cell is of
};

std::string text_of(const std::optional<double>& value) {
  return value ? number_text(*value) : std::string();
}
std::string text_of(const std::optional<int>& value) {
  return value ? std::to_string(*value) : std::string();
}

std::string yes_no_code(const std::optional<bool>& value) {
  return !value ? "" : *value ? "1" : "0";
}

std::string censor_code(Censor censor) {
  switch (censor) {
    case Censor::None:
      return "";
    case Censor::Below:
      return "lt";
    case Censor::AtMost:
      return "le";
    case Censor::Above:
      return "gt";
    case Censor::AtLeast:
      return "ge";
  }
  return "";
}

/// "2026-01-12 08:10:00": REDCap's times have no offset, which has a field of its own.
std::string local_time(const LabResult& result) {
  if (!result.collected) {
    return {};
  }
  std::string text = iso_text(*result.collected).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::string offset(const LabResult& result) {
  return result.collected ? "UTC" + iso_text(*result.collected).substr(19) : std::string();
}

std::string joined(const std::vector<std::string>& flags) {
  std::string text;
  for (const std::string& flag : flags) {
    text.append(text.empty() ? "" : " | ").append(flag);
  }
  return text;
}

std::vector<Field> visit_fields() {
  using Place = const LabTimepoint&;
  using Result = const LabResult&;
  return {{"visit", "Visit", "text", "", "", [](Place place, Result) { return place.visit; }, kCtcTest},
          {"visit_number", "Visit number", "text", "", "number",
           [](Place place, Result) { return number_text(place.visit_number); }, kCtcTest},
          {"planned_day", "Planned day", "text", "", "integer",
           [](Place place, Result) { return text_of(place.planned_day); }, kCtcTest},
          {"actual_day", "Day of collection", "text", "", "integer",
           [](Place place, Result) { return text_of(place.actual_day); }, kCtcTest}};
}

std::vector<Field> count_fields() {
  using Place = const LabTimepoint&;
  using Result = const LabResult&;
  return {
      {"ctc_state", "CTC count: state", "dropdown", kStates, "",
       [](Place, Result r) { return std::string(name_of(r.state)); }, kCtcTest},
      {"ctc_reason", "CTC count: why not measured", "notes", "", "", [](Place, Result r) { return r.reason; },
       kCtcTest},
      {"ctc_sample_id", "Blood sample", "text", "", "", [](Place, Result r) { return r.specimen; }, kCtcTest},
      {"ctc_collected", "Blood sample: collected (local time)", "text", "", "datetime_seconds_ymd",
       [](Place, Result r) { return local_time(r); }, kCtcTest},
      {"ctc_collected_offset", "Blood sample: offset of that time", "text", "", "",
       [](Place, Result r) { return offset(r); }, kCtcTest},
      {"ctc_count", "CTC count", "text", "", "integer", [](Place, Result r) { return text_of(r.value); },
       kCtcTest},
      {"ctc_low", "CTC count: lower 95 % limit", "text", "", "number",
       [](Place, Result r) { return text_of(r.count.low); }, kCtcTest},
      {"ctc_high", "CTC count: upper 95 % limit", "text", "", "number",
       [](Place, Result r) { return text_of(r.count.high); }, kCtcTest},
      {"ctc_volume_ml", "Blood volume examined [mL]", "text", "", "number",
       [](Place, Result r) { return text_of(r.count.volume_ml); }, kCtcTest},
      {"ctc_per_7_5_ml", "CTC per 7.5 mL", "text", "", "number",
       [](Place, Result r) { return text_of(r.count.per_7_5_ml); }, kCtcTest},
      {"ctc_per_7_5_ml_low", "CTC per 7.5 mL: lower 95 % limit", "text", "", "number",
       [](Place, Result r) { return text_of(r.count.per_7_5_ml_low); }, kCtcTest},
      {"ctc_per_7_5_ml_high", "CTC per 7.5 mL: upper 95 % limit", "text", "", "number",
       [](Place, Result r) { return text_of(r.count.per_7_5_ml_high); }, kCtcTest},
      {"ctc_usable_share", "Share of the scan that was usable", "text", "", "number",
       [](Place, Result r) { return text_of(r.count.usable_share); }, kCtcTest},
      {"ctc_unfavourable", "At or above the cut-off of the study", "dropdown", kYesNo, "",
       [](Place, Result r) { return yes_no_code(r.count.unfavourable); }, kCtcTest},
      {"ctc_approved_by", "CTC count: approved by", "text", "", "",
       [](Place, Result r) { return r.approval ? r.approval->by : std::string(); }, kCtcTest},
      {"ctc_approved_at", "CTC count: approved at (UTC)", "text", "", "",
       [](Place, Result r) { return r.approval ? r.approval->at : std::string(); }, kCtcTest}};
}

/// What the timepoint table states of a result, under the same names.
std::vector<Field> figure_fields(const std::string& stem, const std::string& name,
                                 std::span<const LabFigure> figures, std::size_t test) {
  std::vector<Field> fields;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const LabFigure& figure = figures[i];
    const bool has_unit = !figure.unit.empty() && figure.unit != "1";
    fields.push_back({stem + "_" + std::string(figure.column),
                      name + ": " + std::string(figure.words) +
                          (has_unit ? " [" + std::string(figure.unit) + "]" : std::string()),
                      "text", "", figure.kind == CellKind::Number ? "number" : "",
                      [i](const LabTimepoint&, const LabResult& result) {
                        return result.figures.empty() ? std::string() : result.figures[i];
                      },
                      test});
  }
  return fields;
}

/// Field names begin with a letter.
std::string stem_of(const LabTest& test) {
  const std::string prefix = column_prefix(test.code);
  return prefix.front() >= 'a' && prefix.front() <= 'z' ? prefix : "t_" + prefix;
}

std::vector<Field> marker_fields(const LabTest& test, std::size_t position) {
  using Place = const LabTimepoint&;
  using Result = const LabResult&;
  const std::string stem = stem_of(test);
  const std::string& name = test.name;
  return {
      {stem + "_state", name + ": state", "dropdown", kStates, "",
       [](Place, Result r) { return std::string(name_of(r.state)); }, position},
      {stem + "_reason", name + ": why not measured", "notes", "", "",
       [](Place, Result r) { return r.reason; }, position},
      {stem + "_censor", name + ": the value is a bound", "dropdown", kCensors, "",
       [](Place, Result r) { return censor_code(r.censor); }, position},
      {stem + "_value", name + " [" + test.unit + "]", "text", "", "number",
       [](Place, Result r) { return text_of(r.value); }, position},
      {stem + "_written", name + " as written", "text", "", "",
       [](Place, Result r) {
         return r.written_value.empty() ? std::string() : r.written_value + " " + r.written_unit;
       },
       position},
      {stem + "_assay", name + ": assay", "text", "", "", [](Place, Result r) { return r.method; }, position},
      {stem + "_lower_limit", name + ": lower limit of the assay", "text", "", "number",
       [](Place, Result r) { return text_of(r.lower_limit); }, position},
      {stem + "_below", name + ": below it", "dropdown", kYesNo, "",
       [](Place, Result r) { return yes_no_code(r.below_limit); }, position},
      {stem + "_upper_limit", name + ": upper limit of the assay", "text", "", "number",
       [](Place, Result r) { return text_of(r.upper_limit); }, position},
      {stem + "_above", name + ": above it", "dropdown", kYesNo, "",
       [](Place, Result r) { return yes_no_code(r.above_limit); }, position},
      {stem + "_collected", name + ": collected (local time)", "text", "", "datetime_seconds_ymd",
       [](Place, Result r) { return local_time(r); }, position},
      {stem + "_collected_offset", name + ": offset of that time", "text", "", "",
       [](Place, Result r) { return offset(r); }, position}};
}

std::vector<Field> fields_of(const LabLedger& ledger) {
  std::vector<Field> fields = visit_fields();
  const auto append = [&](std::vector<Field> more) {
    fields.insert(fields.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  };
  append(count_fields());
  append(figure_fields("ctc", "CTC count", count_figures(), kCtcTest));
  for (std::size_t test = kCtcTest + 1; test < ledger.tests.size(); ++test) {
    const LabTest& marker = ledger.tests[test];
    append(marker_fields(marker, test));
    append(figure_fields(stem_of(marker), marker.name, marker_figures(), test));
  }
  fields.push_back({"flags", "Flags", "notes", "", "",
                    [](const LabTimepoint& place, const LabResult&) { return joined(place.flags); },
                    kCtcTest});
  std::map<std::string, int> seen;
  for (const Field& field : fields) {
    if (++seen[field.name] > 1) {
      throw Error(ErrorCode::BadConfig, "field " + field.name, "would occur twice in the REDCap project",
                  "give the analytes codes that differ in more than punctuation");
    }
  }
  return fields;
}

void put_text(TableWriter& table, const std::string& text) {
  text.empty() ? table.absent() : table.text(text);
}

void write_dictionary(const std::vector<Field>& fields, std::ostream& out) {
  const auto table = make_table_writer(
      TableFormat::Csv, out,
      {"Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
       "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
       "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
       "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name",
       "Matrix Ranking?", "Field Annotation"});
  const auto put_row = [&](const std::string& name, const char* form, const std::string& label,
                           const char* type, const char* choices, const char* validation) {
    put_text(*table, name);
    put_text(*table, form);
    table->absent();
    put_text(*table, type);
    put_text(*table, label);
    put_text(*table, choices);
    table->absent();
    put_text(*table, validation);
    for (int cell = 0; cell < 10; ++cell) {
      table->absent();
    }
    table->end_row();
  };
  put_row("record_id", "subject", "Subject", "text", "", "");
  for (const Field& field : fields) {
    put_row(field.name, kForm, field.label, field.type, field.choices, field.validation);
  }
  table->finish();
}

/// 2: everything that was expected at the timepoint is measured; 0: something is not.
const char* completeness(const LabResult* results, std::size_t tests) {
  return std::all_of(results, results + tests,
                     [](const LabResult& result) {
                       return result.state == LabState::Measured || result.state == LabState::NotExpected;
                     })
             ? "2"
             : "0";
}

void write_import(const LabLedger& ledger, const std::vector<Field>& fields, std::ostream& out) {
  std::vector<std::string> columns{"record_id", "redcap_repeat_instrument", "redcap_repeat_instance"};
  std::transform(fields.begin(), fields.end(), std::back_inserter(columns),
                 [](const Field& field) { return field.name; });
  columns.push_back(std::string(kForm) + "_complete");
  const auto table = make_table_writer(TableFormat::Csv, out, columns);
  std::map<std::string, std::int64_t> instances;
  for (std::size_t i = 0; i < ledger.timepoints.size(); ++i) {
    const LabTimepoint& place = ledger.timepoints[i];
    const LabResult* results = &ledger.results[i * ledger.tests.size()];
    table->text(place.subject);
    table->text(kForm);
    table->integer(++instances[place.subject]);
    for (const Field& field : fields) {
      const std::string cell = field.cell(place, results[field.test]);
      const auto number =
          *field.validation == 'i' || *field.validation == 'n' ? parse_double(cell) : std::nullopt;
      number ? table->number(*number) : put_text(*table, cell);
    }
    table->text(completeness(results, ledger.tests.size()));
    table->end_row();
  }
  table->finish();
}

}  // namespace

void write_redcap(const LabLedger& ledger, const std::filesystem::path& folder) {
  const std::vector<Field> fields = fields_of(ledger);
  require_absent(folder);
  StagedOutput staged(folder);
  std::ofstream dictionary(staged.folder() / "data_dictionary.csv", std::ios::binary);
  write_dictionary(fields, dictionary);
  std::ofstream import(staged.folder() / "import.csv", std::ios::binary);
  write_import(ledger, fields, import);
  dictionary.close();
  import.close();
  staged.commit_folder();
}

}  // namespace cyto
