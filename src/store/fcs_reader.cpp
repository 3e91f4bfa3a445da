#include "cytrial/store/fcs_reader.h"

#include <charconv>
#include <map>
#include <optional>

#include "cytrial/core/digest.h"
#include "fcs_text.h"
#include "os_file.h"
#include "row_file.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxTextBytes = 16U << 20U;
constexpr std::uint64_t kMaxColumns = 4096;

[[noreturn]] void refuse(const fs::path& file, const std::string& problem) {
  throw Error(ErrorCode::BadData, file.string(), problem, "analyse the sample again");
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  std::uint64_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

FcsSegment header_segment(const std::string& header, std::size_t at, const fs::path& file) {
  const auto begin = parse_count(std::string_view(header).substr(at, 8));
  const auto end = parse_count(std::string_view(header).substr(at + 8, 8));
  if (!begin || !end) {
    refuse(file, "its FCS header has no number at byte " + std::to_string(at));
  }
  return {*begin, *end};
}

/// The keywords of one file, looked up in any case.
class KeywordTable {
 public:
  KeywordTable(const FcsKeywords& keywords, const fs::path& file) : file_(file) {
    for (const auto& [name, value] : keywords) {
      if (!values_.emplace(upper_case(name), value).second) {
        refuse(file, "its FCS keyword " + name + " occurs twice");
      }
    }
  }

  [[nodiscard]] std::optional<std::string> find(const std::string& name) const {
    const auto it = values_.find(name);
    return it == values_.end() ? std::nullopt : std::optional(it->second);
  }
  [[nodiscard]] std::string text(const std::string& name) const {
    const auto value = find(name);
    if (!value) {
      refuse(file_, "its FCS keyword " + name + " is missing");
    }
    return *value;
  }
  [[nodiscard]] std::uint64_t count(const std::string& name) const {
    const auto value = parse_count(text(name));
    if (!value) {
      refuse(file_, "its FCS keyword " + name + " is not a number");
    }
    return *value;
  }
  void require(const std::string& name, std::string_view wanted) const {
    if (text(name) != wanted) {
      refuse(file_, "its FCS keyword " + name + " is not " + std::string(wanted));
    }
  }

 private:
  const fs::path& file_;
  std::map<std::string, std::string> values_;
};

std::string read_text(const StoredFile& file, const std::string& header) {
  const FcsSegment text = header_segment(header, 10, file.path());
  const bool fits = text.begin >= kFcsHeaderBytes && text.end > text.begin && text.end < file.size() &&
                    text.end - text.begin < kMaxTextBytes;
  if (!fits) {
    refuse(file.path(), "its FCS text segment lies outside the file");
  }
  std::string bytes(text.end - text.begin + 1, '\0');
  file.read_at(bytes.data(), bytes.size(), text.begin);
  return bytes;
}

FeatureSchema schema_of(const KeywordTable& keywords, const fs::path& file) {
  const std::uint64_t columns = keywords.count("$PAR");
  if (columns == 0 || columns > kMaxColumns) {
    refuse(file, "its FCS keyword $PAR is out of range");
  }
  std::vector<FeatureColumn> all;
  for (std::uint64_t i = 1; i <= columns; ++i) {
    const std::string p = "$P" + std::to_string(i);
    keywords.require(p + "B", "32");
    keywords.require(p + "E", "0,0");
    all.push_back({keywords.text(p + "N"), keywords.find(p + "S").value_or("")});
  }
  return FeatureSchema(std::move(all));
}

/// First byte of the data, after checking that all of it lies in the file.
std::uint64_t data_offset(const KeywordTable& keywords, const std::string& header, const StoredFile& file,
                          std::uint64_t rows, std::uint64_t columns) {
  const FcsSegment data{keywords.count("$BEGINDATA"), keywords.count("$ENDDATA")};
  const FcsSegment in_header = header_segment(header, 26, file.path());
  const bool header_agrees = in_header.begin == 0 || in_header.begin == data.begin;
  const std::uint64_t row_bytes = columns * sizeof(float);
  if (rows == 0) {
    return 0;
  }
  const bool fits = header_agrees && data.begin >= kFcsHeaderBytes && data.end < file.size() &&
                    data.begin < data.end && rows <= file.size() / row_bytes &&
                    data.end - data.begin + 1 == rows * row_bytes;
  if (!fits) {
    refuse(file.path(), "its FCS data segment does not hold the " + std::to_string(rows) + " events of $TOT");
  }
  return data.begin;
}

}  // namespace

FcsReader::FcsReader(const fs::path& path) : path_(path) {
  auto file = std::make_unique<StoredFile>(path);
  std::string header(kFcsHeaderBytes, '\0');
  file->read_at(header.data(), header.size(), 0);
  if (header.substr(0, 10) != "FCS3.1    ") {
    refuse(path, "is not an FCS 3.1 file");
  }
  const std::string text = read_text(*file, header);
  text_sha256_ = sha256_of(header + text);
  const FcsKeywords all = parse_fcs_text(text, path);
  const KeywordTable table(all, path);
  table.require("$DATATYPE", "F");
  table.require("$MODE", "L");
  table.require("$BYTEORD", "1,2,3,4");
  table.require("$NEXTDATA", "0");
  FeatureSchema schema = schema_of(table, path);
  const std::uint64_t rows = table.count("$TOT");
  const std::uint64_t offset = data_offset(table, header, *file, rows, schema.size());
  for (const auto& keyword : all) {
    if (keyword.first.front() != '$') {
      keywords_.push_back(keyword);
    }
  }
  rows_ = std::make_unique<RowReader>(std::move(file), std::move(schema), offset, rows);
}

FcsReader::~FcsReader() = default;

const FeatureSchema& FcsReader::schema() const {
  return rows_->schema();
}
std::uint64_t FcsReader::size() const {
  return rows_->size();
}
void FcsReader::rewind() {
  rows_->rewind();
}
void FcsReader::read_row(std::uint64_t position, float* values) const {
  rows_->read_row(position, values);
}
bool FcsReader::next(EventBatch& batch) {
  return rows_->next(batch);
}

}  // namespace cyto
