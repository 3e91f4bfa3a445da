#include "cell_regions.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <vector>

#include "label_kernels.h"
#include "label_runs.h"
#include "near_columns.h"

namespace cyto {
namespace {

/// Vertically nearest label of each pixel.
struct Vertical {
  cv::Mat1i distance;  ///< radius + 1: none within the radius
  cv::Mat1i label;
};

void sweep(const cv::Mat1i& labels, int radius, bool down, Vertical& nearest) {
  for (int x = 0; x < labels.cols; ++x) {
    int distance = radius + 1;
    std::int32_t label = 0;
    for (int i = 0; i < labels.rows; ++i) {
      const int y = down ? i : labels.rows - 1 - i;
      if (labels(y, x) != 0) {
        distance = 0;
        label = labels(y, x);
      } else {
        distance = std::min(distance + 1, radius + 1);
      }
      if (distance > radius) {
        continue;
      }
      auto& d = nearest.distance(y, x);
      auto& l = nearest.label(y, x);
      if (distance < d || (distance == d && label < l)) {
        d = distance;
        l = label;
      }
    }
  }
}

std::int32_t nearest_label(const Vertical& vertical, int y, int x, int radius, double radius_squared) {
  int best = radius * radius + radius + 1;
  std::int32_t label = 0;
  const int first = std::max(0, x - radius);
  const int last = std::min(vertical.label.cols - 1, x + radius);
  const std::int32_t* distances = vertical.distance.ptr<std::int32_t>(y);
  const std::int32_t* labels = vertical.label.ptr<std::int32_t>(y);
  for (int u = first; u <= last; ++u) {
    if (distances[u] > radius) {
      continue;
    }
    const int squared = distances[u] * distances[u] + (u - x) * (u - x);
    if (squared < best || (squared == best && labels[u] < label)) {
      best = squared;
      label = labels[u];
    }
  }
  return static_cast<double>(best) <= radius_squared ? label : 0;
}

/// Grows labels row by row. A squared distance above a label is one number, so that the least number is the
/// nearest label, and of equally near ones the smaller.
class LabelGrowth {
 public:
  [[nodiscard]] static bool fits(std::int32_t most, double radius_px) {
    // Two distances are added, below the mark of a pixel without label.
    return radius_px < 1000.0 && 2 * squared(static_cast<int>(radius_px)) <= (kNone - 1) >> bits_of(most);
  }

  LabelGrowth(const LabelRuns& labels, int columns, double radius_px, std::span<const cv::Rect> boxes)
      : labels_(labels),
        radius_(static_cast<int>(radius_px)),
        shift_(bits_of(labels.most())),
        // What a pixel gets depends on keys so far beyond it.
        read_columns_(boxes, 2 * radius_, columns),
        grown_columns_(boxes, radius_, columns),
        columns_(columns) {
    const auto width = static_cast<std::size_t>(columns + 2 * radius_) + kColumnsAtOnce;
    keys_.assign(static_cast<std::size_t>(2 * radius_ + 1), std::vector<std::uint32_t>(width, kNone));
    near_.assign(width, kNone);
    nearest_.resize(width);
    const std::uint32_t reach = std::min(squared(radius_) + static_cast<std::uint32_t>(radius_),
                                         static_cast<std::uint32_t>(radius_px * radius_px));
    limit_ = (reach << shift_) | ((1U << shift_) - 1);
  }

  [[nodiscard]] LabelRuns grown() {
    LabelRuns found;
    found.reserve(2 * labels_.size(), labels_.rows());
    int read = 0;
    for (int y = 0; y < labels_.rows(); ++y) {
      for (; read <= std::min(labels_.rows() - 1, y + radius_); ++read) {
        read_keys(read);
      }
      for (const ColumnStretch& stretch : grown_columns_.row(y)) {
        find_nearest(y, stretch);
        append_row({nearest_.data() + stretch.begin, length(stretch)}, stretch.begin, changes_, found);
      }
      found.end_row();
    }
    return found;
  }

 private:
  static constexpr std::uint32_t kNone = 1U << 31U;
  /// Kernels are given whole multiples: what lies behind a stretch costs less than to stop exactly there.
  static constexpr std::size_t kColumnsAtOnce = 32;
  static std::uint32_t squared(int distance) { return static_cast<std::uint32_t>(distance * distance); }
  static unsigned bits_of(std::int32_t most) {
    return static_cast<unsigned>(std::bit_width(static_cast<std::uint32_t>(most)));
  }
  static std::size_t length(const ColumnStretch& stretch) {
    return static_cast<std::size_t>(stretch.end - stretch.begin);
  }
  static std::size_t whole_length(const ColumnStretch& stretch) {
    return (length(stretch) + kColumnsAtOnce - 1) / kColumnsAtOnce * kColumnsAtOnce;
  }
  [[nodiscard]] std::size_t place(int y) const { return static_cast<std::size_t>(y) % keys_.size(); }

  void read_keys(int y) {
    std::uint32_t* const keys = keys_[place(y)].data();
    const std::span<const LabelRun> row = labels_.row(y);
    auto run = row.begin();
    for (const ColumnStretch& stretch : read_columns_.row(y)) {
      std::fill(keys + stretch.begin, keys + stretch.end, kNone);
      run = std::find_if(run, row.end(), [&](const LabelRun& one) { return one.end > stretch.begin; });
      for (; run != row.end() && run->begin < stretch.end; ++run) {
        std::fill(keys + std::max(run->begin, stretch.begin), keys + std::min(run->end, stretch.end),
                  static_cast<std::uint32_t>(run->label));
        if (run->end > stretch.end) {
          break;  // it may reach the next stretch, too
        }
      }
    }
  }

  /// Sets nearest_ in a stretch of row `y`.
  void find_nearest(int y, const ColumnStretch& stretch) {
    const ColumnStretch seen{std::max(stretch.begin - radius_, 0), std::min(stretch.end + radius_, columns_)};
    lines_.clear();
    for (int v = std::max(0, y - radius_); v <= std::min(labels_.rows() - 1, y + radius_); ++v) {
      lines_.push_back({keys_[place(v)].data() + seen.begin, squared(v - y) << shift_});
    }
    least_of(lines_, whole_length(seen), near_.data() + radius_ + seen.begin);
    lines_.clear();
    for (int step = -radius_; step <= radius_; ++step) {
      lines_.push_back({near_.data() + radius_ + stretch.begin + step, squared(step) << shift_});
    }
    least_within(lines_, limit_, (1U << shift_) - 1, whole_length(stretch), nearest_.data() + stretch.begin);
  }

  const LabelRuns& labels_;
  int radius_;
  unsigned shift_;
  NearColumns read_columns_;
  NearColumns grown_columns_;
  int columns_;
  std::uint32_t limit_ = 0;
  std::vector<std::vector<std::uint32_t>> keys_;  ///< ring of rows
  std::vector<std::uint32_t> near_;               ///< vertically nearest, with a margin of the radius
  std::vector<std::int32_t> nearest_;             ///< label within reach, or 0
  std::vector<ShiftedLine> lines_;
  std::vector<std::int32_t> changes_;  ///< work space
};

/// The parts of runs near some boxes.
LabelRuns part_near(const LabelRuns& runs, std::span<const cv::Rect> boxes, int margin, int columns) {
  NearColumns near(boxes, margin, columns);
  LabelRuns found;
  for (int y = 0; y < runs.rows(); ++y) {
    const std::span<const LabelRun> row = runs.row(y);
    for (const ColumnStretch& stretch : near.row(y)) {
      for (const LabelRun& run : row) {
        if (run.begin < stretch.end && stretch.begin < run.end) {
          found.append(std::max(run.begin, stretch.begin), std::min(run.end, stretch.end), run.label);
        }
      }
    }
    found.end_row();
  }
  return found;
}

}  // namespace

LabelRuns grown_runs_reference(const LabelRuns& labels, int columns, double radius_px) {
  const cv::Mat1i plane = labels.plane(columns);
  const int radius = static_cast<int>(radius_px);
  Vertical vertical{cv::Mat1i(plane.size(), radius + 1), cv::Mat1i::zeros(plane.size())};
  sweep(plane, radius, true, vertical);
  sweep(plane, radius, false, vertical);
  cv::Mat1i grown = plane.clone();
  for (int y = 0; y < plane.rows; ++y) {
    for (int x = 0; x < plane.cols; ++x) {
      if (plane(y, x) == 0) {
        grown(y, x) = nearest_label(vertical, y, x, radius, radius_px * radius_px);
      }
    }
  }
  return LabelRuns(grown);
}

LabelRuns grown_runs(const LabelRuns& labels, int columns, double radius_px,
                     std::span<const cv::Rect> boxes) {
  if (!LabelGrowth::fits(labels.most(), radius_px)) {
    const auto radius = static_cast<int>(radius_px);
    return part_near(grown_runs_reference(labels, columns, radius_px), boxes, radius, columns);
  }
  return LabelGrowth(labels, columns, radius_px, boxes).grown();
}

}  // namespace cyto
