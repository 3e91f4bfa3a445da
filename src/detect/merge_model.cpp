#include "merge_model.h"

#include <limits>

#include "layered_network.h"
#include "merge_weights.h"

namespace cyto {
namespace {

/// Calls what was given and passes over what was not.
struct CalledObserver {
  const MergeObserver& observer;

  void begun(std::int32_t label, double next) const {
    if (observer.begun) {
      observer.begun(label, next);
    }
  }
  void merged(std::int32_t kept, std::int32_t gone, double score, double next) const {
    if (observer.merged) {
      observer.merged(kept, gone, score, next);
    }
  }
};

}  // namespace

void NucleusMergeScores::operator()(const RegionGraph& graph, std::span<const MergePair> pairs,
                                    double* scores) {
  static constexpr LayeredNetwork kLayers(kMergeNetwork);
  features_.resize(pairs.size());
  asked_.clear();
  places_.clear();
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    features_[i] = graph.features(pairs[i].a, *pairs[i].border);
    if (merged_diameter_um(features_[i]) <= max_diameter_um_) {
      asked_.push_back(&features_[i]);
      places_.push_back(i);
    } else {
      scores[i] = -std::numeric_limits<double>::infinity();
    }
  }
  odds_.resize(asked_.size());
  kLayers.log_odds(asked_, odds_.data());
  for (std::size_t i = 0; i < places_.size(); ++i) {
    scores[places_[i]] = odds_[i];
  }
}

std::vector<std::int32_t> merge_regions(RegionGraph& graph, double least_score, const MergeScores& scores_of,
                                        const MergeObserver& observer) {
  const CalledObserver called{observer};
  return merge_by_score(graph, least_score, scores_of, called);
}

}  // namespace cyto
