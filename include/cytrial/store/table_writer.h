#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cyto {

enum class TableFormat { Csv, Json };

/// Writes one table row by row, cell by cell, to a stream: the columns are named once, every row has a cell
/// for each. Numbers are written in their shortest exact form whatever the locale, whole ones without an
/// exponent; an absent value is an
/// empty cell in CSV and null in JSON, never 0. Buffered: nothing is complete before finish(). A fast path
/// for millions of rows: no allocation per cell. One thread at a time. See docs/formats/exports.md.
class TableWriter {
 public:
  virtual ~TableWriter() = default;

  virtual void text(std::string_view value) = 0;
  virtual void number(double value) = 0;  ///< absent when it is not finite
  virtual void number(float value) = 0;   ///< shortest text that reads back as the same float
  virtual void integer(std::int64_t value) = 0;
  virtual void absent() = 0;
  /// @throws Error Internal when the row has not one cell per column; Io when the stream fails.
  virtual void end_row() = 0;
  /// Ends the table and flushes the stream. @throws Error Io.
  virtual void finish() = 0;

  void number(std::optional<double> value) { value ? number(*value) : absent(); }
};

/// A writer of RFC 4180 CSV (csv_writer.h) or of a JSON array with one object per row.
/// @param out  must outlive the writer.
[[nodiscard]] std::unique_ptr<TableWriter> make_table_writer(TableFormat format, std::ostream& out,
                                                             const std::vector<std::string>& columns);

}  // namespace cyto
