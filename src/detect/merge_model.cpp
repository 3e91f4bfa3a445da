#include "merge_model.h"

#include "layered_network.h"
#include "merge_by_score.h"
#include "merge_weights.h"

namespace cyto {
namespace {

/// Calls what was given and passes over what was not.
struct CalledObserver {
  const MergeObserver& observer;

  void begun(const std::vector<double>& next) const {
    if (observer.begun) {
      observer.begun(next);
    }
  }
  void merged(std::int32_t kept, std::int32_t gone, double score, double next) const {
    if (observer.merged) {
      observer.merged(kept, gone, score, next);
    }
  }
};

}  // namespace

double merge_score(const MergeFeatures& features) {
  static constexpr LayeredNetwork kLayers(kMergeNetwork);
  return kLayers.log_odds(features);
}

std::vector<std::int32_t> merge_regions(RegionGraph& graph, double least_score, const MergeScore& score_of,
                                        const MergeObserver& observer) {
  const CalledObserver called{observer};
  return merge_by_score(graph, least_score, score_of, called);
}

}  // namespace cyto
