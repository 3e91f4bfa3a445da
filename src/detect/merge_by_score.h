#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <queue>
#include <vector>

namespace cyto {

/// A pair of touching regions as scored.
struct MergeCandidate {
  double score = 0.0;
  std::int32_t a = 0;
  std::int32_t b = 0;
  std::int64_t area_a = 0;  ///< a candidate whose regions have grown since is out of date
  std::int64_t area_b = 0;
};

/// Best score on top; equal scores in raster order of the regions' peaks.
struct LaterMerge {
  bool operator()(const MergeCandidate& x, const MergeCandidate& y) const {
    if (x.score != y.score) {
      return x.score < y.score;
    }
    return x.a != y.a ? x.a > y.a : x.b > y.b;
  }
};

/// Merges the best scoring pair of touching regions of a graph again and again, until none reaches
/// `least_score`. Score: double(graph, a, border). Observer: begun(next) with the best score per label before
/// the first step, merged(kept, gone, score, next) after each; -infinity without neighbours.
/// @return for each label the label it became part of (index 0 unused).
template <typename Graph, typename Score, typename Observer>
std::vector<std::int32_t> merge_by_score(Graph& graph, double least_score, const Score& score_of,
                                         Observer& observer) {
  constexpr double kNoScore = -std::numeric_limits<double>::infinity();
  std::priority_queue<MergeCandidate, std::vector<MergeCandidate>, LaterMerge> queue;
  const auto consider = [&](std::int32_t a, const auto& border) {
    const double score = score_of(graph, a, border);
    if (score >= least_score) {
      const std::int32_t low = std::min(a, border.other);
      const std::int32_t high = std::max(a, border.other);
      queue.push({score, low, high, graph.region(low).area, graph.region(high).area});
    }
    return score;
  };
  std::vector<double> next(static_cast<std::size_t>(graph.size()) + 1, kNoScore);
  for (std::int32_t a = 1; a <= graph.size(); ++a) {
    for (const auto& border : graph.borders(a)) {
      if (border.other > a) {
        const double score = consider(a, border);
        for (const std::int32_t label : {a, border.other}) {
          next[static_cast<std::size_t>(label)] = std::max(next[static_cast<std::size_t>(label)], score);
        }
      }
    }
  }
  observer.begun(next);
  while (!queue.empty()) {
    const MergeCandidate best = queue.top();
    queue.pop();
    if (graph.root(best.a) != best.a || graph.root(best.b) != best.b ||
        graph.region(best.a).area != best.area_a || graph.region(best.b).area != best.area_b) {
      continue;
    }
    const std::int32_t kept = graph.merge(best.a, best.b);
    double highest = kNoScore;
    for (const auto& border : graph.borders(kept)) {
      highest = std::max(highest, consider(kept, border));
    }
    observer.merged(kept, best.a == kept ? best.b : best.a, best.score, highest);
  }
  std::vector<std::int32_t> roots(static_cast<std::size_t>(graph.size()) + 1, 0);
  for (std::int32_t label = 1; label <= graph.size(); ++label) {
    roots[static_cast<std::size_t>(label)] = graph.root(label);
  }
  return roots;
}

}  // namespace cyto
