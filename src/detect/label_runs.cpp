#include "label_runs.h"

#include <algorithm>

#include "label_kernels.h"

namespace cyto {

LabelRuns::LabelRuns(const cv::Mat1i& labels, Background background) {
  const auto columns = static_cast<std::size_t>(labels.cols);
  std::vector<std::int32_t> changes(columns + kPlaceMargin);
  first_.reserve(static_cast<std::size_t>(labels.rows) + 1);
  for (int y = 0; y < labels.rows; ++y) {
    first_.push_back(runs_.size());
    const std::int32_t* row = labels.ptr<std::int32_t>(y);
    std::size_t count = find_changes(row, columns, changes.data());
    changes[count++] = labels.cols;
    int begin = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::int32_t label = row[begin];
      if (label != 0 || background == Background::Kept) {
        runs_.push_back({begin, changes[i], label});
        most_ = std::max(most_, label);
      }
      begin = changes[i];
    }
  }
  first_.push_back(runs_.size());
}

void LabelRuns::relabel(const std::vector<std::int32_t>& label_of) {
  for (LabelRun& run : runs_) {
    run.label = label_of[static_cast<std::size_t>(run.label)];
  }
}

}  // namespace cyto
