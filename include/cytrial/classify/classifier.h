#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"
#include "cytrial/core/phenotype.h"
#include "cytrial/core/result_sink.h"
#include "cytrial/core/sample.h"

namespace cyto {

/// A gate file, read and checked but not yet bound to a panel (docs/formats/gates.md). Immutable.
class GateFile;
using GateFilePtr = std::shared_ptr<const GateFile>;

/// @throws Error NoInput, BadConfig naming the file and the JSON pointer.
[[nodiscard]] GateFilePtr read_gate_file(const std::filesystem::path& file);
/// The gates used when none are named: calibration/gates/default.json, embedded at build.
[[nodiscard]] GateFilePtr default_gate_file();
/// SHA-256 of the file's bytes.
[[nodiscard]] const std::string& digest_of(const GateFile& gates);

/// Call of one event.
struct Classification {
  Phenotype phenotype = Phenotype::Unclassified;
  std::uint32_t gate_mask = 0;  ///< bit i: gate i of gate_names() passed
  bool candidate = false;       ///< to be shown to a reviewer
  std::uint32_t cluster_id = 0;
  std::uint32_t cluster_size = 0;
};

/// Classifies stored events of one sample by numbers alone; never sees a pixel. Not thread-safe.
class Classifier {
 public:
  /// @throws Error BadConfig when a gate names a role or column that panel or schema do not have.
  Classifier(GateFilePtr gates, const Panel& panel, const FeatureSchema& measured);
  ~Classifier();
  Classifier(Classifier&&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;

  /// Reads all events once or more: learns the sample's own leukocyte population (robust location and scale
  /// per gated column), then calls every event and links touching CTCs to clusters. Deterministic.
  void classify(EventSource& events);

  [[nodiscard]] const std::vector<std::string>& gate_names() const;  ///< at most 24, parent before child
  [[nodiscard]] const std::vector<Classification>& calls() const;    ///< one per event, in event order
  [[nodiscard]] const std::vector<PopulationStatistic>& population() const;
  [[nodiscard]] std::vector<QualityFlag> flags() const;  ///< "no_leukocytes", ...
  [[nodiscard]] SampleCounts counts() const;
  /// Columns that a classified table has behind the measured ones: phenotype, gate_mask, cluster_id,
  /// cluster_size, and one "<column>_lsd" per relative gate parameter: its value in leukocyte standard
  /// deviations.
  [[nodiscard]] std::vector<FeatureColumn> appended_columns() const;
  /// Fills the appended columns of event `position`. @param measured its measured values.
  void append_values(std::uint64_t position, const float* measured, float* appended) const;
  [[nodiscard]] Candidate candidate(std::uint64_t position, const float* measured) const;
  /// Name and value pairs to keep with the table: gate names, gate file digest, population.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> keywords() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cyto
