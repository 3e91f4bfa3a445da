#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/classify/classifier.h"
#include "cytrial/classify/model_features.h"
#include "cytrial/core/event_model.h"
#include "cytrial/core/result_sink.h"
#include "cytrial/core/sample.h"

namespace cyto {

/// What a model makes of the events of one sample, beside the gates. Does nothing without a model, and says
/// so when there are too few leukocytes to measure in. Not thread-safe.
class ModelScores {
 public:
  /// @param model null: none. @throws Error BadConfig as require_fit().
  ModelScores(const EventModel* model, const Panel& panel, const FeatureSchema& measured);

  /// Learns the sample's leukocytes, and scores every event that the model may speak of: with the scope
  /// Candidates those of the gates alone. Reads `measured` twice; keeps 4 bytes per event.
  void learn(EventSource& measured, const Classifier& classifier);

  /// Columns behind the classification's: "ctc_probability_simulated" and the like; none without a model.
  [[nodiscard]] std::vector<FeatureColumn> columns() const;
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> keywords() const;
  /// Fills columns() of event `position` (0-based); NaN when the model could not be used, or
  /// does not speak of such events.
  void append_values(std::uint64_t position, float* appended) const;
  /// Whether the model alone makes the event a candidate.
  [[nodiscard]] bool nominates(std::uint64_t position, Phenotype phenotype) const;
  /// Gives a candidate its score, with what speaks for it and against it, its rank by the model and, when
  /// model and gates disagree, the note that says so. @param measured its values.
  void add_to(Candidate& candidate, const float* measured) const;
  [[nodiscard]] std::vector<QualityFlag> flags() const;

 private:
  void score_all(EventSource& measured, const std::vector<Classification>& calls);
  void rank(const std::vector<Classification>& calls);
  [[nodiscard]] std::uint32_t rank_of(std::uint64_t position) const;
  [[nodiscard]] bool disagrees(double probability, Phenotype phenotype) const;

  const EventModel* model_;
  std::optional<ModelFeatures> features_;  ///< with a model
  bool active_ = false;                    ///< events have scores
  std::vector<float> probabilities_;       ///< of every event; NaN: outside the model's scope
  std::vector<std::pair<std::uint64_t, std::uint32_t>> ranks_;  ///< position and rank of candidates
  std::uint64_t gates_alone_ = 0;  ///< CTCs by the gates that the model takes for none
  std::uint64_t model_alone_ = 0;
};

}  // namespace cyto
