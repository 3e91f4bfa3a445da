#include "cytrial/detect/object_runs.h"

#include <algorithm>
#include <utility>

#include "label_runs.h"

namespace cyto {

ObjectRuns::ObjectRuns(const cv::Size& window, std::vector<std::size_t> first, std::vector<PixelRun> runs)
    : window_(window), first_(std::move(first)), runs_(std::move(runs)) {
  CV_Assert(!first_.empty() && first_.front() == 0 && first_.back() == runs_.size());
}

ObjectRuns::ObjectRuns(const cv::Mat1i& labels) : ObjectRuns(objects_of(LabelRuns(labels), labels.cols)) {}

void ObjectRuns::append_object(std::span<const PixelRun> a, std::span<const PixelRun> b) {
  if (b.empty()) {
    runs_.insert(runs_.end(), a.begin(), a.end());
    end_object();
    return;
  }
  const auto is_before = [](const PixelRun& one, const PixelRun& other) {
    return one.y != other.y ? one.y < other.y : one.begin < other.begin;
  };
  auto next = b.begin();
  for (const PixelRun& run : a) {
    for (; next != b.end() && is_before(*next, run); ++next) {
      append_joined(*next);
    }
    append_joined(run);
  }
  std::for_each(next, b.end(), [this](const PixelRun& run) { append_joined(run); });
  end_object();
}

cv::Mat1i ObjectRuns::plane() const {
  cv::Mat1i labels = cv::Mat1i::zeros(window_);
  for (std::int32_t object = 1; object <= most(); ++object) {
    for (const PixelRun& run : of(object)) {
      std::int32_t* const row = labels.ptr<std::int32_t>(run.y);
      std::fill(row + run.begin, row + run.end, object);
    }
  }
  return labels;
}

cv::Rect box_of(std::span<const PixelRun> runs) {
  if (runs.empty()) {
    return {};
  }
  int left = runs.front().begin;
  int right = runs.front().end;
  for (const PixelRun& run : runs) {
    left = std::min(left, run.begin);
    right = std::max(right, run.end);
  }
  return {left, runs.front().y, right - left, runs.back().y + 1 - runs.front().y};
}

}  // namespace cyto
