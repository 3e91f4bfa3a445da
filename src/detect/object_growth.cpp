#include "object_growth.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <iterator>

namespace cyto {
namespace {

/// Regions that grow inside the objects they own, one ring of pixels after the other.
class ObjectGrowth {
 public:
  ObjectGrowth(cv::Mat1i& regions, const cv::Mat1i& objects, const std::vector<std::int32_t>& owner)
      : columns_(regions.cols),
        pixels_(regions.cols * regions.rows),
        regions_(regions.ptr<std::int32_t>()),
        objects_(objects.ptr<std::int32_t>()),
        owner_(owner.data()) {
    CV_Assert(regions.isContinuous() && objects.isContinuous() && regions.size() == objects.size());
    constexpr std::array<std::array<int, 2>, 8> kNeighbours{
        {{0, -1}, {-1, 0}, {1, 0}, {0, 1}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}}};
    for (std::size_t i = 0; i < kNeighbours.size(); ++i) {
      steps_[i] = {kNeighbours[i][1] * columns_ + kNeighbours[i][0], kNeighbours[i][0]};
    }
  }

  void begin(const LabelRuns& runs) {
    std::vector<std::int32_t> least(static_cast<std::size_t>(columns_));
    for (int y = 0; y < runs.rows(); ++y) {
      for (const LabelRun& run : runs.row(y)) {
        if (owner_[run.label] != 0) {
          begin_run(y, run, least.data());
        }
      }
    }
  }

  [[nodiscard]] bool ended() const { return front_.empty(); }

  void step(bool to_four) {
    next_.clear();
    const std::size_t neighbours = to_four ? 4 : 8;
    for (const Place& from : front_) {
      const std::int32_t label = regions_[from.at];
      const bool inside = is_inside(from);
      for (std::size_t i = 0; i < neighbours; ++i) {
        if ((inside || stays_inside(from, steps_[i])) && is_free(from.at + steps_[i].at, owner_[label])) {
          regions_[from.at + steps_[i].at] = label;
          next_.push_back({from.at + steps_[i].at, from.x + steps_[i].x});
        }
      }
    }
    // A pixel of the old front may still have diagonal neighbours to give: keep it for the eight-step.
    if (to_four) {
      std::copy_if(front_.begin(), front_.end(), std::back_inserter(next_),
                   [this](const Place& from) { return can_grow(from); });
    }
    front_.swap(next_);
  }

 private:
  /// A pixel, or a step to one: place in the plane, row by row, and column.
  struct Place {
    int at = 0;
    int x = 0;
  };

  /// Puts those pixels of a run into the front that can grow. @param least work space, one per column.
  void begin_run(int y, const LabelRun& run, std::int32_t* least) {
    const std::int32_t* here = regions_ + static_cast<std::ptrdiff_t>(y) * columns_;
    const std::int32_t* above = y > 0 ? here - columns_ : here;
    const std::int32_t* below = here + columns_ < regions_ + pixels_ ? here + columns_ : here;
    const int first = std::max(0, run.begin - 1);
    const int last = std::min(columns_ - 1, run.end);
    for (int x = first; x <= last; ++x) {
      least[x] = std::min(above[x], std::min(here[x], below[x]));
    }
    for (int x = run.begin; x < run.end; ++x) {
      // Among labelled pixels only, nothing is left to be taken.
      const bool surrounded =
          least[std::max(first, x - 1)] > 0 && least[x] > 0 && least[std::min(last, x + 1)] > 0;
      if (const Place place{y * columns_ + x, x}; !surrounded && can_grow(place)) {
        front_.push_back(place);
      }
    }
  }
  [[nodiscard]] bool is_free(int at, std::int32_t object) const {
    return regions_[at] == 0 && objects_[at] == object;
  }
  /// Whether any neighbour is left to be taken; once none is, none ever will be.
  [[nodiscard]] bool can_grow(const Place& from) const {
    const std::int32_t object = owner_[regions_[from.at]];
    const bool inside = is_inside(from);
    return std::any_of(steps_.begin(), steps_.end(), [&](const Place& step) {
      return (inside || stays_inside(from, step)) && is_free(from.at + step.at, object);
    });
  }
  /// Whether all eight neighbours exist.
  [[nodiscard]] bool is_inside(const Place& place) const {
    return place.x > 0 && place.x + 1 < columns_ && place.at >= columns_ && place.at + columns_ < pixels_;
  }
  [[nodiscard]] bool stays_inside(const Place& from, const Place& step) const {
    const int x = from.x + step.x;
    const int at = from.at + step.at;
    return x >= 0 && x < columns_ && at >= 0 && at < pixels_;
  }

  int columns_;
  int pixels_;
  std::int32_t* regions_;
  const std::int32_t* objects_;
  const std::int32_t* owner_;
  std::array<Place, 8> steps_;  ///< to four neighbours, then to the diagonal ones
  std::vector<Place> front_;
  std::vector<Place> next_;
};

/// Steps to four and to eight neighbours in turn: the reach is an octagon; a pair of steps goes about 2.2
/// px.
int steps_within(double radius_px) {
  return static_cast<int>(2.0 * radius_px / 2.2);
}

/// Columns [begin, end) of one row.
struct Stretch {
  int y = 0;
  int begin = 0;
  int end = 0;
};

/// The runs of a plane by label, each label's from top to bottom.
class StretchesByLabel {
 public:
  StretchesByLabel(const LabelRuns& runs, std::int32_t most)
      : first_(static_cast<std::size_t>(most) + 2, 0), stretches_(runs.size()) {
    for (std::size_t i = 0; i < runs.size(); ++i) {
      ++first_[static_cast<std::size_t>(runs[i].label) + 1];
    }
    for (std::size_t i = 1; i < first_.size(); ++i) {
      first_[i] += first_[i - 1];
    }
    std::vector<std::size_t> next(first_);
    for (int y = 0; y < runs.rows(); ++y) {
      for (const LabelRun& run : runs.row(y)) {
        stretches_[next[static_cast<std::size_t>(run.label)]++] = {y, run.begin, run.end};
      }
    }
  }
  [[nodiscard]] std::span<const Stretch> of(std::int32_t label) const {
    const std::size_t first = first_[static_cast<std::size_t>(label)];
    return {stretches_.data() + first, first_[static_cast<std::size_t>(label) + 1] - first};
  }

 private:
  std::vector<std::size_t> first_;
  std::vector<Stretch> stretches_;
};

/// Growth of one region in an object of its own: with nobody to share it with, all pixels of a row take a
/// step at once, as the bits of a word.
class LoneGrowth {
 public:
  /// @return whether the region and what it can reach fit.
  bool begin(std::span<const Stretch> region, std::span<const Stretch> free, int steps) {
    Bounds bounds = bounds_of(region);
    bounds = {bounds.left - steps, bounds.top - steps, bounds.right + steps, bounds.bottom + steps};
    const Bounds reach = bounds_of(free);
    const Bounds own = bounds_of(region);
    left_ = std::min(own.left, std::max(bounds.left, reach.left));
    top_ = std::min(own.top, std::max(bounds.top, reach.top));
    right_ = std::max(own.right, std::min(bounds.right, reach.right));
    bottom_ = std::max(own.bottom, std::min(bounds.bottom, reach.bottom));
    if (right_ - left_ > kBits) {
      return false;
    }
    // A row without pixels above and below.
    const auto rows = static_cast<std::size_t>(bottom_ - top_) + 2;
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

  /// Labels what was reached.
  void write(std::int32_t label, cv::Mat1i& regions) const {
    for (int y = top_; y < bottom_; ++y) {
      std::int32_t* row = regions.ptr<std::int32_t>(y) + left_;
      for (std::uint64_t bits = region_[word_of(y)] & free_[word_of(y)]; bits != 0; bits &= bits - 1) {
        row[std::countr_zero(bits)] = label;
      }
    }
  }

 private:
  static constexpr int kBits = 64;

  /// Behind the last at right and bottom.
  struct Bounds {
    int left = 0;
    int top = 0;
    int right = 0;
    int bottom = 0;
  };
  static Bounds bounds_of(std::span<const Stretch> stretches) {
    Bounds bounds{stretches.front().begin, stretches.front().y, stretches.front().end,
                  stretches.back().y + 1};
    for (const Stretch& stretch : stretches) {
      bounds.left = std::min(bounds.left, stretch.begin);
      bounds.right = std::max(bounds.right, stretch.end);
    }
    return bounds;
  }

  [[nodiscard]] std::size_t word_of(int y) const { return static_cast<std::size_t>(y - top_) + 1; }

  void mark(std::span<const Stretch> stretches, std::vector<std::uint64_t>& rows) const {
    for (const Stretch& stretch : stretches) {
      const int begin = std::max(stretch.begin, left_) - left_;
      const int end = std::min(stretch.end, right_) - left_;
      if (stretch.y >= top_ && stretch.y < bottom_ && begin < end) {
        rows[word_of(stretch.y)] |= (~std::uint64_t{0} >> static_cast<unsigned>(kBits - (end - begin)))
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

  int left_ = 0;
  int top_ = 0;
  int right_ = 0;
  int bottom_ = 0;
  std::vector<std::uint64_t> region_;
  std::vector<std::uint64_t> free_;
};

}  // namespace

void grow_sharing(const LabelRuns& nuclei, const cv::Mat1i& objects, const std::vector<std::int32_t>& owner,
                  double radius_px, cv::Mat1i& regions) {
  ObjectGrowth growth(regions, objects, owner);
  growth.begin(nuclei);
  const int steps = steps_within(radius_px);
  for (int step = 0; step < steps && !growth.ended(); ++step) {
    growth.step(step % 2 == 0);
  }
}

void grow_within(const LabelRuns& nuclei, const LabelRuns& objects, const std::vector<std::int32_t>& owner,
                 double radius_px, cv::Mat1i& regions) {
  std::vector<int> owned_by(static_cast<std::size_t>(objects.most()) + 1, 0);
  for (const std::int32_t object : owner) {
    ++owned_by[static_cast<std::size_t>(object)];
  }
  const StretchesByLabel of_nuclei(nuclei, nuclei.most());
  const StretchesByLabel free(outside_of(objects, nuclei), objects.most());
  const int steps = steps_within(radius_px);
  std::vector<std::int32_t> shared(owner.size(), 0);
  bool any_shared = false;
  LoneGrowth growth;
  for (std::int32_t label = 1; label <= nuclei.most(); ++label) {
    const std::int32_t object = owner[static_cast<std::size_t>(label)];
    if (object == 0 || free.of(object).empty()) {
      continue;
    }
    if (owned_by[static_cast<std::size_t>(object)] == 1 &&
        growth.begin(of_nuclei.of(label), free.of(object), steps)) {
      growth.grow(steps);
      growth.write(label, regions);
    } else {
      shared[static_cast<std::size_t>(label)] = object;
      any_shared = true;
    }
  }
  if (any_shared) {
    grow_sharing(nuclei, objects.plane(regions.cols), shared, radius_px, regions);
  }
}

}  // namespace cyto
