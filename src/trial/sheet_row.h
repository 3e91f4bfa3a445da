#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "cytrial/trial/collection_time.h"
#include "cytrial/trial/csv_reader.h"
#include "cytrial/trial/refused_row.h"
#include "cytrial/trial/study.h"

namespace cyto {

/// The clocks of a study's sites, looked up once.
class SiteClocks {
 public:
  explicit SiteClocks(const Study& study);
  /// Those of the subject's site; the study's own for a subject that it does not know.
  [[nodiscard]] const SiteTime& of(std::string_view subject) const;

 private:
  const Study& study_;
  std::map<std::string, SiteTime, std::less<>> by_zone_;  ///< "" holds the study's offset
  std::map<std::string_view, std::string_view> zone_of_subject_;
};

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
  /// The time of an event at the subject's site; refuses otherwise. @param clocks of the study's sites.
  [[nodiscard]] std::optional<CollectionTime> time(std::string_view column, const SiteClocks& clocks);
  /// A day "2026-01-12", empty for an empty cell; refuses otherwise with "bad_date".
  [[nodiscard]] std::optional<CalendarDay> day(std::string_view column);

 private:
  const CsvTable& table_;
  const CsvRow& row_;
  std::string code_;
  std::string text_;
};

}  // namespace cyto
