#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cyto {

/// The rows of a CSV file with a header (RFC 4180), read in pieces. Strict: a row with another number of
/// cells than the header, a quote inside a bare cell, a lone CR, a zero byte, an unfinished quoted cell and
/// a cell name that occurs twice are errors that name file and line. A byte order mark is skipped.
class CsvRows {
 public:
  /// Opens the file and reads the header. @throws Error NoInput, NoPermission, Io, BadData.
  explicit CsvRows(const std::filesystem::path& file);

  /// Next row; false at the end. @throws Error Io, BadData.
  bool next();
  [[nodiscard]] const std::vector<std::string>& header() const noexcept { return header_; }
  [[nodiscard]] const std::string& cell(std::size_t column) const { return cells_.at(column); }
  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const noexcept;
  /// @throws Error BadData unless the cell holds a finite number.
  [[nodiscard]] double number(std::size_t column) const;
  /// @throws Error BadData with this file and the line of the row read last.
  [[noreturn]] void fail(const std::string& problem, const std::string& remedy = {}) const;

 private:
  enum class Ending { Cell, Row, File };

  [[nodiscard]] bool read_cells();
  [[nodiscard]] Ending read_cell(std::string& cell);
  [[nodiscard]] Ending read_quoted(std::string& cell);
  [[nodiscard]] Ending ending_of(int byte);
  [[nodiscard]] int get();
  [[nodiscard]] int peek();
  bool refill();

  std::string name_;
  std::ifstream in_;
  std::string piece_;
  std::size_t position_ = 0;
  std::uint64_t line_ = 1;      ///< where reading stands
  std::uint64_t row_line_ = 1;  ///< where the row read last begins
  std::size_t row_bytes_ = 0;
  std::vector<std::string> header_;
  std::vector<std::string> cells_;  ///< reused: kept for their memory
  std::size_t cell_count_ = 0;
};

}  // namespace cyto
