#include "cytrial/trial/sample_sheet.h"

#include <algorithm>
#include <map>
#include <utility>

#include "cytrial/core/units.h"
#include "cytrial/trial/csv_reader.h"
#include "cytrial/trial/identity.h"
#include "in_quotes.h"
#include "sheet_row.h"

namespace cyto {
namespace {

/// Blood volumes outside this range [mL] are taken for slips of the keyboard.
constexpr double kMinBloodVolumeMl = 0.01;
constexpr double kMaxBloodVolumeMl = 100.0;

std::optional<std::filesystem::path> read_path(SheetRow& row, const Study& study, std::string_view written,
                                               std::string_view column) {
  std::optional<std::filesystem::path> path = path_below(study.root, written);
  if (!path) {
    row.refuse("bad_path", "the " + std::string(column) + " " + in_quotes(written) +
                               " is no relative path below the study root");
  }
  return path;
}

std::optional<std::filesystem::path> read_optional_path(SheetRow& row, const Study& study,
                                                        std::string_view column) {
  const std::string_view written = row.cell(column);
  return written.empty() ? std::nullopt : read_path(row, study, written, column);
}

std::vector<std::filesystem::path> read_scans(SheetRow& row, const Study& study) {
  std::vector<std::filesystem::path> scans;
  std::string_view rest = row.cell("scan");
  if (rest.empty()) {
    row.refuse("no_scan", "the sample has no scan; leave the row out until there is one");
    return scans;
  }
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = rest.find(';');
    if (auto path = read_path(row, study, trimmed(rest.substr(0, end)), "scan")) {
      scans.push_back(std::move(*path));
    }
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return scans;
}

SheetSample read_row(SheetRow& row, const Study& study, const SiteClocks& clocks) {
  SheetSample sample;
  sample.row = row.row();
  if (!row.has_every_cell()) {
    return sample;
  }
  sample.sample_id = row.id("sample", true);
  if (study.identity.check_character && !row.refused() && !has_right_check_character(sample.sample_id)) {
    row.refuse("bad_check_character", "the sample " + in_quotes(sample.sample_id) +
                                          " does not end in its ISO 7064 MOD 37,2 check character; read the "
                                          "label again");
  }
  sample.subject = row.id("subject", true);
  sample.visit = row.id("visit", false);
  sample.collected = row.time("collected", clocks);
  sample.processed = row.time("processed", clocks);
  sample.scanned = row.time("scanned", clocks);
  sample.barcode = row.cell("barcode");
  sample.blood_volume_ml = row.number("blood_volume_ml", kMinBloodVolumeMl, kMaxBloodVolumeMl, "bad_volume");
  sample.scans = read_scans(row, study);
  sample.panel = read_optional_path(row, study, "panel");
  sample.gates = read_optional_path(row, study, "gates");
  sample.pixel_size_um = row.number("pixel_size_um", kMinPixelSizeUm, kMaxPixelSizeUm, "bad_pixel_size");
  sample.label = row.cell("label");
  return sample;
}

/// Rows of each sample id, in file order, whatever else is wrong with them.
std::map<std::string, std::vector<std::size_t>, std::less<>> rows_by_sample(const CsvTable& sheet) {
  std::map<std::string, std::vector<std::size_t>, std::less<>> rows;
  for (const CsvRow& row : sheet.rows()) {
    if (row.cells.size() == sheet.header().size()) {
      rows[std::string(sheet.cell(row, "sample"))].push_back(row.row);
    }
  }
  return rows;
}

void refuse_repeated_id(SheetRow& row, const std::string& sample_id, const std::vector<std::size_t>& rows) {
  if (rows.size() < 2) {
    return;
  }
  std::string list;
  for (const std::size_t number : rows) {
    list.append(list.empty() ? "" : ", ").append(std::to_string(number));
  }
  row.refuse("duplicate_sample_id", "the sample " + in_quotes(sample_id) + " stands in rows " + list +
                                        "; every sample needs its own identifier");
}

}  // namespace

SampleSheet read_sample_sheet(const std::filesystem::path& file, const Study& study) {
  const CsvTable csv =
      read_csv_file(file, {{"sample", "subject", "visit", "collected", "blood_volume_ml", "scan"},
                           {"panel", "gates", "pixel_size_um", "label", "processed", "scanned", "barcode"}});
  const auto rows_of = rows_by_sample(csv);
  SampleSheet sheet;
  sheet.file = file;
  const SiteClocks clocks(study);
  for (const CsvRow& csv_row : csv.rows()) {
    SheetRow row(csv, csv_row);
    SheetSample sample = read_row(row, study, clocks);
    if (const auto rows = rows_of.find(sample.sample_id);
        rows != rows_of.end() && !sample.sample_id.empty()) {
      refuse_repeated_id(row, sample.sample_id, rows->second);
    }
    if (row.refused()) {
      sheet.refused.push_back(row.report());
    } else {
      sheet.rows.push_back(std::move(sample));
    }
  }
  return sheet;
}

}  // namespace cyto
