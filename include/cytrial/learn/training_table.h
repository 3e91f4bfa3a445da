#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/core/event_model.h"

namespace cyto::learn {

/// One file that a model was trained on.
struct TrainingFile {
  std::string name;  ///< without folders
  std::string sha256;
  std::uint64_t rows = 0;
  std::uint64_t labelled = 0;  ///< rows with a label; the others were left out
};

/// Labelled events of all files.
struct TrainingTable {
  std::vector<ModelFeature> features;
  std::vector<float> values;                    ///< rows x features, row-major; NaN where an event has none
  std::vector<std::uint8_t> is_ctc;             ///< 1 or 0, one per row
  std::vector<std::uint8_t> is_candidate;       ///< 1 or 0, one per row: stood in the list for reviewers
  std::vector<std::uint32_t> batch;             ///< index into batches, one per row
  std::vector<std::string> batches;             ///< sorted by bytes
  std::map<std::string, std::uint64_t> labels;  ///< how many rows have which label
  std::uint64_t samples = 0;
  TrainingSource source = TrainingSource::Simulated;
  std::vector<TrainingFile> files;  ///< in the order given

  [[nodiscard]] std::size_t rows() const noexcept { return is_ctc.size(); }
  [[nodiscard]] std::uint64_t ctcs() const noexcept;
};

/// The label of an event that the gates call a leukocyte and that nobody looked at.
inline constexpr std::string_view kGatesLeukocyte = "gates_leukocyte";

/// Reads tables of labelled events (docs/formats/model.md): CSV with the columns sample_id, candidate (0 or
/// 1), batch, label, label_source (simulated or real) and one for each of `features`; other columns are
/// skipped. The label is a phenotype, "none", "not_ctc" or kGatesLeukocyte; "ctc" alone is positive; rows
/// without a label are left out.
/// @throws Error NoInput, Io; BadData naming file and line: a column that is missing, an unknown label, a
/// sample in two batches, a file given twice. Memory: 4 bytes per labelled row and feature.
[[nodiscard]] TrainingTable read_training_table(const std::vector<std::filesystem::path>& files,
                                                const std::vector<ModelFeature>& features);

}  // namespace cyto::learn
