#include <cmath>
#include <map>
#include <utility>

#include "cytrial/trial/assessment_table.h"
#include "cytrial/trial/csv_reader.h"
#include "in_quotes.h"
#include "sheet_row.h"

namespace cyto {
namespace {

constexpr double kMostCycles = 200.0;
constexpr double kLargestDosePercent = 200.0;

using CycleOfSubject = std::pair<std::string, std::string>;

/// How many rows each cycle of a subject has, as written.
std::map<CycleOfSubject, int> rows_by_cycle(const CsvTable& sheet) {
  std::map<CycleOfSubject, int> rows;
  for (const CsvRow& row : sheet.rows()) {
    if (row.cells.size() == sheet.header().size()) {
      ++rows[{std::string(sheet.cell(row, "subject")), std::string(sheet.cell(row, "cycle"))}];
    }
  }
  return rows;
}

Treatment read_row(SheetRow& row) {
  Treatment treatment;
  treatment.row = row.row();
  if (!row.has_every_cell()) {
    return treatment;
  }
  treatment.subject = row.id("subject", true);
  const std::optional<double> cycle = row.number("cycle", 1.0, kMostCycles, "bad_cycle");
  if (!cycle || *cycle != std::floor(*cycle)) {
    row.refuse("bad_cycle",
               "the cycle " + in_quotes(row.cell("cycle")) + " is no whole number from 1 to 200");
  }
  treatment.cycle = static_cast<int>(cycle.value_or(0.0));
  const std::optional<CalendarDay> day = row.day("date");
  if (!day && row.cell("date").empty()) {
    row.refuse("no_date", "the treatment has no date");
  }
  treatment.day = day.value_or(CalendarDay());
  treatment.therapy = row.cell("therapy");
  treatment.dose_percent = row.number("dose_percent", 0.0, kLargestDosePercent, "bad_dose");
  return treatment;
}

}  // namespace

TreatmentTable read_treatment_table(const std::filesystem::path& file) {
  const CsvTable sheet = read_csv_file(file, {{"subject", "cycle", "date", "therapy"}, {"dose_percent"}});
  const std::map<CycleOfSubject, int> rows_of = rows_by_cycle(sheet);
  TreatmentTable table;
  table.file = file;
  for (const CsvRow& csv_row : sheet.rows()) {
    SheetRow row(sheet, csv_row);
    Treatment treatment = read_row(row);
    const auto same = rows_of.find({std::string(row.cell("subject")), std::string(row.cell("cycle"))});
    if (same != rows_of.end() && same->second > 1) {
      row.refuse("duplicate_cycle",
                 "the cycle stands in " + std::to_string(same->second) + " rows of the subject; keep one");
    }
    if (row.refused()) {
      table.refused.push_back(row.report());
    } else {
      table.rows.push_back(std::move(treatment));
    }
  }
  return table;
}

}  // namespace cyto
