#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cytrial/trial/collection_time.h"
#include "cytrial/trial/csv_reader.h"
#include "cytrial/trial/refused_row.h"
#include "cytrial/trial/study.h"

namespace cyto {

/// One row of a sheet while it is read: gives its cells and collects what is wrong with them, so that one
/// report names every problem of the row.
class SheetRow {
 public:
  SheetRow(const CsvTable& table, const CsvRow& row) : table_(table), row_(row) {}

  /// Refuses a row with more or fewer cells than the header: its cells cannot be told apart.
  [[nodiscard]] bool has_every_cell();
  [[nodiscard]] std::string_view cell(std::string_view column) const { return table_.cell(row_, column); }
  [[nodiscard]] std::string_view verbatim(std::string_view column) const {
    return table_.verbatim(row_, column);
  }
  [[nodiscard]] std::size_t row() const noexcept { return row_.row; }

  void refuse(std::string_view code, std::string_view text);
  [[nodiscard]] bool refused() const noexcept { return !code_.empty(); }
  /// The report of the row, with the identifying cells as written.
  [[nodiscard]] RefusedRow report() const;

  /// A valid id; refuses otherwise. @param required refuses an empty cell too.
  [[nodiscard]] std::string id(std::string_view column, bool required);
  /// A number inside [min, max], empty for an empty cell; refuses otherwise with `code`.
  [[nodiscard]] std::optional<double> number(std::string_view column, double min, double max,
                                             std::string_view code);
  [[nodiscard]] std::optional<CollectionTime> collection_time(const Study& study);

 private:
  const CsvTable& table_;
  const CsvRow& row_;
  std::string code_;
  std::string text_;
};

}  // namespace cyto
