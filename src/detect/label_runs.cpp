#include "label_runs.h"

#include <algorithm>

#include "label_kernels.h"

namespace cyto {

LabelRuns::LabelRuns(const cv::Mat1i& labels) {
  const auto columns = static_cast<std::size_t>(labels.cols);
  std::vector<std::int32_t> changes(columns + kPlaceMargin);
  first_.reserve(static_cast<std::size_t>(labels.rows) + 1);
  for (int y = 0; y < labels.rows; ++y) {
    const std::int32_t* row = labels.ptr<std::int32_t>(y);
    std::size_t count = find_changes(row, columns, changes.data());
    changes[count++] = labels.cols;
    int begin = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::int32_t label = row[begin];
      if (label != 0) {
        append(begin, changes[i], label);
      }
      begin = changes[i];
    }
    end_row();
  }
}

LabelRuns LabelRuns::relabelled(const std::vector<std::int32_t>& label_of) const {
  LabelRuns found;
  found.runs_.reserve(runs_.size());
  found.first_.reserve(first_.size());
  for (int y = 0; y < rows(); ++y) {
    for (const LabelRun& run : row(y)) {
      if (const std::int32_t label = label_of[static_cast<std::size_t>(run.label)]; label != 0) {
        found.append_joined(run.begin, run.end, label);
      }
    }
    found.end_row();
  }
  return found;
}

cv::Mat1i LabelRuns::plane(int columns) const {
  cv::Mat1i labels = cv::Mat1i::zeros(rows(), columns);
  for (int y = 0; y < rows(); ++y) {
    std::int32_t* to = labels.ptr<std::int32_t>(y);
    for (const LabelRun& run : row(y)) {
      std::fill(to + run.begin, to + run.end, run.label);
    }
  }
  return labels;
}

LabelRuns outside_of(const LabelRuns& runs, const LabelRuns& others) {
  LabelRuns found;
  for (int y = 0; y < runs.rows(); ++y) {
    const std::span<const LabelRun> row = others.row(y);
    std::size_t i = 0;
    for (const LabelRun& run : runs.row(y)) {
      int begin = run.begin;
      while (i < row.size() && row[i].end <= begin) {
        ++i;
      }
      for (std::size_t j = i; j < row.size() && row[j].begin < run.end; ++j) {
        if (row[j].begin > begin) {
          found.append(begin, row[j].begin, run.label);
        }
        begin = row[j].end;
      }
      if (begin < run.end) {
        found.append(begin, run.end, run.label);
      }
    }
    found.end_row();
  }
  return found;
}

}  // namespace cyto
