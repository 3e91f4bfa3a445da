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

/// The touching pairs of one part of a graph that may be merged, best first.
class MergeQueue {
 public:
  void clear() { candidates_.clear(); }
  void push(const MergeCandidate& candidate) {
    candidates_.push_back(candidate);
    std::push_heap(candidates_.begin(), candidates_.end(), LaterMerge());
  }

  /// Takes the best pair whose regions have not changed. @return whether there is one.
  template <typename Graph>
  bool take(const Graph& graph, MergeCandidate& best) {
    while (!candidates_.empty()) {
      std::pop_heap(candidates_.begin(), candidates_.end(), LaterMerge());
      best = candidates_.back();
      candidates_.pop_back();
      if (graph.root(best.a) == best.a && graph.root(best.b) == best.b &&
          graph.region(best.a).area == best.area_a && graph.region(best.b).area == best.area_b) {
        return true;
      }
    }
    return false;
  }

 private:
  std::vector<MergeCandidate> candidates_;  ///< a heap, best on top
};

/// Merges the best scoring pair of each part of a graph again and again; see merge_by_score(). Regions of
/// different parts are no neighbours and never will be: what is merged in the one changes nothing in the
/// other. So parts are taken in turn, some at a time: their regions stay in the cache, and their scores are
/// asked for together.
template <typename Graph, typename Scores, typename Observer>
class PartwiseMerging {
 public:
  PartwiseMerging(Graph& graph, double least_score, const Scores& scores_of, Observer& observer)
      : graph_(graph),
        least_score_(least_score),
        scores_of_(scores_of),
        observer_(observer),
        seen_(static_cast<std::size_t>(graph.size()) + 1, false),
        best_(seen_.size(), kNoScore) {}

  void run() {
    for (std::int32_t label = 1; label <= graph_.size(); ++label) {
      if (!seen_[index(label)]) {
        add_part(label);
      }
      if (pairs_.size() >= kPairsTogether || label == graph_.size()) {
        merge_parts();
      }
    }
  }

 private:
  static constexpr double kNoScore = -std::numeric_limits<double>::infinity();
  /// Enough for a score model that answers several questions at once; few enough for the cache.
  static constexpr std::size_t kPairsTogether = 64;

  /// A merge that was just done.
  struct Step {
    std::size_t part = 0;
    std::int32_t kept = 0;
    std::int32_t gone = 0;
    double score = 0.0;
    std::size_t pairs_end = 0;  ///< of the pairs of the region that was kept
  };

  static std::size_t index(std::int32_t label) { return static_cast<std::size_t>(label); }

  /// Takes in all regions that can be reached from one, with their pairs.
  void add_part(std::int32_t first) {
    if (queues_.size() == parts_) {
      queues_.emplace_back();
    }
    queues_[parts_].clear();
    std::size_t next = labels_.size();
    labels_.push_back(first);
    seen_[index(first)] = true;
    for (; next < labels_.size(); ++next) {
      const std::int32_t a = labels_[next];
      for (const auto& border : graph_.borders(a)) {
        if (border.other > a) {
          pairs_.push_back({a, &border});
          part_of_pair_.push_back(parts_);
        }
        if (!seen_[index(border.other)]) {
          seen_[index(border.other)] = true;
          labels_.push_back(border.other);
        }
      }
    }
    ++parts_;
  }

  /// Merges within the parts that were taken in, and forgets them.
  void merge_parts() {
    score_pairs();
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      for (const std::int32_t label : {pairs_[i].a, pairs_[i].border->other}) {
        best_[index(label)] = std::max(best_[index(label)], scores_[i]);
      }
      push(part_of_pair_[i], i);
    }
    for (const std::int32_t label : labels_) {
      observer_.begun(label, best_[index(label)]);
    }
    while (merge_once()) {
    }
    labels_.clear();
    pairs_.clear();
    part_of_pair_.clear();
    parts_ = 0;
  }

  /// Merges the best pair of each part. @return whether there was any.
  bool merge_once() {
    steps_.clear();
    MergeCandidate best;
    for (std::size_t part = 0; part < parts_; ++part) {
      if (queues_[part].take(graph_, best)) {
        const std::int32_t kept = graph_.merge(best.a, best.b);
        steps_.push_back({part, kept, best.a == kept ? best.b : best.a, best.score, 0});
      }
    }
    pairs_.clear();
    for (Step& step : steps_) {
      for (const auto& border : graph_.borders(step.kept)) {
        pairs_.push_back({step.kept, &border});
      }
      step.pairs_end = pairs_.size();
    }
    score_pairs();
    std::size_t i = 0;
    for (const Step& step : steps_) {
      double next = kNoScore;
      for (; i < step.pairs_end; ++i) {
        next = std::max(next, scores_[i]);
        push(step.part, i);
      }
      observer_.merged(step.kept, step.gone, step.score, next);
    }
    return !steps_.empty();
  }

  void score_pairs() {
    scores_.resize(pairs_.size());
    scores_of_(graph_, std::span<const TouchingPair<typename Graph::Border>>(pairs_), scores_.data());
  }
  /// Makes a candidate of pair i, if it may be merged.
  void push(std::size_t part, std::size_t i) {
    if (scores_[i] >= least_score_) {
      const std::int32_t low = std::min(pairs_[i].a, pairs_[i].border->other);
      const std::int32_t high = std::max(pairs_[i].a, pairs_[i].border->other);
      queues_[part].push({scores_[i], low, high, area(low), area(high)});
    }
  }
  /// Of a region of one window, which holds fewer than 2^31 pixels.
  [[nodiscard]] std::int32_t area(std::int32_t label) const {
    return static_cast<std::int32_t>(graph_.region(label).area);
  }

  Graph& graph_;
  double least_score_;
  const Scores& scores_of_;
  Observer& observer_;
  std::vector<bool> seen_;
  std::vector<double> best_;  ///< per label, before the first step
  // Of the parts that are being merged.
  std::size_t parts_ = 0;
  std::vector<std::int32_t> labels_;
  std::vector<TouchingPair<typename Graph::Border>> pairs_;
  std::vector<std::size_t> part_of_pair_;  ///< of the first pairs
  std::vector<double> scores_;
  std::vector<MergeQueue> queues_;  ///< at least one per part
  std::vector<Step> steps_;
};

/// Merges the best scoring pair of touching regions of a graph again and again, until none reaches
/// `least_score`; in parts of the graph that do not touch, at the same time. Scores: scores_of(graph, pairs,
/// scores) for a list of touching pairs. Observer: begun(label, next) with the best score of a region before
/// anything is merged with it, merged(kept, gone, score, next) after each step; -infinity without neighbours.
/// @return for each label the label it became part of (index 0 unused).
template <typename Graph, typename Scores, typename Observer>
std::vector<std::int32_t> merge_by_score(Graph& graph, double least_score, const Scores& scores_of,
                                         Observer& observer) {
  PartwiseMerging<Graph, Scores, Observer>(graph, least_score, scores_of, observer).run();
  std::vector<std::int32_t> roots(static_cast<std::size_t>(graph.size()) + 1, 0);
  for (std::int32_t label = 1; label <= graph.size(); ++label) {
    roots[static_cast<std::size_t>(label)] = graph.root(label);
  }
  return roots;
}

}  // namespace cyto
