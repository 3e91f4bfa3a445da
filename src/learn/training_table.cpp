#include "cytrial/learn/training_table.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <set>

#include "cytrial/core/csv_rows.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/core/phenotype.h"

namespace cyto::learn {
namespace {

constexpr std::size_t kMaxNameBytes = 200;

struct Columns {
  std::size_t sample, candidate, batch, label, source;
  std::vector<std::size_t> features;
};

std::size_t require(const CsvRows& rows, const std::string& name) {
  const auto column = rows.column(name);
  if (!column) {
    rows.fail(
        "has no column " + name,
        "label a table of 'cytrial export --table features', made of a panel with nuclear, cytokeratin and "
        "leukocyte channels");
  }
  return *column;
}

Columns columns_of(const CsvRows& rows, const std::vector<ModelFeature>& features) {
  Columns columns{require(rows, "sample_id"), require(rows, "candidate"),    require(rows, "batch"),
                  require(rows, "label"),     require(rows, "label_source"), {}};
  for (const ModelFeature& feature : features) {
    columns.features.push_back(require(rows, column_of(feature)));
  }
  return columns;
}

bool is_known_label(const std::string& label) {
  return phenotype_from(label).has_value() || label == "none" || label == "not_ctc" ||
         label == kGatesLeukocyte;
}

bool was_candidate(const CsvRows& rows, const Columns& columns) {
  const std::string& cell = rows.cell(columns.candidate);
  if (cell != "0" && cell != "1") {
    rows.fail("candidate is \"" + cell.substr(0, 40) + "\", must be 0 or 1",
              "1 for an event that stood in the list of candidates, as exports write it");
  }
  return cell == "1";
}

/// Gathers rows of all files; batches are numbered in the order they come and sorted at the end.
class Gatherer {
 public:
  explicit Gatherer(const std::vector<ModelFeature>& features) { table_.features = features; }
  void read(const std::filesystem::path& file);
  [[nodiscard]] TrainingTable finish();

 private:
  void take(const CsvRows& rows, const Columns& columns);
  [[nodiscard]] std::uint32_t batch_number(const CsvRows& rows, const Columns& columns);
  void note_source(const CsvRows& rows, const Columns& columns);

  TrainingTable table_;
  std::map<std::string, std::uint32_t> batches_;
  std::map<std::string, std::uint32_t> batch_of_sample_;
  bool simulated_ = false;
  bool real_ = false;
};

void Gatherer::read(const std::filesystem::path& file) {
  TrainingFile read{file.filename().string(), sha256_of_file(file)};
  const bool twice = std::any_of(table_.files.begin(), table_.files.end(),
                                 [&](const TrainingFile& other) { return other.sha256 == read.sha256; });
  if (twice) {
    throw Error(ErrorCode::BadData, file.string(), "is given twice, under this or another name",
                "give every table of labelled events once");
  }
  CsvRows rows(file);
  const Columns columns = columns_of(rows, table_.features);
  while (rows.next()) {
    ++read.rows;
    if (!rows.cell(columns.label).empty()) {
      ++read.labelled;
      take(rows, columns);
    }
  }
  table_.files.push_back(std::move(read));
}

void Gatherer::take(const CsvRows& rows, const Columns& columns) {
  const std::string& label = rows.cell(columns.label);
  if (!is_known_label(label)) {
    rows.fail(
        "the label \"" + label.substr(0, 40) + "\" is none",
        "use a phenotype, none, not_ctc or gates_leukocyte; leave it empty for an event without a label");
  }
  note_source(rows, columns);
  table_.batch.push_back(batch_number(rows, columns));
  table_.is_candidate.push_back(was_candidate(rows, columns) ? 1 : 0);
  table_.is_ctc.push_back(label == name_of(Phenotype::Ctc) ? 1 : 0);
  ++table_.labels[label];
  for (const std::size_t column : columns.features) {
    const double value =
        rows.cell(column).empty() ? std::numeric_limits<double>::quiet_NaN() : rows.number(column);
    if (value > std::numeric_limits<float>::max() || value < std::numeric_limits<float>::lowest()) {
      rows.fail("holds a number beyond a 32-bit float");
    }
    table_.values.push_back(static_cast<float>(value));
  }
}

std::uint32_t Gatherer::batch_number(const CsvRows& rows, const Columns& columns) {
  const std::string& batch = rows.cell(columns.batch);
  const std::string& sample = rows.cell(columns.sample);
  if (batch.empty() || sample.empty() || batch.size() > kMaxNameBytes || sample.size() > kMaxNameBytes) {
    rows.fail("has no batch or no sample_id, or one longer than " + std::to_string(kMaxNameBytes) + " bytes",
              "models are tested on batches they have not seen: every event needs both");
  }
  const std::uint32_t number =
      batches_.emplace(batch, static_cast<std::uint32_t>(batches_.size())).first->second;
  if (batch_of_sample_.emplace(sample, number).first->second != number) {
    rows.fail("sample " + sample + " is in more than one batch",
              "give every sample one batch, so that none is on both sides of a split");
  }
  return number;
}

void Gatherer::note_source(const CsvRows& rows, const Columns& columns) {
  const std::string& source = rows.cell(columns.source);
  if (source != "simulated" && source != "real") {
    rows.fail("label_source is \"" + source.substr(0, 40) + "\", must be simulated or real");
  }
  (source == "real" ? real_ : simulated_) = true;
}

TrainingTable Gatherer::finish() {
  std::vector<std::uint32_t> place(batches_.size());
  for (const auto& [name, number] : batches_) {  // sorted by name
    place[number] = static_cast<std::uint32_t>(table_.batches.size());
    table_.batches.push_back(name);
  }
  for (std::uint32_t& batch : table_.batch) {
    batch = place[batch];
  }
  table_.samples = batch_of_sample_.size();
  table_.source = simulated_ && real_ ? TrainingSource::Mixed
                                      : (real_ ? TrainingSource::Real : TrainingSource::Simulated);
  return std::move(table_);
}

}  // namespace

std::uint64_t TrainingTable::ctcs() const noexcept {
  return std::accumulate(is_ctc.begin(), is_ctc.end(), std::uint64_t{0});
}

TrainingTable read_training_table(const std::vector<std::filesystem::path>& files,
                                  const std::vector<ModelFeature>& features) {
  Gatherer gatherer(features);
  for (const auto& file : files) {
    gatherer.read(file);
  }
  return gatherer.finish();
}

}  // namespace cyto::learn
