#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"
#include "cytrial/core/phenotype.h"
#include "cytrial/core/result_sink.h"
#include "cytrial/core/sample.h"
#include "cytrial/core/workers.h"

namespace cyto {

/// A gate file, read and checked but not yet bound to a panel (docs/formats/gates.md). Immutable.
class GateFile;
using GateFilePtr = std::shared_ptr<const GateFile>;

/// @throws Error NoInput, BadConfig naming the file and the JSON pointer.
[[nodiscard]] GateFilePtr read_gate_file(const std::filesystem::path& file);
/// The gates used when none are named: calibration/gates/default.json, embedded at build.
[[nodiscard]] GateFilePtr default_gate_file();
/// The file's bytes.
[[nodiscard]] const std::string& text_of(const GateFile& gates);
/// SHA-256 of the file's bytes.
[[nodiscard]] const std::string& digest_of(const GateFile& gates);
/// The columns that gates, and the panel's marker levels, look at. In the order of the files, once for each
/// mention; none for a role that the panel does not have.
[[nodiscard]] std::vector<std::string> columns_looked_at(const GateFile& gates, const Panel& panel);

/// Whether a quality flag of that code comes from classification, by gates or by a model, not from the
/// pixels.
[[nodiscard]] bool is_classification_flag(std::string_view code) noexcept;

/// Call of one event.
struct Classification {
  std::uint32_t gate_mask = 0;     ///< bit i: gate i of gate_names() passed
  std::uint32_t cluster_id = 0;    ///< from 1 in event order; 0: in no cluster
  std::uint32_t cluster_size = 0;  ///< members of its cluster, or 0
  Phenotype phenotype = Phenotype::Unclassified;
  bool candidate = false;  ///< to be shown to a reviewer
  /// Leukocytes that touch it or, in a cluster, any of its members; CTCs only.
  std::uint16_t attached_leukocytes = 0;
};
static_assert(sizeof(Classification) == 16);  // a slide may hold 14 million

/// Classifies stored events of one sample by numbers alone; never sees a pixel. Where nothing else is said
/// not thread-safe.
class Classifier {
 public:
  /// A panel without one of the roles that the gate file requires (the default: cytokeratin) binds no gate:
  /// every event stays Unclassified and flags() says why.
  /// @throws Error BadConfig naming the file and the JSON pointer when a gate names a role or column that
  /// panel or schema do not have.
  Classifier(GateFilePtr gates, const Panel& panel, const FeatureSchema& measured);
  ~Classifier();
  Classifier(Classifier&&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;

  /// Reads all events twice: learns the sample's own leukocyte population (robust location and scale per
  /// gated column), then calls every event and links touching CTCs to clusters. Deterministic: depends on the
  /// events alone. Memory: bytes_per_event(), and 16 for each call from then on.
  /// @throws Error Internal when the columns of `events` are not the ones given to the constructor; BadData
  /// when it ends before events.size().
  void classify(EventSource& events, const Workers& workers = calling_thread());
  /// Most memory that classify() needs, with any number of threads.
  [[nodiscard]] std::uint64_t bytes_per_event() const;

  [[nodiscard]] const std::vector<std::string>& gate_names() const;  ///< at most 24, parent before child
  [[nodiscard]] const std::vector<Classification>& calls() const;    ///< one per event, in event order
  [[nodiscard]] const std::vector<PopulationStatistic>& population() const;
  /// "no_leukocytes", "few_leukocytes", "no_leukocyte_channel", "blank_channel", "narrow_population",
  /// "no_leukocyte_level", "no_tumor_stain", "residual_spillover", "noisy_tumor_stain", "not_classified"
  /// (docs/methods/leukocyte-population.md).
  [[nodiscard]] std::vector<QualityFlag> flags() const;
  /// Why the calls must not be counted: relative gates have no leukocytes to stand on. The sample is then NOT
  /// EVALUABLE, whatever counts() says. Empty: the count stands.
  [[nodiscard]] std::optional<std::string> not_evaluable_reason() const;
  [[nodiscard]] SampleCounts counts() const;
  /// Columns that a classified table has behind the measured ones: phenotype, gate_mask, cluster_id,
  /// cluster_size, attached_leukocytes, definition_mask, and per relative gate parameter "<column>_lsd", its
  /// value in leukocyte standard deviations, or "<column>_lratio", its value divided by the leukocytes'
  /// location. NaN without leukocytes.
  [[nodiscard]] std::vector<FeatureColumn> appended_columns() const;
  /// Fills the appended columns of event `position` (0-based). Thread-safe. @param measured its measured
  /// values.
  void append_values(std::uint64_t position, const float* measured, float* appended) const;
  [[nodiscard]] Candidate candidate(std::uint64_t position, const float* measured) const;
  /// Name and value pairs to keep with the table: gate_file, gate_file_version, gate_file_sha256,
  /// CYTRIAL_GATE_NAMES and CYTRIAL_DEFINITION_NAMES (joined by "|", bit 0 first), and
  /// leukocyte_location_<column>, leukocyte_scale_<column>.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> keywords() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cyto
