#include "probability_metrics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <random>

namespace cyto::learn {
namespace {

constexpr std::size_t kBins = 10;
constexpr double kLeastProbability = 1e-15;

/// Sums of one batch: what mean losses of any mixture of batches are made of.
struct BatchSums {
  std::uint64_t events = 0;
  double brier = 0.0;
  double log_loss = 0.0;
};

std::vector<BatchSums> sums_of(const Predictions& predictions, std::size_t batches) {
  std::vector<BatchSums> sums(batches);
  for (std::size_t i = 0; i < predictions.probability.size(); ++i) {
    BatchSums& batch = sums[predictions.batch[i]];
    const double p = predictions.probability[i];
    const double rest = p - predictions.is_ctc[i];
    ++batch.events;
    batch.brier += rest * rest;
    batch.log_loss += log_loss_of(p, predictions.is_ctc[i] != 0);
  }
  return sums;
}

struct Losses {
  double brier = 0.0;
  double log_loss = 0.0;
};

Losses mean_losses(const std::vector<BatchSums>& sums, const std::vector<std::uint32_t>& weight) {
  double events = 0.0;
  Losses losses;
  for (std::size_t b = 0; b < sums.size(); ++b) {
    events += static_cast<double>(weight[b]) * static_cast<double>(sums[b].events);
    losses.brier += weight[b] * sums[b].brier;
    losses.log_loss += weight[b] * sums[b].log_loss;
  }
  return {losses.brier / events, losses.log_loss / events};
}

/// One draw of as many batches as there are, with replacement. Whole numbers below `n` from 64 random bits:
/// the same on every machine, which the library's distributions are not.
std::vector<std::uint32_t> drawn_weights(std::mt19937_64& random, std::size_t n) {
  std::vector<std::uint32_t> weight(n);
  const std::uint64_t limit = std::numeric_limits<std::uint64_t>::max() / n * n;
  for (std::size_t drawn = 0; drawn < n;) {
    const std::uint64_t bits = random();
    if (bits < limit) {
      ++weight[bits % n];
      ++drawn;
    }
  }
  return weight;
}

Estimate estimate_of(double value, std::vector<double>& resampled) {
  Estimate estimate{value, std::nullopt, std::nullopt};
  if (!resampled.empty()) {
    std::sort(resampled.begin(), resampled.end());
    const auto rank = [&](double share) {
      const auto place = static_cast<std::size_t>(std::ceil(share * static_cast<double>(resampled.size())));
      return resampled[std::max<std::size_t>(place, 1) - 1];
    };
    estimate.low = rank(0.025);
    estimate.high = rank(0.975);
  }
  return estimate;
}

void measure_all(const Predictions& predictions, const std::vector<BatchSums>& sums, ModelCard& card) {
  const RankedPredictions ranked(predictions);
  const std::vector<std::uint32_t> once(sums.size(), 1);
  std::vector<double> auc;
  std::vector<double> brier;
  std::vector<double> log_loss;
  std::mt19937_64 random(card.options.seed);
  for (int i = 0; i < card.options.resamples; ++i) {
    const std::vector<std::uint32_t> weight = drawn_weights(random, sums.size());
    const Losses losses = mean_losses(sums, weight);
    brier.push_back(losses.brier);
    log_loss.push_back(losses.log_loss);
    if (const auto area = ranked.auc(weight)) {
      auc.push_back(*area);
    }
  }
  const Losses losses = mean_losses(sums, once);
  card.auc = estimate_of(ranked.auc(once).value_or(std::numeric_limits<double>::quiet_NaN()), auc);
  card.brier = estimate_of(losses.brier, brier);
  card.log_loss = estimate_of(losses.log_loss, log_loss);
}

void measure_batches(const Predictions& predictions, const std::vector<BatchSums>& sums,
                     const std::vector<std::string>& batches, const std::vector<int>& fold_of_batch,
                     ModelCard& card) {
  const RankedPredictions ranked(predictions);
  for (std::size_t b = 0; b < batches.size(); ++b) {
    std::vector<std::uint32_t> alone(batches.size());
    alone[b] = 1;
    const auto events = static_cast<double>(sums[b].events);
    card.batches.push_back({batches[b], fold_of_batch[b] + 1, sums[b].events, 0, ranked.auc(alone),
                            sums[b].brier / events, sums[b].log_loss / events, 0, 0});
  }
  for (std::size_t i = 0; i < predictions.probability.size(); ++i) {
    BatchMetrics& batch = card.batches[predictions.batch[i]];
    const bool called = predictions.probability[i] >= kModelCallsCtc;
    const bool is_ctc = predictions.is_ctc[i] != 0;
    batch.ctcs += is_ctc ? 1 : 0;
    batch.ctcs_called += is_ctc && called ? 1 : 0;
    batch.others_called += !is_ctc && called ? 1 : 0;
  }
}

void measure_reliability(const Predictions& predictions, ModelCard& card) {
  for (std::size_t b = 0; b < kBins; ++b) {
    card.reliability.push_back(
        {static_cast<double>(b) / kBins, static_cast<double>(b + 1) / kBins, 0, 0, 0.0});
  }
  for (std::size_t i = 0; i < predictions.probability.size(); ++i) {
    const double p = predictions.probability[i];
    ReliabilityBin& bin = card.reliability[std::min(kBins - 1, static_cast<std::size_t>(p * kBins))];
    ++bin.events;
    bin.ctcs += predictions.is_ctc[i];
    bin.mean_probability += p;
  }
  for (ReliabilityBin& bin : card.reliability) {
    bin.mean_probability = bin.events == 0 ? 0.0 : bin.mean_probability / static_cast<double>(bin.events);
  }
}

}  // namespace

RankedPredictions::RankedPredictions(const Predictions& predictions)
    : predictions_(predictions), order_(predictions.probability.size()) {
  std::iota(order_.begin(), order_.end(), 0U);
  std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return predictions.probability[a] < predictions.probability[b];
  });
}

std::optional<double> RankedPredictions::auc(const std::vector<std::uint32_t>& weight_of_batch) const {
  double others_below = 0.0;
  double ctcs = 0.0;
  double won = 0.0;
  for (std::size_t i = 0; i < order_.size();) {
    const double p = predictions_.probability[order_[i]];
    double tied_ctcs = 0.0;
    double tied_others = 0.0;
    for (; i < order_.size() && predictions_.probability[order_[i]] == p; ++i) {
      const double weight = weight_of_batch[predictions_.batch[order_[i]]];
      (predictions_.is_ctc[order_[i]] != 0 ? tied_ctcs : tied_others) += weight;
    }
    won += tied_ctcs * (others_below + tied_others / 2.0);
    ctcs += tied_ctcs;
    others_below += tied_others;
  }
  const double pairs = ctcs * others_below;
  return pairs > 0.0 ? std::optional(won / pairs) : std::nullopt;
}

double log_loss_of(double probability, bool is_ctc) {
  return -std::log(std::max(is_ctc ? probability : 1.0 - probability, kLeastProbability));
}

void measure_predictions(const Predictions& predictions, const std::vector<std::string>& batches,
                         const std::vector<int>& fold_of_batch, ModelCard& card) {
  const std::vector<BatchSums> sums = sums_of(predictions, batches.size());
  measure_all(predictions, sums, card);
  measure_batches(predictions, sums, batches, fold_of_batch, card);
  measure_reliability(predictions, card);
  const double share = static_cast<double>(card.ctcs) / static_cast<double>(card.events);
  card.brier_of_prevalence = share * (1.0 - share);
  card.log_loss_of_prevalence = share * log_loss_of(share, true) + (1.0 - share) * log_loss_of(share, false);
}

}  // namespace cyto::learn
