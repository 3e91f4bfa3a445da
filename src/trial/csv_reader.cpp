#include "cytrial/trial/csv_reader.h"

#include <algorithm>
#include <utility>

#include "csv_records.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "in_quotes.h"
#include "utf8.h"

namespace cyto {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t';
}

std::string line_at(std::string_view text, std::size_t offset) {
  const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
  return "line " + std::to_string(lines + 1);
}

void require_plain_text(std::string_view text, std::string_view name) {
  constexpr std::string_view kRemedy = "save the sheet as \"CSV UTF-8 (comma delimited)\"";
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw Error(ErrorCode::BadData, name, "the text is UTF-16, not UTF-8", kRemedy);
  }
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    throw Error(ErrorCode::BadData, name, line_at(text, nul) + " holds a NUL byte: this is no CSV", kRemedy);
  }
  if (const auto invalid = first_invalid_utf8(text)) {
    throw Error(ErrorCode::BadData, name, line_at(text, *invalid) + " holds a byte that is not UTF-8",
                kRemedy);
  }
}

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    list.append(list.empty() ? "" : ", ").append(name);
  }
  return list;
}

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void require_known_columns(const std::vector<std::string>& header, std::string_view name,
                           const CsvColumns& columns) {
  for (auto column = header.begin(); column != header.end(); ++column) {
    if (std::find(header.begin(), column, *column) != column) {
      throw Error(ErrorCode::BadData, name, "the column " + in_quotes(*column) + " is there twice",
                  "keep one of the two");
    }
    if (!holds(columns.required, *column) && !holds(columns.optional, *column)) {
      throw Error(ErrorCode::BadData, name, "the column " + in_quotes(*column) + " is not known",
                  "columns are: " + joined(columns.required) +
                      (columns.optional.empty() ? "" : "; optional: " + joined(columns.optional)));
    }
  }
}

void require_all_columns(const std::vector<std::string>& header, std::string_view name,
                         const CsvColumns& columns) {
  std::vector<std::string> missing;
  std::copy_if(columns.required.begin(), columns.required.end(), std::back_inserter(missing),
               [&](const std::string& column) { return !holds(header, column); });
  if (missing.empty()) {
    return;
  }
  throw Error(ErrorCode::BadData, name, "missing columns: " + joined(missing),
              "the first row must name them, separated by commas");
}

/// A first row without any known name is data, and data may hold subject codes: its cells are not shown.
void require_header(const std::vector<std::string>& header, std::string_view name,
                    const CsvColumns& columns) {
  const bool knows_one = std::any_of(header.begin(), header.end(), [&](const std::string& column) {
    return holds(columns.required, column) || holds(columns.optional, column);
  });
  if (!knows_one) {
    throw Error(ErrorCode::BadData, name, "the first row names none of the columns",
                "put a header above the rows: " + joined(columns.required));
  }
}

void require_commas(const std::vector<std::string>& header, std::string_view name) {
  for (const char separator : {';', '\t'}) {
    if (header.size() == 1 && header.front().find(separator) != std::string::npos) {
      throw Error(ErrorCode::BadData, name,
                  std::string("the columns seem to be separated by ") +
                      (separator == ';' ? "semicolons" : "tabs") + ", not by commas",
                  "save the sheet with commas");
    }
  }
}

bool all_blank(const CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(),
                     [](const std::string& cell) { return trimmed(cell).empty(); });
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

CsvTable::CsvTable(std::vector<std::string> header, std::vector<CsvRow> rows)
    : header_(std::move(header)), rows_(std::move(rows)) {}

std::string_view CsvTable::verbatim(const CsvRow& row, std::string_view column) const noexcept {
  const auto found = std::find(header_.begin(), header_.end(), column);
  const auto index = static_cast<std::size_t>(found - header_.begin());
  return index < header_.size() && index < row.cells.size() ? std::string_view(row.cells[index])
                                                            : std::string_view();
}

std::string_view CsvTable::cell(const CsvRow& row, std::string_view column) const noexcept {
  return trimmed(verbatim(row, column));
}

CsvTable parse_csv(std::string_view text, std::string_view name, const CsvColumns& columns,
                   const CsvLimits& limits) {
  require_plain_text(text, name);
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  std::vector<CsvRow> records = split_csv_records(text, name, limits);
  std::erase_if(records, all_blank);
  if (records.empty()) {
    throw Error(ErrorCode::BadData, name, "the file is empty",
                "the first row must name the columns: " + joined(columns.required));
  }
  std::vector<std::string> header;
  for (const std::string& cell : records.front().cells) {
    header.emplace_back(trimmed(cell));
  }
  require_commas(header, name);
  require_header(header, name, columns);
  require_known_columns(header, name, columns);
  require_all_columns(header, name, columns);
  records.erase(records.begin());
  return {std::move(header), std::move(records)};
}

CsvTable read_csv_file(const std::filesystem::path& file, const CsvColumns& columns,
                       const CsvLimits& limits) {
  return parse_csv(read_text_file(file, limits.max_bytes), file.string(), columns, limits);
}

}  // namespace cyto
