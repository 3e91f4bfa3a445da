#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cytrial/learn/train_model.h"

namespace cyto::learn {

/// Predictions beside the truth, one entry per event.
struct Predictions {
  std::vector<double> probability;
  std::vector<std::uint8_t> is_ctc;
  std::vector<std::uint32_t> batch;
};

/// Area under the ROC curve of events weighted by batch: the chance that a CTC has a higher probability than
/// an event that is none; ties count half. Empty when the weights leave one kind of events.
class RankedPredictions {
 public:
  explicit RankedPredictions(const Predictions& predictions);  ///< kept by reference
  [[nodiscard]] std::optional<double> auc(const std::vector<std::uint32_t>& weight_of_batch) const;

 private:
  const Predictions& predictions_;
  std::vector<std::uint32_t> order_;  ///< by probability
};

/// -log of the probability given to what was true; probabilities below 1e-15 count as that.
[[nodiscard]] double log_loss_of(double probability, bool is_ctc);

/// Fills metrics of all events, of batches, and the reliability bins of `card`.
/// Intervals: percentiles 2.5 and 97.5 (nearest rank) over options.resamples draws of whole batches with
/// replacement. Source: Field & Welsh 2007, J R Stat Soc B 69:369 (the cluster bootstrap).
void measure_predictions(const Predictions& predictions, const std::vector<std::string>& batches,
                         const std::vector<int>& fold_of_batch, ModelCard& card);

}  // namespace cyto::learn
