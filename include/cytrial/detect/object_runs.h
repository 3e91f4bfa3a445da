#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cytrial/process/pixel_run.h"

namespace cyto {

/// The pixels of the objects 1..n of a window as runs, those of one object side by side, row by row and left
/// to right, as long as can be. No pixel belongs to two objects.
class ObjectRuns {
 public:
  ObjectRuns() = default;
  /// Without objects yet.
  explicit ObjectRuns(const cv::Size& window) : window_(window) {}
  /// @param first place in `runs` of each object's first run, from object 1, and of the end.
  ObjectRuns(const cv::Size& window, std::vector<std::size_t> first, std::vector<PixelRun> runs);
  /// Of a label plane: 0 = outside, no label below.
  explicit ObjectRuns(const cv::Mat1i& labels);

  void reserve(std::size_t objects, std::size_t runs) {
    first_.reserve(objects + 1);
    runs_.reserve(runs);
  }
  /// Adds a run to the object being made, behind those it has; joined to the last one where that ends here.
  void append_joined(const PixelRun& run) {
    if (runs_.size() > first_.back() && runs_.back().y == run.y && runs_.back().end == run.begin) {
      runs_.back().end = run.end;
    } else {
      runs_.push_back(run);
    }
  }
  /// Adds an object that consists of both lists of runs; they share no pixel.
  void append_object(std::span<const PixelRun> a, std::span<const PixelRun> b = {});
  /// Ends the object being made; the next one begins.
  void end_object() { first_.push_back(runs_.size()); }

  [[nodiscard]] const cv::Size& window() const noexcept { return window_; }
  /// Number of the last object.
  [[nodiscard]] std::int32_t most() const noexcept { return static_cast<std::int32_t>(first_.size()) - 1; }
  /// All runs, object by object.
  [[nodiscard]] const std::vector<PixelRun>& all() const noexcept { return runs_; }
  /// Runs of an object; none of one that is not there.
  [[nodiscard]] std::span<const PixelRun> of(std::int32_t object) const {
    if (object < 1 || object > most()) {
      return {};
    }
    const auto i = static_cast<std::size_t>(object);
    return {runs_.data() + first_[i - 1], first_[i] - first_[i - 1]};
  }

  /// The label plane that it is, of the window's size, 0 outside.
  [[nodiscard]] cv::Mat1i plane() const;

  friend bool operator==(const ObjectRuns&, const ObjectRuns&) = default;

 private:
  cv::Size window_;
  std::vector<std::size_t> first_{0};
  std::vector<PixelRun> runs_;
};

/// Smallest rectangle around runs in their order; empty without any.
[[nodiscard]] cv::Rect box_of(std::span<const PixelRun> runs);

}  // namespace cyto
