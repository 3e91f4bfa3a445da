#include "cell_regions.h"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "label_kernels.h"
#include "label_runs.h"

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

std::int32_t most_label(const cv::Mat1i& labels) {
  std::int32_t most = 0;
  for (int y = 0; y < labels.rows; ++y) {
    const std::int32_t* row = labels.ptr<std::int32_t>(y);
    for (int x = 0; x < labels.cols; ++x) {
      most = std::max(most, row[x]);
    }
  }
  return most;
}

/// Grows labels row by row. A squared distance above a label is one number, so that the least number is the
/// nearest label, and of equally near ones the smaller.
class LabelGrowth {
 public:
  [[nodiscard]] static bool fits(std::int32_t most, double radius_px) {
    // Two distances are added, below the mark of a pixel without label.
    return radius_px < 1000.0 && 2 * squared(static_cast<int>(radius_px)) <= (kNone - 1) >> bits_of(most);
  }

  LabelGrowth(const cv::Mat1i& labels, std::int32_t most, double radius_px)
      : labels_(labels), radius_(static_cast<int>(radius_px)), shift_(bits_of(most)) {
    const auto width = static_cast<std::size_t>(labels.cols + 2 * radius_);
    keys_.assign(static_cast<std::size_t>(2 * radius_ + 1), std::vector<std::uint32_t>(width, kNone));
    labelled_.assign(keys_.size(), false);
    near_.assign(width, kNone);
    nearest_.resize(static_cast<std::size_t>(labels.cols));
    const std::uint32_t reach = std::min(squared(radius_) + static_cast<std::uint32_t>(radius_),
                                         static_cast<std::uint32_t>(radius_px * radius_px));
    limit_ = (reach << shift_) | mask();
  }

  [[nodiscard]] cv::Mat1i run(const cv::Mat1b& barrier) {
    cv::Mat1i grown = labels_.clone();
    for_each_row([&](int y) {
      fill(barrier.empty() ? nullptr : barrier.ptr<std::uint8_t>(y), grown.ptr<std::int32_t>(y));
    });
    return grown;
  }

  [[nodiscard]] LabelRuns runs() {
    LabelRuns found;
    std::vector<std::int32_t> row(nearest_.size());
    int ended = 0;
    for_each_row([&](int y) {
      for (; ended < y; ++ended) {
        found.end_row();
      }
      std::copy_n(labels_.ptr<std::int32_t>(y), labels_.cols, row.begin());
      fill(nullptr, row.data());
      append_row(row, changes_, found);
    });
    for (; ended < labels_.rows; ++ended) {
      found.end_row();
    }
    return found;
  }

 private:
  static constexpr std::uint32_t kNone = 1U << 31U;
  static std::uint32_t squared(int distance) { return static_cast<std::uint32_t>(distance * distance); }
  static unsigned bits_of(std::int32_t most) {
    return static_cast<unsigned>(std::bit_width(static_cast<std::uint32_t>(most)));
  }
  [[nodiscard]] std::uint32_t mask() const { return (1U << shift_) - 1; }
  [[nodiscard]] std::size_t place(int y) const { return static_cast<std::size_t>(y) % keys_.size(); }

  /// Calls visit(y), nearest_ set, for the rows within reach of a label.
  template <typename Visit>
  void for_each_row(const Visit& visit) {
    int read = 0;
    for (int y = 0; y < labels_.rows; ++y) {
      for (; read <= std::min(labels_.rows - 1, y + radius_); ++read) {
        read_keys(read);
      }
      if (find_nearest(y)) {
        visit(y);
      }
    }
  }

  void read_keys(int y) {
    const std::int32_t* row = labels_.ptr<std::int32_t>(y);
    std::uint32_t* keys = keys_[place(y)].data();
    std::int32_t any = 0;
    for (int x = 0; x < labels_.cols; ++x) {
      any |= row[x];
      keys[x] = row[x] != 0 ? static_cast<std::uint32_t>(row[x]) : kNone;
    }
    labelled_[place(y)] = any != 0;
  }

  /// Sets nearest_ for row `y`; false when no row within the radius has a label.
  bool find_nearest(int y) {
    lines_.clear();
    for (int v = std::max(0, y - radius_); v <= std::min(labels_.rows - 1, y + radius_); ++v) {
      if (labelled_[place(v)]) {
        lines_.push_back({keys_[place(v)].data(), squared(v - y) << shift_});
      }
    }
    if (lines_.empty()) {
      return false;
    }
    least_of(lines_, nearest_.size(), near_.data() + radius_);
    lines_.clear();
    for (int step = -radius_; step <= radius_; ++step) {
      lines_.push_back({near_.data() + radius_ + step, squared(step) << shift_});
    }
    least_of(lines_, nearest_.size(), nearest_.data());
    return true;
  }

  void fill(const std::uint8_t* barrier, std::int32_t* grown) const {
    const std::uint32_t label_bits = mask();
    for (std::size_t x = 0; x < nearest_.size(); ++x) {
      const auto near = static_cast<std::int32_t>(nearest_[x] <= limit_ ? nearest_[x] & label_bits : 0);
      const std::int32_t free = barrier == nullptr || barrier[x] == 0 ? near : 0;
      grown[x] = grown[x] != 0 ? grown[x] : free;
    }
  }

  const cv::Mat1i& labels_;
  int radius_;
  unsigned shift_;
  std::uint32_t limit_;
  std::vector<std::vector<std::uint32_t>> keys_;  ///< ring of rows
  std::vector<bool> labelled_;                    ///< per row of the ring: has a label
  std::vector<std::uint32_t> near_;               ///< vertically nearest, with a margin of the radius
  std::vector<std::uint32_t> nearest_;
  std::vector<ShiftedLine> lines_;
  std::vector<std::int32_t> changes_;  ///< work space
};

}  // namespace

cv::Mat1i grow_labels_reference(const cv::Mat1i& labels, double radius_px, const cv::Mat1b& barrier) {
  const int radius = static_cast<int>(radius_px);
  Vertical vertical{cv::Mat1i(labels.size(), radius + 1), cv::Mat1i::zeros(labels.size())};
  sweep(labels, radius, true, vertical);
  sweep(labels, radius, false, vertical);
  cv::Mat1i grown = labels.clone();
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      if (labels(y, x) == 0 && (barrier.empty() || barrier(y, x) == 0)) {
        grown(y, x) = nearest_label(vertical, y, x, radius, radius_px * radius_px);
      }
    }
  }
  return grown;
}

cv::Mat1i grow_labels(const cv::Mat1i& labels, double radius_px, const cv::Mat1b& barrier) {
  const std::int32_t most = most_label(labels);
  if (!LabelGrowth::fits(most, radius_px)) {
    return grow_labels_reference(labels, radius_px, barrier);
  }
  return LabelGrowth(labels, most, radius_px).run(barrier);
}

LabelRuns grown_runs(const cv::Mat1i& labels, std::int32_t most, double radius_px) {
  if (!LabelGrowth::fits(most, radius_px)) {
    return LabelRuns(grow_labels_reference(labels, radius_px, {}));
  }
  return LabelGrowth(labels, most, radius_px).runs();
}

}  // namespace cyto
