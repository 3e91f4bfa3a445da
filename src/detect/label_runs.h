#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace cyto {

/// Neighbouring pixels of one row with the same label: columns [begin, end).
struct LabelRun {
  int begin = 0;
  int end = 0;
  std::int32_t label = 0;
};

/// A label plane as runs, maximal as made: what is written of objects costs as much as their outlines, not as
/// the plane.
class LabelRuns {
 public:
  enum class Background { Left, Kept };

  /// @param background whether runs of label 0 are kept, so that the runs of a row cover it.
  LabelRuns() = default;
  explicit LabelRuns(const cv::Mat1i& labels, Background background = Background::Left);

  /// Gives every run the entry of its label. Neighbouring runs may then have the same label. most() stays.
  void relabel(const std::vector<std::int32_t>& label_of);

  [[nodiscard]] int rows() const noexcept { return first_.empty() ? 0 : static_cast<int>(first_.size()) - 1; }
  [[nodiscard]] std::size_t size() const noexcept { return runs_.size(); }
  [[nodiscard]] const LabelRun& operator[](std::size_t i) const { return runs_[i]; }
  /// Runs of row `y`, left to right.
  [[nodiscard]] std::span<const LabelRun> row(int y) const {
    return {runs_.data() + first_of(y), first_of(y + 1) - first_of(y)};
  }
  /// Number of the first run of row `y`; y may be rows().
  [[nodiscard]] std::size_t first_of(int y) const { return first_[static_cast<std::size_t>(y)]; }
  /// Largest label of the plane, 0 without any.
  [[nodiscard]] std::int32_t most() const noexcept { return most_; }

 private:
  std::vector<LabelRun> runs_;
  std::vector<std::size_t> first_;
  std::int32_t most_ = 0;
};

/// Calls visit(i, j) for runs i of `above` and j of `below` that share a column, left to right; both sorted.
template <typename Visit>
void for_each_contact(std::span<const LabelRun> above, std::span<const LabelRun> below, const Visit& visit) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < above.size() && j < below.size()) {
    if (above[i].begin < below[j].end && below[j].begin < above[i].end) {
      visit(i, j);
    }
    if (above[i].end < below[j].end) {
      ++i;
    } else {
      ++j;
    }
  }
}

}  // namespace cyto
