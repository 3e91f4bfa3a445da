#include "cytrial/exchange/sdtm.h"

#include <fstream>
#include <optional>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/number_text.h"
#include "cytrial/store/table_writer.h"
#include "sdtm_define.h"
#include "sdtm_rows.h"
#include "staged_output.h"

namespace cyto {
namespace {

/// The number that a cell is. A text that is one to the letter (a derived qualifier: "-63.1") counts as such:
/// it is no formula and needs no apostrophe.
std::optional<double> number_in(const std::string& cell, SdtmType type) {
  const auto number = parse_double(cell);
  return number && (type != SdtmType::Text || number_text(*number) == cell) ? number : std::nullopt;
}

void write_data_set(const std::filesystem::path& file, const std::vector<SdtmVariable>& variables,
                    const std::vector<SdtmRecord>& records) {
  std::vector<std::string> names;
  for (const SdtmVariable& variable : variables) {
    names.emplace_back(variable.name);
  }
  std::ofstream out(file, std::ios::binary);
  const auto table = make_table_writer(TableFormat::Csv, out, names);
  for (const SdtmRecord& record : records) {
    for (const SdtmVariable& variable : variables) {
      const auto cell = record.find(variable.name);
      if (cell == record.end() || cell->second.empty()) {
        table->absent();
      } else if (const auto number = number_in(cell->second, variable.type)) {
        table->number(*number);
      } else {
        table->text(cell->second);
      }
    }
    table->end_row();
  }
  table->finish();
}

}  // namespace

void write_sdtm(const LabLedger& ledger, const std::filesystem::path& folder) {
  const SdtmTables tables = sdtm_tables(ledger);
  require_absent(folder);
  StagedOutput staged(folder);
  write_data_set(staged.folder() / "lb.csv", lb_variables(), tables.lb);
  write_data_set(staged.folder() / "supplb.csv", supplb_variables(), tables.supplb);
  write_file_atomically(staged.folder() / "define.xml", sdtm_define(ledger, tables));
  staged.commit_folder();
}

}  // namespace cyto
