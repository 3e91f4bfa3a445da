#include "cytrial/core/csv_rows.h"

#include <algorithm>
#include <cmath>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

constexpr std::size_t kPieceBytes = 1U << 18U;
constexpr std::size_t kMaxRowBytes = 1U << 20U;
constexpr std::size_t kMaxColumns = 4096;
constexpr int kEnd = -1;

}  // namespace

CsvRows::CsvRows(const std::filesystem::path& file) : name_(file.string()) {
  std::error_code status;
  const auto kind = std::filesystem::status(file, status).type();
  if (kind == std::filesystem::file_type::not_found) {
    throw Error(ErrorCode::NoInput, name_, "does not exist");
  }
  if (kind != std::filesystem::file_type::regular) {
    throw Error(ErrorCode::BadData, name_, "is not a regular file");
  }
  in_.open(file, std::ios::binary);
  if (!in_) {
    throw Error(ErrorCode::NoPermission, name_, "cannot be opened", "check its owner and rights");
  }
  (void)refill();
  if (std::string_view(piece_).starts_with("\xEF\xBB\xBF")) {
    position_ = 3;
  }
  if (!read_cells()) {
    fail("is empty", "a header line is needed");
  }
  cells_.resize(cell_count_);
  header_ = cells_;
  for (const std::string& name : header_) {
    if (std::count(header_.begin(), header_.end(), name) > 1) {
      fail("the column \"" + name + "\" occurs twice");
    }
  }
}

std::optional<std::size_t> CsvRows::column(std::string_view name) const noexcept {
  const auto found = std::find(header_.begin(), header_.end(), name);
  return found == header_.end() ? std::nullopt
                                : std::optional(static_cast<std::size_t>(found - header_.begin()));
}

bool CsvRows::next() {
  if (!read_cells()) {
    return false;
  }
  if (cell_count_ != header_.size()) {
    fail("has " + std::to_string(cell_count_) + " cells, the header has " + std::to_string(header_.size()),
         "the file may have been cut off");
  }
  return true;
}

double CsvRows::number(std::size_t column) const {
  const std::optional<double> value = parse_double(cell(column));
  if (!value || !std::isfinite(*value)) {
    fail("column \"" + header_[column] + "\" holds \"" + cell(column).substr(0, 40) + "\", not a number");
  }
  return *value;
}

void CsvRows::fail(const std::string& problem, const std::string& remedy) const {
  throw Error(ErrorCode::BadData, name_ + " line " + std::to_string(row_line_), problem, remedy);
}

bool CsvRows::read_cells() {
  row_line_ = line_;
  row_bytes_ = 0;
  cell_count_ = 0;
  if (peek() == kEnd) {
    return false;
  }
  Ending ending = Ending::Cell;
  while (ending == Ending::Cell) {
    if (cell_count_ == kMaxColumns) {
      fail("has more than " + std::to_string(kMaxColumns) + " cells");
    }
    if (cell_count_ == cells_.size()) {
      cells_.emplace_back();
    }
    std::string& cell = cells_[cell_count_++];
    cell.clear();
    ending = peek() == '"' ? read_quoted(cell) : read_cell(cell);
  }
  return true;
}

CsvRows::Ending CsvRows::read_cell(std::string& cell) {
  while (true) {
    const int byte = get();
    if (byte == ',' || byte == '\n' || byte == '\r' || byte == kEnd) {
      return ending_of(byte);
    }
    if (byte == '"') {
      fail("has a quote inside a cell that does not begin with one");
    }
    cell.push_back(static_cast<char>(byte));
  }
}

CsvRows::Ending CsvRows::read_quoted(std::string& cell) {
  (void)get();
  while (true) {
    const int byte = get();
    if (byte == kEnd) {
      fail("has a quoted cell that never ends");
    }
    if (byte == '"' && peek() != '"') {
      const int behind = get();
      if (behind != ',' && behind != '\n' && behind != '\r' && behind != kEnd) {
        fail("has text behind a quoted cell");
      }
      return ending_of(behind);
    }
    if (byte == '"') {
      (void)get();
    }
    line_ += byte == '\n' ? 1 : 0;
    cell.push_back(static_cast<char>(byte));
  }
}

CsvRows::Ending CsvRows::ending_of(int byte) {
  if (byte == '\r' && get() != '\n') {
    fail("has a carriage return without a line feed");
  }
  if (byte == '\n' || byte == '\r') {
    ++line_;
    return Ending::Row;
  }
  return byte == ',' ? Ending::Cell : Ending::File;
}

int CsvRows::get() {
  const int byte = peek();
  if (byte == 0) {
    fail("holds a zero byte", "this is not a text file");
  }
  if (byte != kEnd) {
    ++position_;
    if (++row_bytes_ > kMaxRowBytes) {
      fail("is longer than " + std::to_string(kMaxRowBytes) + " bytes");
    }
  }
  return byte;
}

int CsvRows::peek() {
  if (position_ == piece_.size() && !refill()) {
    return kEnd;
  }
  return static_cast<unsigned char>(piece_[position_]);
}

bool CsvRows::refill() {
  piece_.resize(kPieceBytes);
  in_.read(piece_.data(), static_cast<std::streamsize>(piece_.size()));
  if (in_.bad()) {
    throw Error(ErrorCode::Io, name_, "cannot be read", "check the disk and run again");
  }
  piece_.resize(static_cast<std::size_t>(in_.gcount()));
  position_ = 0;
  return !piece_.empty();
}

}  // namespace cyto
