#pragma once

#include <opencv2/core.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "cytrial/detect/object_runs.h"

namespace cyto {

/// Neighbouring pixels of one row with the same label: columns [begin, end).
struct LabelRun {
  int begin = 0;
  int end = 0;
  std::int32_t label = 0;
};

/// A label plane as runs, maximal: what is written of objects costs as much as their outlines, not as
/// the plane.
class LabelRuns {
 public:
  LabelRuns() = default;
  explicit LabelRuns(const cv::Mat1i& labels);

  /// Makes room for so many runs and rows.
  void reserve(std::size_t runs, int rows) {
    runs_.reserve(runs);
    first_.reserve(static_cast<std::size_t>(rows) + 1);
  }
  /// Adds a run to the row being made, right of those it has.
  void append(int begin, int end, std::int32_t label) {
    runs_.push_back({begin, end, label});
    most_ = std::max(most_, label);
  }
  /// Adds runs, left to right.
  void append(std::span<const LabelRun> runs) {
    runs_.insert(runs_.end(), runs.begin(), runs.end());
    for (const LabelRun& run : runs) {
      most_ = std::max(most_, run.label);
    }
  }
  /// Adds a run, joined to the last one where that ends here and has the same label.
  void append_joined(int begin, int end, std::int32_t label) {
    if (runs_.size() > first_.back() && runs_.back().end == begin && runs_.back().label == label) {
      runs_.back().end = end;
    } else {
      append(begin, end, label);
    }
  }
  /// Adds stretches of equal labels, of which those of 0 are left out. @param labels of the row from column
  /// `first` on. @param ends counted from there, of the stretches one after the other.
  void append_stretches(const std::int32_t* labels, int first, std::span<const std::int32_t> ends) {
    const std::size_t before = runs_.size();
    runs_.resize(before + ends.size());
    LabelRun* to = runs_.data() + before;
    std::int32_t begin = 0;
    for (const std::int32_t end : ends) {  // without a choice, which could not be foreseen
      const std::int32_t label = labels[begin];
      *to = {first + begin, first + end, label};
      to += label != 0 ? 1 : 0;
      most_ = std::max(most_, label);
      begin = end;
    }
    runs_.resize(static_cast<std::size_t>(to - runs_.data()));
  }
  /// Ends the row being made; the next one begins.
  void end_row() { first_.push_back(runs_.size()); }

  /// The same runs with the entries of their labels, joined where they touch; those with the entry 0 left
  /// out.
  [[nodiscard]] LabelRuns relabelled(const std::vector<std::int32_t>& label_of) const;

  /// The plane that it is, 0 between the runs.
  [[nodiscard]] cv::Mat1i plane(int columns) const;

  [[nodiscard]] int rows() const noexcept { return static_cast<int>(first_.size()) - 1; }
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
  std::vector<std::size_t> first_{0};
  std::int32_t most_ = 0;
};

/// The same runs by label, each label's from top to bottom. @param columns of the plane.
[[nodiscard]] ObjectRuns objects_of(const LabelRuns& runs, int columns);

/// The same runs by row.
[[nodiscard]] LabelRuns rows_of(const ObjectRuns& objects);

/// Appends the runs of a row of labels, or of a part of it. @param first column of the part. @param changes
/// work space.
void append_row(std::span<const std::int32_t> row, int first, std::vector<std::int32_t>& changes,
                LabelRuns& runs);

/// Copies the values of a run, kStride at a time as far as the row goes: most runs are no longer, and a
/// processor need not guess where their copy ends. @param row of `columns` values. @param to room for the run
/// and a stride behind it, which is overwritten.
template <int kStride>
void copy_run(const float* row, int columns, const LabelRun& run, float* to) {
  int x = run.begin;
  for (; x < run.end && x + kStride <= columns; x += kStride, to += kStride) {
    std::memcpy(to, row + x, kStride * sizeof(float));  // of std::copy_n GCC makes a call
  }
  if (x < run.end) {
    std::copy(row + x, row + run.end, to);
  }
}

/// Highest signal of a run.
[[nodiscard]] inline float highest(const float* signal, const LabelRun& run) {
  float even = signal[run.begin];
  float odd = even;
  int x = run.begin + 1;
  for (; x + 1 < run.end; x += 2) {  // two, so that comparisons need not all wait for each other
    even = std::max(even, signal[x]);
    odd = std::max(odd, signal[x + 1]);
  }
  return std::max(std::max(even, odd), signal[run.end - 1]);
}

/// The parts of runs where the signal reaches the level of their label. @param level per label.
[[nodiscard]] LabelRuns parts_above(const LabelRuns& runs, const cv::Mat1f& signal,
                                    std::span<const float> level);

/// The parts of `runs` that lie outside all runs of `others`.
[[nodiscard]] LabelRuns outside_of(const LabelRuns& runs, const LabelRuns& others);

/// The runs of both, which share no pixel.
[[nodiscard]] LabelRuns runs_of_both(const LabelRuns& a, const LabelRuns& b);

/// Labels that touch by sides of pixels, directly or by way of others, are one part. @return for each of
/// `labels` labels, 0 among them: the lowest label of its part, itself where it touches none.
[[nodiscard]] std::vector<std::int32_t> touching_parts(const LabelRuns& runs, std::size_t labels);

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
