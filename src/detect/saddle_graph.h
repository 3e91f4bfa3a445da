#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "contact_lists.h"
#include "label_runs.h"

namespace cyto {

/// Basins of a signal, their peaks and the saddles between those that touch; much less than a RegionGraph
/// knows.
class SaddleGraph {
 public:
  struct Basin {
    std::int64_t area = 0;
    float peak = 0.0F;
  };
  struct Border {
    std::int32_t other = 0;
    /// Highest signal on the way from one to the other.
    float saddle = -std::numeric_limits<float>::infinity();
  };

  /// @param peaks highest signal per basin.
  SaddleGraph(const LabelRuns& basins, const std::vector<float>& peaks, const cv::Mat1f& signal);

  [[nodiscard]] std::int32_t size() const noexcept { return static_cast<std::int32_t>(basins_.size()) - 1; }
  [[nodiscard]] const Basin& region(std::int32_t label) const { return basins_[index(label)]; }
  /// Sorted by the other basin; valid until the next merge().
  [[nodiscard]] std::span<const Border> borders(std::int32_t label) const { return borders_.of(label); }
  /// The label that `label` was merged into (itself when it was not).
  [[nodiscard]] std::int32_t root(std::int32_t label) const {
    while (parent_[index(label)] != label) {
      label = parent_[index(label)];
    }
    return label;
  }
  /// Merges two touching basins; returns the lower label, which stays.
  std::int32_t merge(std::int32_t a, std::int32_t b);

 private:
  static std::size_t index(std::int32_t label) { return static_cast<std::size_t>(label); }
  /// Knows of a contact from the side of `a`.
  void meet_one(std::int32_t a, std::int32_t b, float saddle);
  /// The same from the sides of both.
  void meet(std::int32_t a, std::int32_t b, float saddle);
  void find_borders(const LabelRuns& basins, const cv::Mat1f& signal);

  std::vector<Basin> basins_;
  ContactLists<Border> borders_;
  std::vector<std::int32_t> parent_;
};

/// Joins basins, best pair first, as long as the way between two peaks keeps `least_share` of the lower one.
/// @param peaks highest signal per basin, index 0 unused.
/// @return for each label the label it became part of (index 0 unused).
[[nodiscard]] std::vector<std::int32_t> join_basins(const LabelRuns& basins, const std::vector<float>& peaks,
                                                    const cv::Mat1f& signal, double least_share);

}  // namespace cyto
