#include "object_growth.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <span>

namespace cyto {
namespace {

/// A run that a nucleus reached.
struct ReachedRun {
  std::int32_t label = 0;
  PixelRun run;
};

/// Regions that grow inside the object they share, one ring of pixels after the other.
class SharedGrowth {
 public:
  /// @param free the object's pixels outside all nuclei, at least one.
  /// @param labels of the nuclei that it belongs to.
  SharedGrowth(std::span<const PixelRun> free, const ObjectRuns& nuclei, std::span<const std::int32_t> labels)
      : free_(free) {
    // One pixel around for nuclei, and one more that bars the way.
    const cv::Rect box = box_of(free);
    corner_ = box.tl() - cv::Point(2, 2);
    rows_ = box.height + 4;
    columns_ = box.width + 4;
    regions_.assign(static_cast<std::size_t>(rows_) * static_cast<std::size_t>(columns_), kBarred);
    for (const PixelRun& run : free) {
      fill(run, 0);
    }
    for (const std::int32_t label : labels) {
      for (const PixelRun& run : nuclei.of(label)) {
        fill(run, label);
      }
    }
    steps_ = {-columns_, -1, 1, columns_, -columns_ - 1, -columns_ + 1, columns_ - 1, columns_ + 1};
    for (int at = columns_ + 1; at + columns_ + 1 < static_cast<int>(regions_.size()); ++at) {
      if (here(at) > 0 && can_grow(at)) {
        front_.push_back(at);
      }
    }
  }

  void grow(int steps) {
    for (int i = 0; i < steps && !front_.empty(); ++i) {
      step(i % 2 == 0);
    }
  }

  void append_to(std::vector<ReachedRun>& reached) const {
    for (const PixelRun& run : free_) {
      const std::int32_t* const row = regions_.data() + place_of(run.y, 0);
      for (int x = run.begin; x < run.end;) {
        const int begin = x;
        const std::int32_t label = row[begin - corner_.x];
        while (x < run.end && row[x - corner_.x] == label) {
          ++x;
        }
        if (label != 0) {
          reached.push_back({label, {run.y, begin, x}});
        }
      }
    }
  }

 private:
  static constexpr std::int32_t kBarred = -1;

  /// @param x counted from the corner.
  [[nodiscard]] std::ptrdiff_t place_of(int y, int x) const {
    return static_cast<std::ptrdiff_t>(y - corner_.y) * columns_ + x;
  }
  /// What of it lies within the outermost pixels.
  void fill(const PixelRun& run, std::int32_t label) {
    const int begin = std::max(run.begin - corner_.x, 1);
    const int end = std::min(run.end - corner_.x, columns_ - 1);
    if (run.y > corner_.y && run.y + 1 < corner_.y + rows_ && begin < end) {
      std::fill_n(regions_.begin() + place_of(run.y, begin), end - begin, label);
    }
  }
  [[nodiscard]] std::int32_t& here(int at) { return regions_[static_cast<std::size_t>(at)]; }
  /// Whether any neighbour is left to be taken; once none is, none ever will be.
  [[nodiscard]] bool can_grow(int at) {
    return std::any_of(steps_.begin(), steps_.end(), [&](int step) { return here(at + step) == 0; });
  }

  void step(bool to_four) {
    next_.clear();
    const std::size_t neighbours = to_four ? 4 : 8;
    for (const int from : front_) {
      const std::int32_t label = here(from);
      for (std::size_t i = 0; i < neighbours; ++i) {
        if (std::int32_t& neighbour = here(from + steps_[i]); neighbour == 0) {
          neighbour = label;
          next_.push_back(from + steps_[i]);
        }
      }
    }
    // A pixel of the old front may still have diagonal neighbours to give: keep it for the eight-step.
    if (to_four) {
      std::copy_if(front_.begin(), front_.end(), std::back_inserter(next_),
                   [this](int from) { return can_grow(from); });
    }
    front_.swap(next_);
  }

  std::span<const PixelRun> free_;
  cv::Point corner_;
  int rows_ = 0;
  int columns_ = 0;
  std::vector<std::int32_t> regions_;  ///< labels, 0 left to be taken, kBarred
  std::array<int, 8> steps_{};         ///< to four neighbours, then to the diagonal ones
  std::vector<int> front_;
  std::vector<int> next_;
};

/// Steps to four and to eight neighbours in turn: the reach is an octagon; a pair of steps goes about 2.2
/// px.
int steps_within(double radius_px) {
  return static_cast<int>(2.0 * radius_px / 2.2);
}

/// Growth of one region in an object of its own: with nobody to share it with, all pixels of a row take a
/// step at once, as the bits of a word.
class LoneGrowth {
 public:
  /// @return whether the region and what it can reach fit.
  bool begin(std::span<const PixelRun> region, std::span<const PixelRun> free, int steps) {
    const cv::Rect own = box_of(region);
    const cv::Rect near(own.x - steps, own.y - steps, own.width + 2 * steps, own.height + 2 * steps);
    box_ = own | (near & box_of(free));
    if (box_.width > kBits) {
      return false;
    }
    // A row without pixels above and below.
    const auto rows = static_cast<std::size_t>(box_.height) + 2;
    region_.assign(rows, 0);
    free_.assign(rows, 0);
    mark(region, region_);
    mark(free, free_);
    return true;
  }

  void grow(int steps) {
    bool grown = true;
    bool grown_before = true;
    for (int i = 0; i < steps && (grown || grown_before); ++i) {
      grown_before = grown;
      grown = i % 2 == 0 ? step_to_four() : step_to_eight();
    }
  }

  void append_to(std::int32_t label, std::vector<ReachedRun>& reached) const {
    for (int y = box_.y; y < box_.br().y; ++y) {
      std::uint64_t bits = region_[word_of(y)] & free_[word_of(y)];
      while (bits != 0) {
        const int begin = std::countr_zero(bits);
        const int end = begin + std::countr_one(bits >> static_cast<unsigned>(begin));
        reached.push_back({label, {y, box_.x + begin, box_.x + end}});
        bits = end < kBits ? bits >> static_cast<unsigned>(end) << static_cast<unsigned>(end) : 0;
      }
    }
  }

 private:
  static constexpr int kBits = 64;

  [[nodiscard]] std::size_t word_of(int y) const { return static_cast<std::size_t>(y - box_.y) + 1; }

  void mark(std::span<const PixelRun> runs, std::vector<std::uint64_t>& rows) const {
    for (const PixelRun& run : runs) {
      const int begin = std::max(run.begin - box_.x, 0);
      const int end = std::min(run.end - box_.x, box_.width);
      if (run.y >= box_.y && run.y < box_.br().y && begin < end) {
        rows[word_of(run.y)] |= (~std::uint64_t{0} >> static_cast<unsigned>(kBits - (end - begin)))
                                << static_cast<unsigned>(begin);
      }
    }
  }

  bool step_to_four() {
    std::uint64_t above = 0;
    std::uint64_t changed = 0;
    for (std::size_t i = 1; i + 1 < region_.size(); ++i) {
      const std::uint64_t here = region_[i];
      const std::uint64_t near = (here << 1U) | (here >> 1U) | above | region_[i + 1];
      region_[i] = here | (near & free_[i]);
      changed |= region_[i] ^ here;
      above = here;
    }
    return changed != 0;
  }
  bool step_to_eight() {
    const auto widened = [](std::uint64_t bits) { return bits | (bits << 1U) | (bits >> 1U); };
    std::uint64_t above = 0;
    std::uint64_t here = widened(region_[1]);
    std::uint64_t changed = 0;
    for (std::size_t i = 1; i + 1 < region_.size(); ++i) {
      const std::uint64_t below = widened(region_[i + 1]);
      const std::uint64_t before = region_[i];
      region_[i] = before | ((above | here | below) & free_[i]);
      changed |= region_[i] ^ before;
      above = here;
      here = below;
    }
    return changed != 0;
  }

  cv::Rect box_;
  std::vector<std::uint64_t> region_;
  std::vector<std::uint64_t> free_;
};

/// What was reached, by label; of each label in the order it came.
ObjectRuns sorted_by_label(const cv::Size& window, std::size_t labels,
                           const std::vector<ReachedRun>& reached) {
  std::vector<std::size_t> next(labels + 1, 0);
  for (const ReachedRun& one : reached) {
    ++next[static_cast<std::size_t>(one.label)];
  }
  std::partial_sum(next.begin(), next.end(), next.begin());
  const std::vector<std::size_t> first(next);
  std::vector<PixelRun> runs(reached.size());
  for (const ReachedRun& one : reached) {
    runs[next[static_cast<std::size_t>(one.label) - 1]++] = one.run;
  }
  return {window, first, std::move(runs)};
}

/// Grows the nuclei of one object after the other. @param grow_alone quickly where a nucleus has an object to
/// itself.
ObjectRuns grow_in_objects(const ObjectRuns& nuclei, const ObjectRuns& free,
                           const std::vector<std::int32_t>& owner, double radius_px, bool grow_alone) {
  std::vector<std::int32_t> labels;
  for (std::int32_t label = 1; label <= nuclei.most(); ++label) {
    if (!free.of(owner[static_cast<std::size_t>(label)]).empty()) {
      labels.push_back(label);
    }
  }
  const auto object_of = [&](std::int32_t label) { return owner[static_cast<std::size_t>(label)]; };
  std::stable_sort(labels.begin(), labels.end(),
                   [&](std::int32_t a, std::int32_t b) { return object_of(a) < object_of(b); });
  const int steps = steps_within(radius_px);
  std::vector<ReachedRun> reached;
  LoneGrowth alone;
  for (auto first = labels.begin(); first != labels.end();) {
    const std::int32_t object = object_of(*first);
    const auto last =
        std::find_if(first, labels.end(), [&](std::int32_t label) { return object_of(label) != object; });
    if (grow_alone && last - first == 1 && alone.begin(nuclei.of(*first), free.of(object), steps)) {
      alone.grow(steps);
      alone.append_to(*first, reached);
    } else {
      SharedGrowth growth(free.of(object), nuclei, {first, last});
      growth.grow(steps);
      growth.append_to(reached);
    }
    first = last;
  }
  return sorted_by_label(nuclei.window(), static_cast<std::size_t>(nuclei.most()), reached);
}

}  // namespace

ObjectRuns grow_within(const ObjectRuns& nuclei, const ObjectRuns& free,
                       const std::vector<std::int32_t>& owner, double radius_px) {
  return grow_in_objects(nuclei, free, owner, radius_px, true);
}

ObjectRuns grow_sharing(const ObjectRuns& nuclei, const ObjectRuns& free,
                        const std::vector<std::int32_t>& owner, double radius_px) {
  return grow_in_objects(nuclei, free, owner, radius_px, false);
}

}  // namespace cyto
