#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "merge_by_score.h"
#include "region_graph.h"

namespace cyto {

using MergePair = TouchingPair<Border>;

/// Says how much touching regions ask to be merged: writes one score per pair; -infinity forbids it.
using MergeScores =
    std::function<void(const RegionGraph& graph, std::span<const MergePair> pairs, double* scores)>;

/// Log-odds that two touching regions are parts of one nucleus.
class NucleusMergeScores {
 public:
  /// @param max_diameter_um no larger region is made.
  explicit NucleusMergeScores(double max_diameter_um) : max_diameter_um_(max_diameter_um) {}

  void operator()(const RegionGraph& graph, std::span<const MergePair> pairs, double* scores);

 private:
  double max_diameter_um_;
  std::vector<MergeFeatures> features_;
  std::vector<const MergeFeatures*> asked_;
  std::vector<std::size_t> places_;  ///< among the pairs, of those asked about
  std::vector<double> odds_;
};

/// Told of each step while it is taken; either may be empty. `next` is the highest score of a region with any
/// of its neighbours, -infinity without one.
struct MergeObserver {
  /// Each region, before anything is merged with it.
  std::function<void(std::int32_t label, double next)> begun;
  std::function<void(std::int32_t kept, std::int32_t gone, double score, double next)> merged;
};

/// Merges the best scoring pair of touching regions again and again, until none reaches `least_score`.
/// @return for each label the label it became part of (index 0 unused).
[[nodiscard]] std::vector<std::int32_t> merge_regions(RegionGraph& graph, double least_score,
                                                      const MergeScores& scores_of,
                                                      const MergeObserver& observer = {});

}  // namespace cyto
