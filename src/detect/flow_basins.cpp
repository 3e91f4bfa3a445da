#include "flow_basins.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "flow_kernel.h"

namespace cyto {
namespace {

/// Three rows of heights with a margin of one pixel, -infinity where a pixel takes no part; behind them there
/// is room for a stride.
class HeightRows {
 public:
  /// @param columns of the rows, at least those of the surface.
  HeightRows(const cv::Mat1f& surface, const LabelRuns& foreground, std::size_t columns)
      : surface_(surface), foreground_(foreground) {
    for (std::vector<float>& row : rows_) {
      row.assign(columns + 2 + kStride, kAside);
    }
  }

  /// Reads row `y`, which may lie outside.
  void read(int y) {
    std::vector<float>& row = rows_[place(y)];
    std::fill(row.begin(), row.end(), kAside);
    if (y >= 0 && y < surface_.rows) {
      const float* height = surface_.ptr<float>(y);
      float* const to = row.data() + 1;
      for (const LabelRun& run : foreground_.row(y)) {
        copy_run<kStride>(height, surface_.cols, run, to + run.begin);
        std::fill_n(to + run.end, kStride, kAside);
      }
    }
  }
  [[nodiscard]] const float* row(int y) const { return rows_[place(y)].data() + 1; }

 private:
  static constexpr float kAside = -std::numeric_limits<float>::infinity();
  /// What is written behind a run is set aside again, before the next one.
  static constexpr int kStride = 16;
  [[nodiscard]] static std::size_t place(int y) { return static_cast<std::size_t>(y + 3) % 3; }

  const cv::Mat1f& surface_;
  const LabelRuns& foreground_;
  std::array<std::vector<float>, 3> rows_;
};

/// Columns of a plane whose rows are whole vectors.
std::size_t whole_columns(int columns) {
  return (static_cast<std::size_t>(columns) + kFlowColumns - 1) / kFlowColumns * kFlowColumns;
}

/// Ways to the peaks. Of each pixel that takes part a plane holds the step to a pixel further up, 0 at a
/// peak. One sweep forwards and one backwards put the step of the next pixel to each step, whole vectors at a
/// time, so that hardly any pixel is more than two steps away from its peak.
class Ways {
 public:
  Ways(const cv::Mat1f& surface, const LabelRuns& foreground)
      : foreground_(foreground),
        step_(surface.rows, static_cast<int>(whole_columns(surface.cols))),
        columns_(static_cast<std::size_t>(surface.cols)) {
    CV_Assert(step_.total() < static_cast<std::size_t>(kNumbered));
    const int columns = step_.cols;
    const WayCodes codes{{-columns - 1, -columns, -columns + 1, -1, 1, columns - 1, columns, columns + 1}, 0};
    HeightRows heights(surface, foreground, stride());
    heights.read(-1);
    heights.read(0);
    std::vector<std::int32_t> peaks(stride() + kFlowColumns);
    int swept = 0;
    for (int y = 0; y < surface.rows; ++y) {
      heights.read(y + 1);
      if (!foreground.row(y).empty()) {
        std::int32_t* row = step_.ptr<std::int32_t>(y);
        const std::size_t found = find_ways(heights.row(y - 1), heights.row(y), heights.row(y + 1), stride(),
                                            codes, row, peaks.data());
        for (std::size_t i = 0; i < found; ++i) {
          peaks_.push_back(row + peaks[i]);
        }
      }
      // One row behind, so that all steps that are put together exist.
      if (y > 0) {
        lengthen(y - 1);
      }
      // Two more rows behind: forwards, a step comes to lead down by up to two rows.
      if (y % kBandRows == 0) {
        go_backwards(swept, y - 1);
        swept = std::max(0, y - 1);
      }
    }
    lengthen(surface.rows - 1);
    go_backwards(swept, surface.rows);
    std::int32_t basins = 0;
    for (std::int32_t* peak : peaks_) {
      *peak = kNumbered + ++basins;
    }
  }

  [[nodiscard]] LabelRuns basins() const {
    LabelRuns runs;
    runs.reserve(kRunsPerForeground * foreground_.size(), step_.rows);
    std::vector<std::int32_t> labels(stride());
    std::vector<std::int32_t> changes;
    for (int y = 0; y < step_.rows; ++y) {
      if (!foreground_.row(y).empty()) {
        follow_steps(step_.ptr<std::int32_t>(y), stride(), kNumbered, labels.data());
        append_row({labels.data(), columns_}, 0, changes, runs);
      }
      runs.end_row();
    }
    return runs;
  }

  /// Per basin, index 0 unused.
  [[nodiscard]] std::vector<cv::Point> peaks() const {
    std::vector<cv::Point> places(1);
    places.reserve(peaks_.size() + 1);
    for (const std::int32_t* peak : peaks_) {
      const auto at = static_cast<int>(peak - step_.ptr<std::int32_t>());
      places.emplace_back(at % step_.cols, at / step_.cols);
    }
    return places;
  }

 private:
  /// Above all steps: marks the number of a peak.
  static constexpr std::int32_t kNumbered = 1 << 30;
  /// A guess, for room.
  static constexpr std::size_t kRunsPerForeground = 3;
  /// Rows of which the second sweep still finds the steps in the cache.
  static constexpr int kBandRows = 64;

  [[nodiscard]] std::size_t stride() const { return static_cast<std::size_t>(step_.cols); }

  void lengthen(int y) {
    if (!foreground_.row(y).empty()) {
      lengthen_steps(step_.ptr<std::int32_t>(y), stride());
    }
  }
  void go_backwards(int first, int end) {
    for (int y = end; y-- > first;) {
      lengthen(y);
    }
  }

  const LabelRuns& foreground_;
  cv::Mat1i step_;
  std::size_t columns_;
  std::vector<std::int32_t*> peaks_;  ///< in raster order
};

}  // namespace

LabelRuns flow_basins(const cv::Mat1f& surface, const LabelRuns& foreground) {
  return Ways(surface, foreground).basins();
}

PeakedBasins peaked_basins(const cv::Mat1f& surface, const LabelRuns& foreground) {
  const Ways ways(surface, foreground);
  return {ways.basins(), ways.peaks()};
}

std::vector<cv::Point> flow_peaks(const cv::Mat1f& surface, const LabelRuns& foreground) {
  const std::size_t columns = whole_columns(surface.cols);
  HeightRows heights(surface, foreground, columns);
  heights.read(-1);
  heights.read(0);
  std::vector<std::int32_t> found(columns + kFlowColumns);
  std::vector<cv::Point> places(1);
  for (int y = 0; y < surface.rows; ++y) {
    heights.read(y + 1);
    if (!foreground.row(y).empty()) {
      const std::size_t count =
          find_peaks(heights.row(y - 1), heights.row(y), heights.row(y + 1), columns, found.data());
      for (std::size_t i = 0; i < count; ++i) {
        places.emplace_back(found[i], y);
      }
    }
  }
  return places;
}

}  // namespace cyto
