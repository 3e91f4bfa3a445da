#include "cytrial/learn/train_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "booster.h"
#include "cytrial/core/error.h"
#include "cytrial/core/ids.h"
#include "cytrial/core/number_text.h"
#include "cytrial/core/provenance.h"
#include "grouped_folds.h"
#include "model_text.h"
#include "platt.h"
#include "probability_metrics.h"

namespace cyto::learn {
namespace {

constexpr std::size_t kImportanceRows = 20'000;
constexpr std::size_t kRowsAtOnce = 4096;

void require_between(double value, double low, double high, const char* option) {
  if (!(value >= low && value <= high)) {
    throw Error(ErrorCode::Usage, std::string(option) + " " + number_text(value),
                "must be " + number_text(low) + " to " + number_text(high));
  }
}

BoosterOptions booster_options(const TrainingOptions& options) {
  BoosterOptions booster;
  booster.rounds = options.rounds;
  booster.max_depth = options.max_depth;
  booster.learning_rate = options.learning_rate;
  return booster;
}

/// Batches with CTCs and with others; the smaller number limits the folds.
std::size_t batches_with_both(const TrainingTable& table) {
  std::vector<int> kinds(table.batches.size());
  for (std::size_t i = 0; i < table.rows(); ++i) {
    kinds[table.batch[i]] |= table.is_ctc[i] != 0 ? 1 : 2;
  }
  return static_cast<std::size_t>(std::count(kinds.begin(), kinds.end(), 3));
}

/// By batch.
std::vector<std::uint64_t> others_beside_candidates(const TrainingTable& table) {
  std::vector<std::uint64_t> others(table.batches.size());
  for (std::size_t i = 0; i < table.rows(); ++i) {
    others[table.batch[i]] += table.is_ctc[i] == 0 && table.is_candidate[i] == 0 ? 1 : 0;
  }
  return others;
}

void require_enough(const TrainingTable& table) {
  const std::uint64_t ctcs = table.ctcs();
  const std::uint64_t others = table.rows() - ctcs;
  if (ctcs < kMinPerClass || others < kMinPerClass) {
    throw Error(ErrorCode::BadData, "labelled events",
                "hold " + std::to_string(ctcs) + " CTCs and " + std::to_string(others) +
                    " other events, at least " + std::to_string(kMinPerClass) + " of each are needed",
                "label more samples");
  }
  if (const std::size_t both = batches_with_both(table); both < kMinBatches) {
    throw Error(ErrorCode::BadData, "labelled events",
                "hold " + std::to_string(both) + " batches with CTCs and other events, at least " +
                    std::to_string(kMinBatches) + " are needed",
                "a model is tested on batches it has not seen: add samples of other batches");
  }
}

/// The rows of a table with the given property.
struct Part {
  std::vector<float> values;
  std::vector<float> labels;
  std::vector<std::size_t> rows;
};

template <typename Wanted>
Part part_of(const TrainingTable& table, const Wanted& wanted) {
  Part part;
  const std::size_t columns = table.features.size();
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (wanted(i)) {
      const auto row = table.values.begin() + static_cast<std::ptrdiff_t>(i * columns);
      part.values.insert(part.values.end(), row, row + static_cast<std::ptrdiff_t>(columns));
      part.labels.push_back(table.is_ctc[i]);
      part.rows.push_back(i);
    }
  }
  return part;
}

/// Margin of every event by trees that have seen no event of its batch.
std::vector<float> unseen_margins(const TrainingTable& table, const std::vector<int>& fold_of_batch,
                                  int folds, const BoosterOptions& options) {
  const std::size_t columns = table.features.size();
  std::vector<float> margins(table.rows());
  for (int fold = 0; fold < folds; ++fold) {
    const auto held_out = [&](std::size_t row) { return fold_of_batch[table.batch[row]] == fold; };
    const Part seen = part_of(table, [&](std::size_t row) { return !held_out(row); });
    const Part unseen = part_of(table, held_out);
    const Booster booster = Booster::train(seen.values, columns, seen.labels, options);
    const std::vector<float> found = booster.margins(unseen.values.data(), unseen.rows.size(), columns);
    for (std::size_t i = 0; i < found.size(); ++i) {
      margins[unseen.rows[i]] = found[i];
    }
  }
  return margins;
}

/// Probabilities through a calibration that has not seen the event's batch either.
Predictions unseen_predictions(const TrainingTable& table, const std::vector<float>& margins,
                               const std::vector<int>& fold_of_batch, int folds) {
  Predictions predictions{std::vector<double>(table.rows()), table.is_ctc, table.batch};
  for (int fold = 0; fold < folds; ++fold) {
    std::vector<float> other_margins;
    std::vector<std::uint8_t> other_labels;
    for (std::size_t i = 0; i < table.rows(); ++i) {
      if (fold_of_batch[table.batch[i]] != fold) {
        other_margins.push_back(margins[i]);
        other_labels.push_back(table.is_ctc[i]);
      }
    }
    const PlattMap map = fit_platt(other_margins, other_labels);
    for (std::size_t i = 0; i < table.rows(); ++i) {
      if (fold_of_batch[table.batch[i]] == fold) {
        predictions.probability[i] = map.probability(margins[i]);
      }
    }
  }
  return predictions;
}

/// Mean size of each feature's effect over every n-th CTC and every n-th other event.
std::vector<FeatureImportance> importance_of(const TrainingTable& table, const Booster& booster,
                                             double slope) {
  const std::size_t columns = table.features.size();
  std::vector<FeatureImportance> importance;
  for (const ModelFeature& feature : table.features) {
    importance.push_back({feature, 0.0});
  }
  for (const std::uint8_t kind : {0, 1}) {
    const std::uint64_t total = kind == 1 ? table.ctcs() : table.rows() - table.ctcs();
    const std::uint64_t step = std::max<std::uint64_t>(1, total / kImportanceRows);
    std::uint64_t seen = 0;
    const Part part =
        part_of(table, [&](std::size_t row) { return table.is_ctc[row] == kind && seen++ % step == 0; });
    std::vector<double> sums(columns);
    for (std::size_t first = 0; first < part.rows.size(); first += kRowsAtOnce) {
      const std::size_t rows = std::min(kRowsAtOnce, part.rows.size() - first);
      const auto effects = booster.contributions(part.values.data() + first * columns, rows, columns);
      for (std::size_t i = 0; i < rows * (columns + 1); ++i) {
        if (i % (columns + 1) < columns) {
          sums[i % (columns + 1)] += std::abs(static_cast<double>(effects[i]));
        }
      }
    }
    for (std::size_t c = 0; c < columns; ++c) {
      importance[c].log_odds += std::abs(slope) * sums[c] / static_cast<double>(part.rows.size()) / 2.0;
    }
  }
  std::stable_sort(importance.begin(), importance.end(),
                   [](const auto& a, const auto& b) { return a.log_odds > b.log_odds; });
  return importance;
}

}  // namespace

void TrainingOptions::validate() const {
  if (!is_valid_id(name)) {
    throw Error(ErrorCode::Usage, "--name " + name,
                "must be 1 to 64 of A-Z a-z 0-9 . _ - and start with a letter or digit");
  }
  require_between(folds, 3, 20, "--folds");
  require_between(rounds, 10, 2000, "--trees");
  require_between(max_depth, 1, 8, "--max-depth");
  require_between(learning_rate, 0.01, 0.5, "--learning-rate");
  require_between(resamples, 100, 10000, "--resamples");
}

ModelScope scope_of(const TrainingTable& table) {
  const std::vector<std::uint64_t> beside = others_beside_candidates(table);
  const auto enough = std::count_if(beside.begin(), beside.end(),
                                    [](std::uint64_t others) { return others >= kMinPerClass; });
  return enough >= static_cast<std::ptrdiff_t>(kMinBatches) ? ModelScope::Events : ModelScope::Candidates;
}

TrainedModel train_model(const TrainingTable& table, const TrainingOptions& options) {
  options.validate();
  require_enough(table);
  TrainedModel model;
  ModelCard& card = model.card;
  card.program_version = std::string("cytrial ") + program_version();
  card.library = Booster::library();
  card.options = options;
  card.trained_on = table.source;
  card.scope = scope_of(table);
  card.features = table.features;
  card.files = table.files;
  card.labels = table.labels;
  card.samples = table.samples;
  card.events = table.rows();
  card.ctcs = table.ctcs();
  const std::vector<std::uint64_t> beside = others_beside_candidates(table);
  card.others_beside_candidates = std::accumulate(beside.begin(), beside.end(), std::uint64_t{0});
  card.folds = std::min(options.folds, static_cast<int>(batches_with_both(table)));

  const BoosterOptions growing = booster_options(options);
  const std::vector<int> fold_of_batch = assign_folds(table, card.folds);
  const std::vector<float> margins = unseen_margins(table, fold_of_batch, card.folds, growing);
  measure_predictions(unseen_predictions(table, margins, fold_of_batch, card.folds), table.batches,
                      fold_of_batch, card);

  const PlattMap calibration = fit_platt(margins, table.is_ctc);
  if (!(calibration.slope > 0.0)) {
    throw Error(ErrorCode::BadData, "labelled events",
                "the trees do not tell CTCs of batches that they have not seen from other events",
                "check the labels; a model cannot be made of these events");
  }
  card.calibration_slope = calibration.slope;
  card.calibration_offset = calibration.offset;
  const std::vector<float> labels(table.is_ctc.begin(), table.is_ctc.end());
  const Booster booster = Booster::train(table.values, table.features.size(), labels, growing);
  card.importance = importance_of(table, booster, calibration.slope);
  ModelText text = model_text(card, booster.json());
  model.digest = std::move(text.digest);
  model.json = std::move(text.json);
  return model;
}

}  // namespace cyto::learn
