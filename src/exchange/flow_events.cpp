#include "cytrial/exchange/flow_events.h"

#include <algorithm>

#include "cytrial/core/error.h"
#include "cytrial/store/fcs_writer.h"
#include "staged_output.h"

namespace cyto {
namespace {

constexpr const char* kFile = "events.fcs";
constexpr const char* kMean = "_cell_mean_adu";
/// Whole numbers that a 32-bit float holds exactly.
constexpr std::uint64_t kExactIds = std::uint64_t{1} << 24U;

/// Columns behind those of the event table, and how they follow from it.
class AddedColumns {
 public:
  AddedColumns(const FeatureSchema& stored, std::uint64_t events, const std::optional<EventSpillover>& matrix)
      : with_id_(events <= kExactIds) {
    std::vector<FeatureColumn> more;
    if (with_id_) {
      more.push_back({"event_id", "number of the event in the result folder"});
    }
    if (matrix) {
      matrix_ = matrix->matrix;
      for (const std::string& prefix : matrix->prefixes) {
        means_.push_back(stored.require(prefix + kMean));
        more.push_back({as_measured_column(prefix), prefix + ", mean over the cell, not compensated [ADU]"});
        spillover_.columns.push_back(more.back().name);
      }
      spillover_.matrix = matrix_;
    }
    schema_ = stored.with(more);
  }

  [[nodiscard]] const FeatureSchema& schema() const { return schema_; }
  [[nodiscard]] const FcsSpillover& spillover() const { return spillover_; }

  void fill(const float* stored, std::size_t stored_columns, std::uint64_t event_id, float* row) const {
    std::copy_n(stored, stored_columns, row);
    float* next = row + stored_columns;
    if (with_id_) {
      *next++ = static_cast<float>(event_id);
    }
    for (std::size_t detector = 0; detector < means_.size(); ++detector) {
      double measured = 0.0;
      for (std::size_t dye = 0; dye < means_.size(); ++dye) {
        measured += static_cast<double>(stored[means_[dye]]) * matrix_[dye * means_.size() + detector];
      }
      *next++ = static_cast<float>(measured);
    }
  }

 private:
  bool with_id_;
  FeatureSchema schema_;
  std::vector<std::size_t> means_;  ///< columns of the compensated means
  std::vector<double> matrix_;
  FcsSpillover spillover_;
};

/// The keywords of the stored events and what they were made from.
FcsKeywords keywords_of(const RunStore& store, const std::string& sample_id) {
  FcsKeywords keywords{{"CYTRIAL_SAMPLE", sample_id}};
  if (const auto provenance = store.provenance(sample_id)) {
    keywords.emplace_back("CYTRIAL_PROGRAM", provenance->program_version);
    keywords.emplace_back("CYTRIAL_CONFIG_SHA256", provenance->config_digest);
    keywords.emplace_back("CYTRIAL_CALIBRATION_SHA256", provenance->calibration_digest);
  }
  const auto stored = store.event_keywords(sample_id);
  keywords.insert(keywords.end(), stored.begin(), stored.end());
  return keywords;
}

}  // namespace

std::string as_measured_column(const std::string& prefix) {
  return prefix + "_cell_mean_as_measured_adu";
}

std::uint64_t export_flow_events(const RunStore& store, const std::string& sample_id,
                                 const std::optional<EventSpillover>& spillover,
                                 const std::filesystem::path& file) {
  if (!store.result(sample_id)) {
    throw Error(ErrorCode::Usage, "sample " + sample_id, "is not in this result folder",
                "see the samples with: cytrial export DIR --table counts");
  }
  const auto events = store.events(sample_id);
  const AddedColumns added(events->schema(), events->size(), spillover);
  StagedOutput staged(file);
  FcsWriter writer(staged.folder() / kFile, added.schema(), keywords_of(store, sample_id), added.spillover());
  EventBatch stored;
  EventBatch batch;
  while (events->next(stored)) {
    batch = {stored.first_event, stored.rows, added.schema().size(), {}};
    batch.values.resize(batch.rows * batch.columns);
    for (std::size_t i = 0; i < stored.rows; ++i) {
      added.fill(stored.row(i), stored.columns, stored.first_event + i + 1, batch.row(i));
    }
    writer.append(batch);
  }
  writer.finish({});
  staged.commit_file(kFile);
  return events->size();
}

}  // namespace cyto
