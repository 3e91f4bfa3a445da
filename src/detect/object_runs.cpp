#include "cytrial/detect/object_runs.h"

#include <algorithm>

#include "label_runs.h"

namespace cyto {

ObjectRuns::ObjectRuns(const cv::Size& window, std::vector<std::size_t> first, std::vector<PixelRun> runs)
    : window_(window), first_(std::move(first)), runs_(std::move(runs)) {
  CV_Assert(!first_.empty() && first_.front() == 0 && first_.back() == runs_.size());
}

ObjectRuns::ObjectRuns(const cv::Mat1i& labels) : ObjectRuns(objects_of(LabelRuns(labels), labels.cols)) {}

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
