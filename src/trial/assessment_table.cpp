#include "cytrial/trial/assessment_table.h"

#include <array>

#include "cytrial/trial/csv_reader.h"
#include "in_quotes.h"
#include "sheet_row.h"

namespace cyto {
namespace {

constexpr std::array kResponses{Response::Complete,    Response::Partial,
                                Response::Stable,      Response::NeitherCompleteNorProgressive,
                                Response::Progressive, Response::NotEvaluable};

std::optional<bool> read_yes_no(SheetRow& row, std::string_view column) {
  const std::string_view text = row.cell(column);
  if (text.empty()) {
    return std::nullopt;
  }
  if (text != "yes" && text != "no") {
    row.refuse("bad_" + std::string(column),
               std::string(column) + " is " + in_quotes(text) + "; write yes, no or nothing");
    return std::nullopt;
  }
  return text == "yes";
}

std::optional<Response> read_response(SheetRow& row) {
  const std::string_view text = row.cell("response");
  const std::optional<Response> response = response_from(text);
  if (!text.empty() && !response) {
    row.refuse("bad_response", "the response " + in_quotes(text) +
                                   " is not known; use CR, PR, SD, NON-CR/NON-PD, PD, NE or nothing");
  }
  return response;
}

Assessment read_row(SheetRow& row) {
  Assessment assessment;
  assessment.row = row.row();
  if (!row.has_every_cell()) {
    return assessment;
  }
  assessment.subject = row.id("subject", true);
  assessment.visit = row.id("visit", false);
  const std::optional<CalendarDay> day = row.day("date");
  if (!day && row.cell("date").empty()) {
    row.refuse("no_date", "the assessment has no date");
  }
  assessment.day = day.value_or(CalendarDay());
  assessment.modality = row.cell("modality");
  assessment.response = read_response(row);
  assessment.intrahepatic_progression = read_yes_no(row, "intrahepatic_progression");
  assessment.extrahepatic_progression = read_yes_no(row, "extrahepatic_progression");
  return assessment;
}

}  // namespace

std::string_view name_of(Response response) noexcept {
  switch (response) {
    case Response::Complete:
      return "CR";
    case Response::Partial:
      return "PR";
    case Response::Stable:
      return "SD";
    case Response::NeitherCompleteNorProgressive:
      return "NON-CR/NON-PD";
    case Response::Progressive:
      return "PD";
    case Response::NotEvaluable:
      return "NE";
  }
  return "";
}

std::optional<Response> response_from(std::string_view name) noexcept {
  for (const Response response : kResponses) {
    if (name_of(response) == name) {
      return response;
    }
  }
  return std::nullopt;
}

AssessmentTable read_assessment_table(const std::filesystem::path& file) {
  const CsvTable sheet = read_csv_file(file, {{"subject", "date", "modality", "response",
                                               "intrahepatic_progression", "extrahepatic_progression"},
                                              {"visit"}});
  AssessmentTable table;
  table.file = file;
  for (const CsvRow& csv_row : sheet.rows()) {
    SheetRow row(sheet, csv_row);
    Assessment assessment = read_row(row);
    if (row.refused()) {
      table.refused.push_back(row.report());
    } else {
      table.rows.push_back(std::move(assessment));
    }
  }
  return table;
}

}  // namespace cyto
