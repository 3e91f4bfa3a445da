#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/event_model.h"
#include "cytrial/learn/training_table.h"

namespace cyto::learn {

/// What may be chosen. Everything else about the trees is fixed (docs/methods/model.md).
struct TrainingOptions {
  std::string name = "model";  ///< shown wherever the model is used; 1 to 64 bytes as an id
  int folds = 5;               ///< 3..20; fewer when there are fewer batches
  int rounds = 200;            ///< trees, 10..2000
  int max_depth = 4;           ///< 1..8
  double learning_rate = 0.1;  ///< 0.01..0.5
  int resamples = 1000;        ///< of batches, for intervals, 100..10000
  std::uint64_t seed = 1;      ///< of the resampling
  /// @throws Error Usage naming the first value out of range.
  void validate() const;
};

/// Limits tested before anything is trained.
inline constexpr std::size_t kMinBatches = 3;      ///< that hold both kinds of events
inline constexpr std::uint64_t kMinPerClass = 10;  ///< CTCs, and events that are none

/// Events, when at least kMinBatches batches hold at least kMinPerClass events each that are no CTC and were
/// no candidate; else Candidates. A few strays do not show a model what a slide's other events look like.
[[nodiscard]] ModelScope scope_of(const TrainingTable& table);

/// A figure with its 95 % interval over batches.
struct Estimate {
  double value = 0.0;
  std::optional<double> low;  ///< empty when no resample gave a value
  std::optional<double> high;
};

/// Events of one range of predicted probability, [low, high), the last range with its upper end.
struct ReliabilityBin {
  double low = 0.0;
  double high = 0.0;
  std::uint64_t events = 0;
  std::uint64_t ctcs = 0;
  double mean_probability = 0.0;  ///< 0 without events
};

/// How the events of one batch were predicted by trees that had seen no event of it.
struct BatchMetrics {
  std::string batch;
  int fold = 0;  ///< 1, 2, ...
  std::uint64_t events = 0;
  std::uint64_t ctcs = 0;
  std::optional<double> auc;  ///< empty with one kind of events
  double brier = 0.0;
  double log_loss = 0.0;
  std::uint64_t ctcs_called = 0;    ///< CTCs with a probability of at least kModelCallsCtc
  std::uint64_t others_called = 0;  ///< events that are none, with the same
};

struct FeatureImportance {
  ModelFeature feature;
  double log_odds = 0.0;  ///< mean size of its effect, CTCs and others with equal weight
};

/// All that is known of a model besides its trees.
struct ModelCard {
  std::string program_version;
  std::string library;
  TrainingOptions options;
  TrainingSource trained_on = TrainingSource::Simulated;
  ModelScope scope = ModelScope::Candidates;
  std::vector<ModelFeature> features;
  std::vector<TrainingFile> files;
  std::map<std::string, std::uint64_t> labels;
  std::uint64_t samples = 0;
  std::uint64_t events = 0;
  std::uint64_t ctcs = 0;
  std::uint64_t others_beside_candidates = 0;  ///< events that are no CTC and were no candidate
  double calibration_slope = 1.0;
  double calibration_offset = 0.0;
  int folds = 0;
  Estimate auc, brier, log_loss;     ///< of all events, each predicted by trees that had not seen its batch
  double brier_of_prevalence = 0.0;  ///< of giving every event the share of CTCs
  double log_loss_of_prevalence = 0.0;
  std::vector<ReliabilityBin> reliability;
  std::vector<BatchMetrics> batches;          ///< by name
  std::vector<FeatureImportance> importance;  ///< strongest first
};

struct TrainedModel {
  ModelCard card;
  std::string digest;  ///< SHA-256 of the content, also in the text
  std::string json;    ///< the model file (docs/formats/model.md)
};

/// Trains trees on all events, a calibration on events of batches their trees had not seen, and measures both
/// by cross-validation over batches: no batch, and so no sample, is ever on both sides of a split.
/// Same table and options, same bytes. One thread.
/// @throws Error BadData when there are too few batches, CTCs or others (kMinBatches, kMinPerClass); Usage of
/// the options.
[[nodiscard]] TrainedModel train_model(const TrainingTable& table, const TrainingOptions& options);

}  // namespace cyto::learn
