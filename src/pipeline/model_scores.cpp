#include "model_scores.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <tuple>

#include "cytrial/core/error.h"
#include "cytrial/pipeline/model_fit.h"

namespace cyto {
namespace {

constexpr std::size_t kEffectsKept = 8;
constexpr double kLeastEffect = 0.005;

std::string listed(const ModelFeature& feature) {
  return feature.name + " [" + feature.unit + "]";
}

std::string short_digest(const EventModel& model) {
  return model.digest().substr(0, 12);
}

}  // namespace

void require_fit(const EventModel& model, const Panel& panel, const FeatureSchema& measured) {
  const ModelFeatures features(panel, measured);
  const std::vector<ModelFeature>& have = features.features();
  const std::vector<ModelFeature>& wants = model.features();
  const auto [wanted, found] = std::mismatch(wants.begin(), wants.end(), have.begin(), have.end());
  if (wanted == wants.end() && found == have.end()) {
    return;
  }
  const std::string remedy = "use a panel with the channels it was trained on, or train it again";
  if (wanted == wants.end()) {
    throw Error(ErrorCode::BadConfig, "model " + model.name(),
                "was not trained on the feature " + listed(*found), remedy);
  }
  throw Error(ErrorCode::BadConfig, "model " + model.name(),
              "looks at " + listed(*wanted) + ", which panel " + panel.name + " does not give" +
                  (found == have.end() ? "" : " in its place"),
              remedy);
}

ModelScores::ModelScores(const EventModel* model, const Panel& panel, const FeatureSchema& measured)
    : model_(model) {
  if (model_ != nullptr) {
    require_fit(*model_, panel, measured);
    features_.emplace(panel, measured);
  }
}

void ModelScores::learn(EventSource& measured, const Classifier& classifier) {
  const std::vector<Classification>& calls = classifier.calls();
  if (model_ == nullptr || classifier.not_evaluable_reason()) {
    return;
  }
  features_->learn(measured, classifier.counts().of(Phenotype::Leukocyte), [&](std::uint64_t position) {
    return calls.at(position).phenotype == Phenotype::Leukocyte;
  });
  active_ = features_->has_reference();
  if (!active_) {
    return;
  }
  score_all(measured, calls);
  rank(calls);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (!std::isnan(probabilities_[i]) && disagrees(probabilities_[i], calls[i].phenotype)) {
      ++(calls[i].phenotype == Phenotype::Ctc ? gates_alone_ : model_alone_);
    }
  }
}

/// Leaves out what the model may not speak of.
void ModelScores::score_all(EventSource& measured, const std::vector<Classification>& calls) {
  const std::size_t columns = features_->features().size();
  std::vector<float> values;
  std::vector<double> scored;
  probabilities_.reserve(measured.size());
  EventBatch batch;
  measured.rewind();
  while (measured.next(batch)) {
    values.resize(batch.rows * columns);
    for (std::size_t i = 0; i < batch.rows; ++i) {
      features_->values(batch.row(i), values.data() + i * columns);
    }
    scored.resize(batch.rows);
    model_->probabilities(values.data(), batch.rows, scored.data());
    std::transform(scored.begin(), scored.end(), std::back_inserter(probabilities_),
                   [](double probability) { return static_cast<float>(probability); });
  }
  if (model_->scope() == ModelScope::Candidates) {
    for (std::size_t i = 0; i < calls.size(); ++i) {
      probabilities_[i] = calls[i].candidate ? probabilities_[i] : std::numeric_limits<float>::quiet_NaN();
    }
  }
}

/// First what gates or model take for a CTC, so that no counted cell stands behind one that neither does; by
/// probability in both parts.
void ModelScores::rank(const std::vector<Classification>& calls) {
  struct Standing {
    bool called;
    float probability;
    std::uint64_t position;
  };
  std::vector<Standing> standings;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const bool called = calls[i].phenotype == Phenotype::Ctc || probabilities_[i] >= kModelCallsCtc;
    if (called || calls[i].candidate) {
      standings.push_back({called, probabilities_[i], i});
    }
  }
  std::sort(standings.begin(), standings.end(), [](const Standing& a, const Standing& b) {
    return std::tuple(!a.called, -a.probability, a.position) <
           std::tuple(!b.called, -b.probability, b.position);
  });
  for (const Standing& standing : standings) {
    ranks_.emplace_back(standing.position, static_cast<std::uint32_t>(ranks_.size() + 1));
  }
  std::sort(ranks_.begin(), ranks_.end());
}

std::uint32_t ModelScores::rank_of(std::uint64_t position) const {
  return std::lower_bound(ranks_.begin(), ranks_.end(), std::pair(position, std::uint32_t{0}))->second;
}

std::vector<FeatureColumn> ModelScores::columns() const {
  if (model_ == nullptr) {
    return {};
  }
  return {{"ctc_probability_" + std::string(name_of(model_->trained_on())),
           "probability of a CTC by model " + model_->name() + ", trained on " +
               std::string(words_of(model_->trained_on())) + ", of " +
               std::string(words_of(model_->scope()))}};
}

std::vector<std::pair<std::string, std::string>> ModelScores::keywords() const {
  if (model_ == nullptr) {
    return {};
  }
  return {{"model_name", model_->name()},
          {"model_sha256", model_->digest()},
          {"model_trained_on", std::string(name_of(model_->trained_on()))},
          {"model_scope", std::string(name_of(model_->scope()))}};
}

void ModelScores::append_values(std::uint64_t position, float* appended) const {
  if (model_ != nullptr) {
    *appended = active_ ? probabilities_.at(position) : std::numeric_limits<float>::quiet_NaN();
  }
}

bool ModelScores::disagrees(double probability, Phenotype phenotype) const {
  return (probability >= kModelCallsCtc) != (phenotype == Phenotype::Ctc);
}

bool ModelScores::nominates(std::uint64_t position, Phenotype phenotype) const {
  return active_ && phenotype != Phenotype::Ctc && disagrees(probabilities_.at(position), phenotype);
}

void ModelScores::add_to(Candidate& candidate, const float* measured) const {
  if (!active_) {
    return;
  }
  const std::vector<ModelFeature>& features = features_->features();
  std::vector<float> row(features.size());
  features_->values(measured, row.data());
  ModelScore score;
  score.probability = probabilities_.at(candidate.event_id - 1);
  score.trained_on = model_->trained_on();
  score.disagrees = disagrees(score.probability, candidate.phenotype);
  const std::vector<double> effects = model_->effects(row.data());
  std::vector<std::size_t> order(features.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return std::abs(effects[a]) > std::abs(effects[b]); });
  for (const std::size_t i : order) {
    if (score.effects.size() == kEffectsKept || std::abs(effects[i]) < kLeastEffect) {
      break;
    }
    score.effects.push_back({column_of(features[i]), row[i], effects[i], feature_words(features[i], row[i])});
  }
  candidate.rank = rank_of(candidate.event_id - 1);
  if (score.disagrees) {
    const auto behind = std::find_if(candidate.notes.begin(), candidate.notes.end(), [](const ReviewNote& n) {
      return n.reason > ReviewReason::GatesAndModelDiffer;
    });
    candidate.notes.insert(behind, {ReviewReason::GatesAndModelDiffer, {}, score.probability, {}});
  }
  candidate.score = std::move(score);
}

std::vector<QualityFlag> ModelScores::flags() const {
  if (model_ == nullptr) {
    return {};
  }
  const std::string model = "model " + model_->name() + " (" + short_digest(*model_) + ")";
  std::vector<QualityFlag> flags;
  if (!active_) {
    flags.push_back({"model_not_used", model + " was not used: too few leukocytes to measure events in"});
    return flags;
  }
  flags.push_back({"model_used", model + ", trained on " + std::string(words_of(model_->trained_on())) +
                                     ", ranks the candidates; every count is the gates' own"});
  if (model_->scope() == ModelScope::Candidates) {
    flags.push_back(
        {"model_candidates_only",
         model + " was trained on candidates of the gates only: it says nothing of other events"});
  }
  if (model_->trained_on() != TrainingSource::Real) {
    flags.push_back({"model_simulated", model + " was trained on " +
                                            std::string(words_of(model_->trained_on())) +
                                            ": its probabilities are not proven on real cells"});
  }
  if (gates_alone_ + model_alone_ > 0) {
    flags.push_back({"model_disagrees",
                     "model and gates disagree on " + std::to_string(gates_alone_ + model_alone_) +
                         " events: " + std::to_string(gates_alone_) + " are CTCs by the gates alone, " +
                         std::to_string(model_alone_) + " by the model alone"});
  }
  return flags;
}

}  // namespace cyto
