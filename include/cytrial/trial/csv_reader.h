#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cyto {

/// Limits tested before a sheet is used.
struct CsvLimits {
  std::uint64_t max_bytes = 32ULL << 20U;
  std::size_t max_rows = 200'000;
  std::size_t max_columns = 64;
  std::size_t max_cell_bytes = 4096;
};

/// One record below the header.
struct CsvRow {
  std::size_t row = 0;             ///< as a spreadsheet counts: the header is row 1, blank lines count
  std::vector<std::string> cells;  ///< as written, blanks kept; a bad row has more or fewer than the header
};

/// The columns that a sheet must or may have.
struct CsvColumns {
  std::vector<std::string> required;
  std::vector<std::string> optional;
};

/// A comma-separated file with a header, read whole.
class CsvTable {
 public:
  CsvTable(std::vector<std::string> header, std::vector<CsvRow> rows);

  [[nodiscard]] const std::vector<std::string>& header() const noexcept { return header_; }
  [[nodiscard]] const std::vector<CsvRow>& rows() const noexcept { return rows_; }
  /// The cell without blanks around it; empty when the column is not there.
  [[nodiscard]] std::string_view cell(const CsvRow& row, std::string_view column) const noexcept;
  /// The cell as written; empty when the column is not there.
  [[nodiscard]] std::string_view verbatim(const CsvRow& row, std::string_view column) const noexcept;

 private:
  std::vector<std::string> header_;
  std::vector<CsvRow> rows_;
};

/// `text` without blanks and tabs around it.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// Parses RFC 4180 text: UTF-8, with or without byte order mark, LF, CRLF or CR between rows, quoted cells
/// with commas, quotes and line breaks. A row of empty cells only is skipped.
/// @param name how messages call the file.
/// @throws Error BadData: a quote out of place, a NUL, no UTF-8, a limit, with the row or line; unknown,
/// missing or repeated columns, by name.
[[nodiscard]] CsvTable parse_csv(std::string_view text, std::string_view name, const CsvColumns& columns,
                                 const CsvLimits& limits = {});

/// Reads and parses a file. @throws Error NoInput, NoPermission, Io, BadData.
[[nodiscard]] CsvTable read_csv_file(const std::filesystem::path& file, const CsvColumns& columns,
                                     const CsvLimits& limits = {});

}  // namespace cyto
