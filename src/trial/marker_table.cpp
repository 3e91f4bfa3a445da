#include "cytrial/trial/marker_table.h"

#include <array>
#include <charconv>
#include <utility>

#include "cytrial/trial/csv_reader.h"
#include "in_quotes.h"
#include "sheet_row.h"

namespace cyto {
namespace {

/// `value` x `factor`, as decimal arithmetic has it: both are short decimals, whose product in binary may
/// differ in the 16th digit. 12 x 0.05848 is 0.70176 and not 0.7017599999999999.
double converted(double value, double factor) {
  constexpr int kDecimalDigits = 15;
  std::array<char, 32> digits{};
  const auto [end, status] = std::to_chars(digits.data(), digits.data() + digits.size(), value * factor,
                                           std::chars_format::scientific, kDecimalDigits - 1);
  double rounded = 0.0;
  std::from_chars(digits.data(), end, rounded);
  return factor == 1.0 ? value : rounded;
}

std::string unit_list(const Analyte& analyte) {
  std::string list;
  for (const AcceptedUnit& unit : analyte.accepted_units) {
    list.append(list.empty() ? "" : ", ").append(unit.unit);
  }
  return list;
}

const AcceptedUnit* read_unit(SheetRow& row, const Analyte& analyte) {
  const std::string_view written = row.cell("unit");
  const AcceptedUnit* unit = analyte.accepted(written);
  if (unit == nullptr && written.empty()) {
    row.refuse("no_unit", "the result has no unit; " + analyte.name + " is read in: " + unit_list(analyte));
  } else if (unit == nullptr) {
    row.refuse("unknown_unit", "the unit " + in_quotes(written) + " is not declared for " + analyte.name +
                                   ", which is read in: " + unit_list(analyte));
  }
  return unit;
}

const Analyte* read_analyte(SheetRow& row, const Study& study) {
  const std::string_view written = row.cell("analyte");
  const Analyte* analyte = study.find_analyte(written);
  if (analyte == nullptr && written.empty()) {
    row.refuse("no_analyte", "the result names no analyte");
  } else if (analyte == nullptr) {
    row.refuse("unknown_analyte", "the analyte " + in_quotes(written) + " is not in the study file");
  }
  return analyte;
}

void read_result(SheetRow& row, const Study& study, MarkerResult& result) {
  const Analyte* analyte = read_analyte(row, study);
  const AcceptedUnit* unit = analyte == nullptr ? nullptr : read_unit(row, *analyte);
  const MarkerValueReading reading = read_marker_value(row.verbatim("value"));
  if (!reading.value) {
    row.refuse(reading.code, reading.text);
  }
  if (unit == nullptr || !reading.value) {
    return;
  }
  result.analyte = analyte->code;
  result.unit = analyte->unit;
  result.censor = reading.censor;
  result.value = converted(*reading.value, unit->factor);
}

MarkerResult read_row(SheetRow& row, const Study& study, const SiteClocks& clocks) {
  MarkerResult result;
  result.row = row.row();
  if (!row.has_every_cell()) {
    return result;
  }
  result.subject = row.id("subject", true);
  result.visit = row.id("visit", false);
  result.collected = row.time("collected", clocks);
  read_result(row, study, result);
  result.value_text = row.verbatim("value");
  result.unit_text = row.verbatim("unit");
  result.assay = row.cell("assay");
  return result;
}

}  // namespace

MarkerTable read_marker_table(const std::filesystem::path& file, const Study& study) {
  const CsvTable sheet =
      read_csv_file(file, {{"subject", "analyte", "collected", "value", "unit", "assay"}, {"visit"}});
  MarkerTable table;
  table.file = file;
  const SiteClocks clocks(study);
  for (const CsvRow& csv_row : sheet.rows()) {
    SheetRow row(sheet, csv_row);
    MarkerResult result = read_row(row, study, clocks);
    if (row.refused()) {
      table.refused.push_back(row.report());
    } else {
      table.rows.push_back(std::move(result));
    }
  }
  return table;
}

}  // namespace cyto
