#include "csv_records.h"

#include <csv.h>

#include <algorithm>
#include <new>
#include <string>
#include <utility>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

/// Takes what libcsv reports. The library is C: no exception may leave the two callbacks, so a problem is
/// kept and thrown between two pieces of text.
class RecordCollector {
 public:
  explicit RecordCollector(const CsvLimits& limits) : limits_(limits) {}

  void add_cell(const char* text, std::size_t size) noexcept {
    if (stopped()) {
      return;
    }
    if (current_.cells.size() == limits_.max_columns) {
      problem_ = Problem::TooManyColumns;
    } else if (size > limits_.max_cell_bytes) {
      problem_ = Problem::CellTooLong;
    } else {
      guarded([&] { current_.cells.emplace_back(text, size); });
    }
  }

  /// @param terminator the character that ended the row, -1 at the end of the text.
  void end_row(int terminator) noexcept {
    if (stopped()) {
      return;
    }
    const bool second_half_of_crlf = terminator == '\n' && last_was_return_ && current_.cells.empty();
    last_was_return_ = terminator == '\r';
    if (second_half_of_crlf) {
      return;
    }
    current_.row = ++row_;
    if (current_.cells.empty()) {
      return;
    }
    if (records_.size() > limits_.max_rows) {
      problem_ = Problem::TooManyRows;
      return;
    }
    guarded([&] { records_.push_back(std::move(current_)); });
    current_ = {};
  }

  /// @throws Error BadData for the first limit that was passed; std::bad_alloc.
  void check(std::string_view name, std::size_t pending_bytes) {
    if (problem_ == Problem::None && pending_bytes > limits_.max_cell_bytes) {
      problem_ = Problem::CellTooLong;
    }
    const std::string row = "row " + std::to_string(row_ + 1);
    switch (problem_) {
      case Problem::None:
        return;
      case Problem::OutOfMemory:
        throw std::bad_alloc();
      case Problem::TooManyColumns:
        throw Error(ErrorCode::BadData, name,
                    row + " has more than " + std::to_string(limits_.max_columns) + " cells");
      case Problem::CellTooLong:
        throw Error(ErrorCode::BadData, name,
                    row + " has a cell of more than " + std::to_string(limits_.max_cell_bytes) + " bytes",
                    "look for a quote that is not closed");
      case Problem::TooManyRows:
        throw Error(ErrorCode::BadData, name, "more than " + std::to_string(limits_.max_rows) + " rows",
                    "split the study");
    }
  }

  [[nodiscard]] std::vector<CsvRow> take() { return std::move(records_); }

 private:
  enum class Problem { None, OutOfMemory, TooManyColumns, CellTooLong, TooManyRows };

  [[nodiscard]] bool stopped() const noexcept { return problem_ != Problem::None; }

  template <typename Action>
  void guarded(Action action) noexcept {
    try {
      action();
    } catch (const std::bad_alloc&) {
      problem_ = Problem::OutOfMemory;
    }
  }

  const CsvLimits& limits_;
  std::vector<CsvRow> records_;
  CsvRow current_;
  std::size_t row_ = 0;
  bool last_was_return_ = false;
  Problem problem_ = Problem::None;
};

extern "C" {
void collect_cell(void* text, std::size_t size, void* collector) {
  static_cast<RecordCollector*>(collector)->add_cell(static_cast<const char*>(text), size);
}
void collect_row_end(int terminator, void* collector) {
  static_cast<RecordCollector*>(collector)->end_row(terminator);
}
// libcsv drops blanks around cells by default; a cell must stay as written.
int no_character_is_blank(unsigned char /*c*/) {
  return 0;
}
}

/// Owns a libcsv parser.
class Parser {
 public:
  Parser() {
    if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0) {
      throw Error(ErrorCode::Internal, "CSV parser", "cannot start");
    }
    csv_set_space_func(&parser_, no_character_is_blank);
  }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// Bytes taken; fewer than given at a fault.
  [[nodiscard]] std::size_t parse(std::string_view piece, RecordCollector& collector) {
    return csv_parse(&parser_, piece.data(), piece.size(), collect_cell, collect_row_end, &collector);
  }
  [[nodiscard]] bool finish(RecordCollector& collector) {
    return csv_fini(&parser_, collect_cell, collect_row_end, &collector) == 0;
  }
  [[nodiscard]] bool out_of_memory() { return csv_error(&parser_) == CSV_ENOMEM; }
  /// Bytes of the cell that is not finished yet.
  [[nodiscard]] std::size_t pending_bytes() const noexcept { return parser_.entry_pos; }

 private:
  csv_parser parser_{};
};

[[noreturn]] void fail_at(std::string_view text, std::size_t offset, std::string_view name) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  const auto line = std::count(text.begin(), end, '\n') + 1;
  throw Error(ErrorCode::BadData, name, "line " + std::to_string(line) + " has a quote out of place",
              "write a quote inside a quoted cell twice, and quote the whole cell");
}

}  // namespace

std::vector<CsvRow> split_csv_records(std::string_view text, std::string_view name, const CsvLimits& limits) {
  // Small pieces, so that a limit stops the parser soon after it is passed.
  constexpr std::size_t kPieceBytes = 16384;
  RecordCollector collector(limits);
  Parser parser;
  for (std::size_t start = 0; start < text.size(); start += kPieceBytes) {
    const std::string_view piece = text.substr(start, kPieceBytes);
    const std::size_t taken = parser.parse(piece, collector);
    collector.check(name, parser.pending_bytes());
    if (taken < piece.size() && parser.out_of_memory()) {
      throw std::bad_alloc();
    }
    if (taken < piece.size()) {
      fail_at(text, start + taken, name);
    }
  }
  if (!parser.finish(collector)) {
    throw Error(ErrorCode::BadData, name, "a quoted cell is not closed at the end of the file",
                "close the quote; the file may be cut short");
  }
  collector.check(name, 0);
  return collector.take();
}

}  // namespace cyto
