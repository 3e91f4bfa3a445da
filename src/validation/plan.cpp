#include "cytrial/validation/plan.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/core/ids.h"
#include "cytrial/core/number_text.h"
#include "cytrial/core/phenotype.h"
#include "cytrial/core/strict_json.h"
#include "cytrial/trial/csv_reader.h"

namespace cyto::validation {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr double kMostExpected = 1e7;
constexpr std::size_t kMostText = 200;
constexpr std::array kRoles{PlanRole::Ladder, PlanRole::Blank, PlanRole::Low, PlanRole::Repeat,
                            PlanRole::Cells};

/// Cells of one row, refused with file, row and column.
class RowCells {
 public:
  RowCells(const CsvTable& table, const CsvRow& row, std::string file)
      : table_(table), row_(row), file_(std::move(file)) {
    if (row.cells.size() != table.header().size()) {
      fail("has " + std::to_string(row.cells.size()) + " cells, the header has " +
           std::to_string(table.header().size()));
    }
  }

  [[noreturn]] void fail(const std::string& problem, const std::string& remedy = {}) const {
    throw Error(ErrorCode::BadData, file_ + " row " + std::to_string(row_.row), problem, remedy);
  }
  [[nodiscard]] std::string text(std::string_view column, bool required) const {
    std::string value(table_.cell(row_, column));
    if (required && value.empty()) {
      fail("has no " + std::string(column));
    }
    if (value.size() > kMostText) {
      fail(std::string(column) + " is longer than " + std::to_string(kMostText) + " bytes");
    }
    return value;
  }
  [[nodiscard]] std::string id(std::string_view column, bool required) const {
    std::string value = text(column, required);
    if (!value.empty() && !is_valid_id(value)) {
      fail(std::string(column) + " \"" + value + "\" is no identifier",
           "use 1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit");
    }
    return value;
  }
  [[nodiscard]] std::optional<double> count(std::string_view column) const {
    const std::string value = text(column, false);
    if (value.empty()) {
      return std::nullopt;
    }
    const std::optional<double> number = parse_double(value);
    if (!number || !(*number >= 0.0 && *number <= kMostExpected)) {
      fail(std::string(column) + " \"" + value + "\" is no number of cells",
           "use a number from 0 to " + number_text(kMostExpected));
    }
    return number;
  }
  [[nodiscard]] std::size_t row() const noexcept { return row_.row; }

 private:
  const CsvTable& table_;
  const CsvRow& row_;
  std::string file_;
};

PlanRole role_in(const RowCells& cells) {
  const std::string text = cells.text("role", true);
  for (const PlanRole role : kRoles) {
    if (text == name_of(role)) {
      return role;
    }
  }
  cells.fail("role \"" + text + "\" is not known", "use ladder, blank, low, repeat or cells");
}

/// What a role cannot do without.
void check_role(const PlanSample& sample, const RowCells& cells) {
  const bool counted = sample.role == PlanRole::Ladder || sample.role == PlanRole::Low;
  if (counted && !sample.expected && !sample.truth) {
    cells.fail("a " + std::string(name_of(sample.role)) + " sample has neither expected nor truth",
               "write how many tumor cells it holds, or name the truth table of its cells");
  }
  if (sample.role == PlanRole::Blank && sample.expected.value_or(0.0) != 0.0) {
    cells.fail("a blank sample expects cells", "leave expected empty, or give another role");
  }
  if (sample.role == PlanRole::Cells && !sample.truth) {
    cells.fail("a cells sample has no truth", "name the truth table of its cells, or give another role");
  }
}

PlanSample read_sample(const RowCells& cells, const std::filesystem::path& folder) {
  PlanSample sample;
  sample.row = cells.row();
  sample.name = cells.id("name", true);
  sample.result = folder / cells.text("result", true);
  sample.sample_id = cells.id("sample_id", false);
  sample.role = role_in(cells);
  sample.expected = cells.count("expected");
  sample.group = cells.text("group", false);
  sample.batch = cells.text("batch", false);
  sample.material = cells.text("material", true);
  if (const std::string truth = cells.text("truth", false); !truth.empty()) {
    sample.truth = folder / truth;
  }
  check_role(sample, cells);
  return sample;
}

std::vector<PlanSample> read_sheet(const std::filesystem::path& file) {
  const CsvTable table = read_csv_file(
      file, {{"name", "result", "role", "material"}, {"sample_id", "expected", "group", "batch", "truth"}});
  std::vector<PlanSample> samples;
  std::set<std::string> names;
  for (const CsvRow& row : table.rows()) {
    const RowCells cells(table, row, file.string());
    samples.push_back(read_sample(cells, file.parent_path()));
    if (!names.insert(samples.back().name).second) {
      cells.fail("the name \"" + samples.back().name + "\" occurs twice");
    }
  }
  if (samples.empty()) {
    throw Error(ErrorCode::BadData, file.string(), "holds no sample", "write one row for each");
  }
  return samples;
}

/// A phenotype's name, "not_ctc" or "uncertain".
std::optional<bool> call_in(const RowCells& cells) {
  const std::string text = cells.text("call", true);
  if (text == "uncertain") {
    return std::nullopt;
  }
  if (text == "not_ctc") {
    return false;
  }
  const std::optional<Phenotype> phenotype = phenotype_from(text);
  if (!phenotype || *phenotype == Phenotype::Unclassified) {
    cells.fail("call \"" + text + "\" is not known", "use ctc, not_ctc, uncertain or another phenotype");
  }
  return *phenotype == Phenotype::Ctc;
}

std::vector<ReaderCall> read_calls(const std::filesystem::path& file,
                                   const std::vector<PlanSample>& samples) {
  CsvLimits limits;
  limits.max_rows = 2'000'000;
  limits.max_bytes = 256ULL << 20U;
  const CsvTable table = read_csv_file(file, {{"name", "event_id", "reader", "call"}, {}}, limits);
  std::set<std::string> names;
  for (const PlanSample& sample : samples) {
    names.insert(sample.name);
  }
  std::vector<ReaderCall> calls;
  std::set<std::tuple<std::string, std::uint64_t, std::string>> given;
  for (const CsvRow& row : table.rows()) {
    const RowCells cells(table, row, file.string());
    ReaderCall call;
    call.sample = cells.id("name", true);
    const std::optional<std::int64_t> event = parse_int(cells.text("event_id", true));
    if (!names.contains(call.sample)) {
      cells.fail("the plan has no sample \"" + call.sample + "\"");
    }
    if (!event || *event < 1) {
      cells.fail("event_id is no event number", "use the event_id of the events export");
    }
    call.event_id = static_cast<std::uint64_t>(*event);
    call.reader = cells.id("reader", true);
    if (call.reader == kProgram) {
      cells.fail("no reader may be called \"program\"", "that is the name of the program's own decisions");
    }
    call.is_ctc = call_in(cells);
    if (!given.insert({call.sample, call.event_id, call.reader}).second) {
      cells.fail("the reader has decided on this event twice");
    }
    calls.push_back(std::move(call));
  }
  return calls;
}

ValidationPlan read_json_plan(const std::filesystem::path& file) {
  constexpr double kMostDistanceUm = 1e3;
  const JsonReader json = JsonReader::from_file(file);
  ValidationPlan plan;
  (void)json.integer("format", kFormat, kFormat);
  plan.name = json.text("name");
  plan.max_distance_um = json.optional_number("max_distance_um", 1e-3, kMostDistanceUm).value_or(3.0);
  plan.samples = read_sheet(file.parent_path() / json.text("samples"));
  if (const auto readers = json.optional_text("readers")) {
    plan.calls = read_calls(file.parent_path() / *readers, plan.samples);
  }
  json.finish();
  return plan;
}

}  // namespace

std::string_view name_of(PlanRole role) noexcept {
  switch (role) {
    case PlanRole::Ladder:
      return "ladder";
    case PlanRole::Blank:
      return "blank";
    case PlanRole::Low:
      return "low";
    case PlanRole::Repeat:
      return "repeat";
    case PlanRole::Cells:
      break;
  }
  return "cells";
}

ValidationPlan read_plan(const std::filesystem::path& file) {
  ValidationPlan plan;
  if (file.extension() == ".json") {
    plan = read_json_plan(file);
  } else {
    plan.name = file.stem().string();
    plan.samples = read_sheet(file);
  }
  plan.file = file;
  return plan;
}

}  // namespace cyto::validation
