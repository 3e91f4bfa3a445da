#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cyto {

/// One number of an event that a model looks at. Two features are the same when name and unit are.
struct ModelFeature {
  std::string name;  ///< "cytokeratin_cell_mean"
  std::string unit;  ///< "um", "1", "leukocyte_sd", "leukocyte_ratio"
  friend bool operator==(const ModelFeature&, const ModelFeature&) = default;
};

/// The feature as a column of a table, its unit at the end: "cytokeratin_cell_mean_lsd" for leukocyte_sd,
/// "_lratio" for leukocyte_ratio, nothing for "1".
[[nodiscard]] std::string column_of(const ModelFeature& feature);

/// What the labels of a model's training events rest on. A model of simulated cells says so wherever it is
/// used.
enum class TrainingSource { Simulated, Real, Mixed };

inline constexpr std::array kAllTrainingSources{TrainingSource::Simulated, TrainingSource::Real,
                                                TrainingSource::Mixed};

/// "simulated", "real", "mixed".
[[nodiscard]] std::string_view name_of(TrainingSource source) noexcept;
[[nodiscard]] std::optional<TrainingSource> training_source_from(std::string_view name) noexcept;
/// For people: "simulated cells only", "real cells", "simulated and real cells".
[[nodiscard]] std::string_view words_of(TrainingSource source) noexcept;

/// The events that a model may speak of: kinds that its training held.
enum class ModelScope {
  Candidates,  ///< trained on candidates alone: what it would make of the other events is not known
  Events
};

inline constexpr std::array kAllModelScopes{ModelScope::Candidates, ModelScope::Events};

/// "candidates", "events".
[[nodiscard]] std::string_view name_of(ModelScope scope) noexcept;
[[nodiscard]] std::optional<ModelScope> model_scope_from(std::string_view name) noexcept;
/// For people: "candidates of the gates only", "all events".
[[nodiscard]] std::string_view words_of(ModelScope scope) noexcept;

/// What one feature of one event did to its score.
struct FeatureEffect {
  std::string feature;
  double value = 0.0;     ///< in the feature's unit; NaN: the event has none
  double log_odds = 0.0;  ///< > 0 speaks for a CTC
  std::string words;      ///< "cytokeratin of the cell 14 leukocyte SD above the leukocytes"
  friend bool operator==(const FeatureEffect&, const FeatureEffect&) = default;
};

/// What a model makes of one candidate. The gates' call and the counts do not depend on it.
struct ModelScore {
  double probability = 0.0;  ///< calibrated probability of a CTC, 0..1
  bool disagrees = false;    ///< with the gates: it says CTC and they do not, or the other way round
  TrainingSource trained_on = TrainingSource::Simulated;
  std::vector<FeatureEffect> effects;  ///< the strongest first
  friend bool operator==(const ModelScore&, const ModelScore&) = default;
};

/// The up to four strongest effects for (or against) a CTC in words, joined by "; ". May be empty.
[[nodiscard]] std::string words_for(const ModelScore& score);
[[nodiscard]] std::string words_against(const ModelScore& score);

/// From here on a model takes an event for a CTC.
inline constexpr double kModelCallsCtc = 0.5;

/// A trained model, whatever the library behind it. Immutable; one thread at a time. The same values from it
/// on every call and with any number of threads around it.
class EventModel {
 public:
  virtual ~EventModel() = default;
  [[nodiscard]] virtual const std::string& name() const = 0;
  [[nodiscard]] virtual const std::string& digest() const = 0;  ///< SHA-256 of its content
  [[nodiscard]] virtual TrainingSource trained_on() const = 0;
  [[nodiscard]] virtual ModelScope scope() const = 0;
  [[nodiscard]] virtual const std::vector<ModelFeature>& features() const = 0;

  /// Calibrated probability of a CTC. @param rows  count x features().size() values, NaN where an event has
  /// none. @param out  count values.
  virtual void probabilities(const float* rows, std::size_t count, double* out) const = 0;
  /// What each feature adds to the log-odds of one event, and last the model's base value: they add up to
  /// the log-odds of its probability (SHAP; Lundberg et al. 2020, Nat Mach Intell 2:56).
  [[nodiscard]] virtual std::vector<double> effects(const float* row) const = 0;
};

}  // namespace cyto
