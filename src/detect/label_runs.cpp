#include "label_runs.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "disjoint_sets.h"
#include "label_kernels.h"
#include "part_kernels.h"

namespace cyto {

LabelRuns::LabelRuns(const cv::Mat1i& labels) {
  std::vector<std::int32_t> changes;
  for (int y = 0; y < labels.rows; ++y) {
    append_row({labels.ptr<std::int32_t>(y), static_cast<std::size_t>(labels.cols)}, 0, changes, *this);
    end_row();
  }
}

void append_row(std::span<const std::int32_t> row, int first, std::vector<std::int32_t>& changes,
                LabelRuns& runs) {
  changes.resize(row.size() + kPlaceMargin);
  std::size_t count = find_changes(row.data(), row.size(), changes.data());
  changes[count++] = static_cast<std::int32_t>(row.size());
  runs.append_stretches(row.data(), first, {changes.data(), count});
}

LabelRuns LabelRuns::relabelled(const std::vector<std::int32_t>& label_of) const {
  LabelRuns found;
  found.first_.reserve(first_.size());
  found.runs_.resize(runs_.size());
  LabelRun* const start = found.runs_.data();
  LabelRun* to = start;
  std::int32_t most = 0;
  for (int y = 0; y < rows(); ++y) {
    LabelRun last;
    for (const LabelRun& run : row(y)) {  // without a branch, which could not be foreseen
      const std::int32_t label = label_of[static_cast<std::size_t>(run.label)];
      const int kept = static_cast<int>(label != 0);
      const int joins =
          kept & static_cast<int>(last.label == label) & static_cast<int>(last.end == run.begin);
      last = {run.begin + ((last.begin - run.begin) & -joins), run.end, label};
      to -= joins;
      *to = last;
      to += kept;
      most = std::max(most, label);
    }
    found.first_.push_back(static_cast<std::size_t>(to - start));
  }
  found.most_ = most;
  found.runs_.resize(static_cast<std::size_t>(to - start));
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

ObjectRuns objects_of(const LabelRuns& runs, int columns) {
  std::vector<std::size_t> next(static_cast<std::size_t>(runs.most()) + 1, 0);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    ++next[static_cast<std::size_t>(runs[i].label)];
  }
  std::partial_sum(next.begin(), next.end(), next.begin());
  const std::vector<std::size_t> first(next);
  std::vector<PixelRun> by_label(runs.size());
  for (int y = 0; y < runs.rows(); ++y) {
    for (const LabelRun& run : runs.row(y)) {
      by_label[next[static_cast<std::size_t>(run.label) - 1]++] = {y, run.begin, run.end};
    }
  }
  return {cv::Size(columns, runs.rows()), first, std::move(by_label)};
}

LabelRuns rows_of(const ObjectRuns& objects) {
  std::vector<std::size_t> next(static_cast<std::size_t>(objects.window().height) + 1, 0);
  for (const PixelRun& run : objects.all()) {
    ++next[static_cast<std::size_t>(run.y) + 1];
  }
  std::partial_sum(next.begin(), next.end(), next.begin());
  const std::vector<std::size_t> first(next);
  std::vector<LabelRun> by_row(objects.all().size());
  for (std::int32_t object = 1; object <= objects.most(); ++object) {
    for (const PixelRun& run : objects.of(object)) {
      // Those of a row are few: each goes left at once to where it belongs.
      const auto y = static_cast<std::size_t>(run.y);
      std::size_t to = next[y]++;
      for (; to > first[y] && by_row[to - 1].begin > run.begin; --to) {
        by_row[to] = by_row[to - 1];
      }
      by_row[to] = {run.begin, run.end, object};
    }
  }
  LabelRuns found;
  found.reserve(by_row.size(), objects.window().height);
  for (std::size_t y = 0; y + 1 < first.size(); ++y) {
    found.append({by_row.data() + first[y], first[y + 1] - first[y]});
    found.end_row();
  }
  return found;
}

LabelRuns parts_above(const LabelRuns& runs, const cv::Mat1f& signal, std::span<const float> level) {
  LabelRuns found;
  found.reserve(runs.size(), runs.rows());
  const auto columns = static_cast<std::size_t>(signal.cols);
  std::vector<LabelRun> parts(columns + 1);
  for (int y = 0; y < runs.rows(); ++y) {
    const std::size_t count = parts_above(signal.ptr<float>(y), columns, runs.row(y), level, parts.data());
    found.append({parts.data(), count});
    found.end_row();
  }
  return found;
}

LabelRuns outside_of(const LabelRuns& runs, const LabelRuns& others) {
  LabelRuns found;
  found.reserve(runs.size() + others.size() / 2, runs.rows());
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

LabelRuns runs_of_both(const LabelRuns& a, const LabelRuns& b) {
  LabelRuns found;
  found.reserve(a.size() + b.size(), a.rows());
  for (int y = 0; y < a.rows(); ++y) {
    std::span<const LabelRun> first = a.row(y);
    for (const LabelRun& run : b.row(y)) {
      const auto before = std::find_if(first.begin(), first.end(),
                                       [&](const LabelRun& other) { return other.begin > run.begin; });
      const auto count = static_cast<std::size_t>(before - first.begin());
      found.append(first.first(count));
      found.append(run.begin, run.end, run.label);
      first = first.subspan(count);
    }
    found.append(first);
    found.end_row();
  }
  return found;
}

std::vector<std::int32_t> touching_parts(const LabelRuns& runs, std::size_t labels) {
  std::vector<std::int32_t> part(labels);
  std::iota(part.begin(), part.end(), 0);
  const auto meet = [&](const LabelRun& a, const LabelRun& b) {
    if (a.label != b.label) {
      join_sets(part, a.label, b.label);
    }
  };
  for (int y = 0; y < runs.rows(); ++y) {
    const std::span<const LabelRun> row = runs.row(y);
    for (std::size_t i = 1; i < row.size(); ++i) {
      if (row[i - 1].end == row[i].begin) {
        meet(row[i - 1], row[i]);
      }
    }
    if (y > 0) {
      const std::span<const LabelRun> above = runs.row(y - 1);
      for_each_contact(above, row, [&](std::size_t i, std::size_t j) { meet(above[i], row[j]); });
    }
  }
  for (std::int32_t& label : part) {
    label = find_root(part, label);
  }
  return part;
}

}  // namespace cyto
