#include "flow_basins.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "flow_kernel.h"

namespace cyto {
namespace {

/// Three rows of heights with a margin of one pixel, -infinity where a pixel takes no part.
class HeightRows {
 public:
  HeightRows(const cv::Mat1f& surface, const LabelRuns& foreground)
      : surface_(surface), foreground_(foreground) {
    for (std::vector<float>& row : rows_) {
      row.assign(static_cast<std::size_t>(surface.cols) + 2, kAside);
    }
  }

  /// Reads row `y`, which may lie outside.
  void read(int y) {
    std::vector<float>& row = rows_[place(y)];
    std::fill(row.begin(), row.end(), kAside);
    if (y >= 0 && y < surface_.rows) {
      const float* height = surface_.ptr<float>(y);
      for (const LabelRun& run : foreground_.row(y)) {
        std::copy(height + run.begin, height + run.end, row.data() + 1 + run.begin);
      }
    }
  }
  [[nodiscard]] const float* row(int y) const { return rows_[place(y)].data() + 1; }

 private:
  static constexpr float kAside = -std::numeric_limits<float>::infinity();
  [[nodiscard]] static std::size_t place(int y) { return static_cast<std::size_t>(y + 3) % 3; }

  const cv::Mat1f& surface_;
  const LabelRuns& foreground_;
  std::array<std::vector<float>, 3> rows_;
};

/// Ways to the peaks. Of each pixel that takes part a plane holds the step to a pixel further up, 0 at a
/// peak. One sweep forwards and one backwards put the step of the next pixel to each step, so that hardly any
/// pixel is more than one step away from its peak, without a choice that a processor could guess wrong.
class Ways {
 public:
  Ways(const cv::Mat1f& surface, const LabelRuns& foreground)
      : foreground_(foreground), step_(surface.size()) {
    CV_Assert(step_.total() < static_cast<std::size_t>(kNumbered));
    const int columns = surface.cols;
    const WayCodes codes{{-columns - 1, -columns, -columns + 1, -1, 1, columns - 1, columns, columns + 1}, 0};
    HeightRows heights(surface, foreground);
    heights.read(-1);
    heights.read(0);
    int swept = 0;
    for (int y = 0; y < surface.rows; ++y) {
      heights.read(y + 1);
      if (!foreground.row(y).empty()) {
        find_ways(heights.row(y - 1), heights.row(y), heights.row(y + 1), static_cast<std::size_t>(columns),
                  codes, step_.ptr<std::int32_t>(y));
      }
      // One row behind, so that all steps that are put together exist.
      if (y > 0) {
        go_forwards(y - 1);
      }
      // Two more rows behind: forwards, a step comes to lead down by up to two rows.
      if (y % kBandRows == 0) {
        go_backwards(swept, y - 1);
        swept = std::max(0, y - 1);
      }
    }
    go_forwards(surface.rows - 1);
    go_backwards(swept, surface.rows);
    std::int32_t basins = 0;
    for (std::int32_t* peak : peaks_) {
      *peak = kNumbered + ++basins;
    }
  }

  [[nodiscard]] LabelRuns basins() const {
    LabelRuns runs;
    runs.reserve(kRunsPerForeground * foreground_.size(), step_.rows);
    for (int y = 0; y < step_.rows; ++y) {
      const std::int32_t* row = step_.ptr<std::int32_t>(y);
      for (const LabelRun& run : foreground_.row(y)) {
        int begin = run.begin;
        std::int32_t label = basin_of(row + begin);
        for (int x = begin + 1; x < run.end; ++x) {
          if (const std::int32_t next = basin_of(row + x); next != label) {
            runs.append(begin, x, label);
            begin = x;
            label = next;
          }
        }
        runs.append(begin, run.end, label);
      }
      runs.end_row();
    }
    return runs;
  }

 private:
  /// Above all steps: marks the number of a peak.
  static constexpr std::int32_t kNumbered = 1 << 30;
  /// A guess, for room.
  static constexpr std::size_t kRunsPerForeground = 3;
  /// Rows of which the second sweep still finds the steps in the cache.
  static constexpr int kBandRows = 64;

  void go_forwards(int y) {
    std::int32_t* row = step_.ptr<std::int32_t>(y);
    for (const LabelRun& run : foreground_.row(y)) {
      for (std::int32_t* at = row + run.begin; at < row + run.end; ++at) {
        if (*at == 0) {
          peaks_.push_back(at);
        }
        *at += at[*at];
      }
    }
  }
  void go_backwards(int first, int end) {
    for (int y = end; y-- > first;) {
      std::int32_t* row = step_.ptr<std::int32_t>(y);
      const std::span<const LabelRun> runs = foreground_.row(y);
      for (std::size_t i = runs.size(); i-- > 0;) {
        for (std::int32_t* at = row + runs[i].end; at-- > row + runs[i].begin;) {
          *at += at[*at];
        }
      }
    }
  }
  [[nodiscard]] static std::int32_t basin_of(const std::int32_t* at) {
    while (*at < kNumbered) {
      at += *at;
    }
    return *at - kNumbered;
  }

  const LabelRuns& foreground_;
  cv::Mat1i step_;
  std::vector<std::int32_t*> peaks_;  ///< in raster order
};

}  // namespace

LabelRuns flow_basins(const cv::Mat1f& surface, const LabelRuns& foreground) {
  return Ways(surface, foreground).basins();
}

}  // namespace cyto
