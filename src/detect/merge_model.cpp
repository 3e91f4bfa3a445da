#include "merge_model.h"

#include <algorithm>
#include <limits>
#include <queue>

#include "layered_network.h"
#include "merge_weights.h"

namespace cyto {
namespace {

struct Candidate {
  double score = 0.0;
  std::int32_t a = 0;
  std::int32_t b = 0;
  std::int64_t area_a = 0;  ///< as scored: a candidate whose regions have grown since is out of date
  std::int64_t area_b = 0;
};

/// Best score on top; equal scores in raster order of the regions' peaks.
struct Later {
  bool operator()(const Candidate& x, const Candidate& y) const {
    if (x.score != y.score) {
      return x.score < y.score;
    }
    return x.a != y.a ? x.a > y.a : x.b > y.b;
  }
};

}  // namespace

double merge_score(const MergeFeatures& features) {
  static constexpr LayeredNetwork kLayers(kMergeNetwork);
  return kLayers.log_odds(features);
}

std::vector<std::int32_t> merge_regions(RegionGraph& graph, double least_score, const MergeScore& score_of,
                                        const MergeObserver& observer) {
  std::priority_queue<Candidate, std::vector<Candidate>, Later> queue;
  const auto consider = [&](std::int32_t a, const Border& border) {
    const double score = score_of(graph, a, border);
    if (score >= least_score) {
      const std::int32_t low = std::min(a, border.other);
      const std::int32_t high = std::max(a, border.other);
      queue.push({score, low, high, graph.region(low).area, graph.region(high).area});
    }
    return score;
  };
  std::vector<double> next(static_cast<std::size_t>(graph.size()) + 1,
                           -std::numeric_limits<double>::infinity());
  for (std::int32_t a = 1; a <= graph.size(); ++a) {
    for (const Border& border : graph.borders(a)) {
      if (border.other > a) {
        const double score = consider(a, border);
        for (const std::int32_t label : {a, border.other}) {
          next[static_cast<std::size_t>(label)] = std::max(next[static_cast<std::size_t>(label)], score);
        }
      }
    }
  }
  if (observer.begun) {
    observer.begun(next);
  }
  while (!queue.empty()) {
    const Candidate best = queue.top();
    queue.pop();
    if (graph.root(best.a) != best.a || graph.root(best.b) != best.b ||
        graph.region(best.a).area != best.area_a || graph.region(best.b).area != best.area_b) {
      continue;
    }
    const std::int32_t kept = graph.merge(best.a, best.b);
    double highest = -std::numeric_limits<double>::infinity();
    for (const Border& border : graph.borders(kept)) {
      highest = std::max(highest, consider(kept, border));
    }
    if (observer.merged) {
      observer.merged(kept, best.a == kept ? best.b : best.a, best.score, highest);
    }
  }
  std::vector<std::int32_t> roots(static_cast<std::size_t>(graph.size()) + 1, 0);
  for (std::int32_t label = 1; label <= graph.size(); ++label) {
    roots[static_cast<std::size_t>(label)] = graph.root(label);
  }
  return roots;
}

}  // namespace cyto
