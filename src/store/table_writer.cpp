#include "cytrial/store/table_writer.h"

#include <charconv>
#include <cmath>
#include <ostream>

#include "cytrial/core/error.h"
#include "cytrial/store/csv_writer.h"
#include "cytrial/store/json_writer.h"

namespace cyto {
namespace {

constexpr std::size_t kBufferBytes = 1U << 20U;
/// Whole numbers below 2^53 are exact in every real type and are written without an exponent.
constexpr auto kWholeBelow = 9007199254740992.0F;

/// What both formats share: the buffer, the count of cells and the numbers.
class BufferedTable : public TableWriter {
 public:
  BufferedTable(std::ostream& out, std::size_t columns) : out_(out), columns_(columns) {
    buffer_.reserve(kBufferBytes + (kBufferBytes >> 2U));
  }

  void text(std::string_view value) final {
    begin_cell();
    append_text(value);
  }
  void number(double value) final { put_real(value); }
  void number(float value) final { put_real(value); }
  void integer(std::int64_t value) final {
    begin_cell();
    put_digits(value);
  }
  void absent() final {
    begin_cell();
    append_absent();
  }
  void end_row() final {
    if (cell_ != columns_) {
      throw Error(ErrorCode::Internal, "table row",
                  "has " + std::to_string(cell_) + " cells for " + std::to_string(columns_) + " columns");
    }
    close_row();
    cell_ = 0;
    if (buffer_.size() >= kBufferBytes) {
      flush();
    }
  }
  void finish() final {
    close_table();
    flush();
    out_.flush();
    refuse_failure();
  }

 protected:
  virtual void append_text(std::string_view value) = 0;
  virtual void append_absent() = 0;
  virtual void open_cell(std::size_t column) = 0;
  virtual void close_row() = 0;
  virtual void close_table() = 0;

  std::string buffer_;

 private:
  void begin_cell() {
    if (cell_ == columns_) {
      throw Error(ErrorCode::Internal, "table row", "has more cells than columns");
    }
    open_cell(cell_++);
  }
  template <typename Number>
  void put_digits(Number value) {
    constexpr std::size_t kLongest = 32;
    const std::size_t used = buffer_.size();
    buffer_.resize(used + kLongest);
    const auto end = std::to_chars(buffer_.data() + used, buffer_.data() + buffer_.size(), value).ptr;
    buffer_.resize(static_cast<std::size_t>(end - buffer_.data()));
  }
  template <typename Real>
  void put_real(Real value) {
    begin_cell();
    if (!std::isfinite(value)) {
      append_absent();
    } else if (std::abs(value) < kWholeBelow && std::trunc(value) == value) {
      put_digits(static_cast<std::int64_t>(value));  // 100000, not the shorter 1e+05
    } else {
      put_digits(value);
    }
  }
  void flush() {
    out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
    refuse_failure();
  }
  void refuse_failure() const {
    if (!out_) {
      throw Error(ErrorCode::Io, "table output", "cannot be written",
                  "check the disk or the receiving program");
    }
  }

  std::ostream& out_;
  std::size_t columns_;
  std::size_t cell_ = 0;
};

class CsvTable final : public BufferedTable {
 public:
  CsvTable(std::ostream& out, const std::vector<std::string>& columns) : BufferedTable(out, columns.size()) {
    for (const std::string& column : columns) {
      text(column);
    }
    end_row();
  }

 private:
  void append_text(std::string_view value) override { append_csv_text(buffer_, value); }
  void append_absent() override {}
  void open_cell(std::size_t column) override {
    if (column > 0) {
      buffer_.push_back(',');
    }
  }
  void close_row() override { buffer_ += "\r\n"; }
  void close_table() override {}
};

class JsonTable final : public BufferedTable {
 public:
  JsonTable(std::ostream& out, const std::vector<std::string>& columns) : BufferedTable(out, columns.size()) {
    for (const std::string& column : columns) {
      std::string& opening = openings_.emplace_back(openings_.empty() ? "{" : ",");
      append_json_string(opening, column);
      opening.push_back(':');
    }
    buffer_ += "[";
  }

 private:
  void append_text(std::string_view value) override { append_json_string(buffer_, value); }
  void append_absent() override { buffer_ += "null"; }
  void open_cell(std::size_t column) override {
    if (column == 0) {
      buffer_ += any_row_ ? ",\n" : "\n";
      any_row_ = true;
    }
    buffer_ += openings_[column];
  }
  void close_row() override { buffer_.push_back('}'); }
  void close_table() override { buffer_ += any_row_ ? "\n]\n" : "]\n"; }

  std::vector<std::string> openings_;  ///< what stands before the value of each column
  bool any_row_ = false;
};

}  // namespace

std::unique_ptr<TableWriter> make_table_writer(TableFormat format, std::ostream& out,
                                               const std::vector<std::string>& columns) {
  if (format == TableFormat::Csv) {
    return std::make_unique<CsvTable>(out, columns);
  }
  return std::make_unique<JsonTable>(out, columns);
}

}  // namespace cyto
