#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace cyto {

/// A region and its border to another one.
template <typename Border>
struct TouchingPair {
  std::int32_t a = 0;
  const Border* border = nullptr;
};

/// A pair of touching regions as scored.
struct MergeCandidate {
  double score = 0.0;
  std::int32_t a = 0;
  std::int32_t b = 0;
  std::int32_t area_a = 0;  ///< a candidate whose regions have grown since is out of date
  std::int32_t area_b = 0;
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

/// The touching pairs of a graph that may be merged, best first.
template <typename Graph, typename Scores>
class MergeQueue {
 public:
  MergeQueue(const Graph& graph, double least_score, const Scores& scores_of)
      : graph_(graph), least_score_(least_score), scores_of_(scores_of) {}

  /// Scores all pairs of the graph. @return per label its best score, -infinity without neighbours.
  std::vector<double> fill() {
    std::vector<double> next(static_cast<std::size_t>(graph_.size()) + 1, kNoScore);
    for (std::int32_t a = 1; a <= graph_.size(); ++a) {
      for (const auto& border : graph_.borders(a)) {
        if (border.other > a) {
          pairs_.push_back({a, &border});
        }
      }
    }
    score_pairs();
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      for (const std::int32_t label : {pairs_[i].a, pairs_[i].border->other}) {
        double& best = next[static_cast<std::size_t>(label)];
        best = std::max(best, scores_[i]);
      }
      if (scores_[i] >= least_score_) {
        first_.push_back(candidate(i));
      }
    }
    std::sort(first_.begin(), first_.end(), LaterMerge());
    return next;
  }

  /// Scores the pairs of a region that has grown. @return the best score, -infinity without neighbours.
  double add_pairs_of(std::int32_t a) {
    pairs_.clear();
    for (const auto& border : graph_.borders(a)) {
      pairs_.push_back({a, &border});
    }
    score_pairs();
    double best = kNoScore;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      best = std::max(best, scores_[i]);
      if (scores_[i] >= least_score_) {
        later_.push_back(candidate(i));
        std::push_heap(later_.begin(), later_.end(), LaterMerge());
      }
    }
    return best;
  }

  /// Takes the best pair whose regions have not changed. @return whether there is one.
  bool take(MergeCandidate& best) {
    while (!first_.empty() || !later_.empty()) {
      if (later_.empty() || (!first_.empty() && LaterMerge()(later_.front(), first_.back()))) {
        best = first_.back();
        first_.pop_back();
      } else {
        std::pop_heap(later_.begin(), later_.end(), LaterMerge());
        best = later_.back();
        later_.pop_back();
      }
      if (graph_.root(best.a) == best.a && graph_.root(best.b) == best.b && area(best.a) == best.area_a &&
          area(best.b) == best.area_b) {
        return true;
      }
    }
    return false;
  }

 private:
  static constexpr double kNoScore = -std::numeric_limits<double>::infinity();

  void score_pairs() {
    scores_.resize(pairs_.size());
    scores_of_(graph_, std::span<const TouchingPair<typename Graph::Border>>(pairs_), scores_.data());
  }
  [[nodiscard]] MergeCandidate candidate(std::size_t i) const {
    const std::int32_t low = std::min(pairs_[i].a, pairs_[i].border->other);
    const std::int32_t high = std::max(pairs_[i].a, pairs_[i].border->other);
    return {scores_[i], low, high, area(low), area(high)};
  }
  /// Of a region of one window, which holds fewer than 2^31 pixels.
  [[nodiscard]] std::int32_t area(std::int32_t label) const {
    return static_cast<std::int32_t>(graph_.region(label).area);
  }

  const Graph& graph_;
  double least_score_;
  const Scores& scores_of_;
  std::vector<TouchingPair<typename Graph::Border>> pairs_;
  std::vector<double> scores_;
  std::vector<MergeCandidate> first_;  ///< of the graph as it was, best last
  std::vector<MergeCandidate> later_;  ///< a heap, best on top
};

/// Merges the best scoring pair of touching regions of a graph again and again, until none reaches
/// `least_score`. Scores: scores_of(graph, pairs, scores) for a list of touching pairs. Observer: begun(next)
/// with the best score per label before the first step, merged(kept, gone, score, next) after each; -infinity
/// without neighbours.
/// @return for each label the label it became part of (index 0 unused).
template <typename Graph, typename Scores, typename Observer>
std::vector<std::int32_t> merge_by_score(Graph& graph, double least_score, const Scores& scores_of,
                                         Observer& observer) {
  MergeQueue<Graph, Scores> queue(graph, least_score, scores_of);
  observer.begun(queue.fill());
  MergeCandidate best;
  while (queue.take(best)) {
    const std::int32_t kept = graph.merge(best.a, best.b);
    const double next = queue.add_pairs_of(kept);
    observer.merged(kept, best.a == kept ? best.b : best.a, best.score, next);
  }
  std::vector<std::int32_t> roots(static_cast<std::size_t>(graph.size()) + 1, 0);
  for (std::int32_t label = 1; label <= graph.size(); ++label) {
    roots[static_cast<std::size_t>(label)] = graph.root(label);
  }
  return roots;
}

}  // namespace cyto
