#include "object_growth.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <span>
#include <utility>

#include "bit_frame.h"
#include "growth_kernel.h"
#include "whole_growth.h"

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
  /// @param free the object's pixels outside all nuclei, at least one; kept.
  /// @param labels of the nuclei that it belongs to.
  void begin(std::span<const PixelRun> free, const ObjectRuns& nuclei, std::span<const std::int32_t> labels) {
    free_ = free;
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
    // Each pixel once, and one that was looked at but not taken.
    const std::size_t most = regions_.size() + 1;
    front_.resize(std::max(front_.size(), most));
    next_.resize(std::max(next_.size(), most));
    find_front();
  }

  void grow(int steps) {
    for (int i = 0; i < steps && front_size_ > 0; ++i) {
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
  /// The labelled pixels that have a neighbour to take, in raster order.
  void find_front() {
    const auto columns = static_cast<std::size_t>(columns_);
    open_.resize(std::max(open_.size(), columns));
    std::uint8_t* const open = open_.data();
    std::size_t found = 0;
    for (std::size_t row = columns; row + columns < regions_.size(); row += columns) {
      const std::int32_t* const here = regions_.data() + row;
      const std::int32_t* const above = here - columns;
      const std::int32_t* const below = here + columns;
      for (std::size_t x = 0; x < columns; ++x) {
        open[x] = static_cast<std::uint8_t>((here[x] == 0) | (above[x] == 0) | (below[x] == 0));
      }
      for (std::size_t x = 1; x + 1 < columns; ++x) {  // without a choice, which could not be foreseen
        front_[found] = static_cast<int>(row + x);
        found += static_cast<std::size_t>((here[x] > 0) & ((open[x - 1] | open[x] | open[x + 1]) != 0));
      }
    }
    front_size_ = found;
  }
  /// Whether a pixel that has taken its four neighbours has a diagonal one to take; once it has none, it
  /// never will.
  [[nodiscard]] bool can_grow(int at) {
    return (here(at + steps_[4]) == 0) | (here(at + steps_[5]) == 0) | (here(at + steps_[6]) == 0) |
           (here(at + steps_[7]) == 0);
  }

  [[nodiscard]] std::span<const int> front() const { return {front_.data(), front_size_}; }

  void step(bool to_four) {
    std::int32_t* const regions = regions_.data();
    int* const next = next_.data();
    std::size_t taken = 0;
    const std::array<int, 8> steps = steps_;
    const std::size_t neighbours = to_four ? 4 : 8;
    for (const int from : front()) {
      const std::int32_t label = regions[from];
      for (std::size_t i = 0; i < neighbours; ++i) {  // without a branch, which could not be foreseen
        const int at = from + steps[i];
        const std::int32_t before = regions[at];
        const int is_free = static_cast<int>(before == 0);
        regions[at] = before | (label & -is_free);
        next[taken] = at;
        taken += static_cast<std::size_t>(is_free);
      }
    }
    // A pixel of the old front may still have diagonal neighbours to give: keep it for the eight-step.
    if (to_four) {
      for (const int from : front()) {
        next[taken] = from;
        taken += can_grow(from) ? 1 : 0;
      }
    }
    front_size_ = taken;
    front_.swap(next_);
  }

  std::span<const PixelRun> free_;
  cv::Point corner_;
  int rows_ = 0;
  int columns_ = 0;
  std::vector<std::int32_t> regions_;  ///< labels, 0 left to be taken, kBarred
  std::array<int, 8> steps_{};         ///< to four neighbours, then to the diagonal ones
  std::size_t front_size_ = 0;
  std::vector<int> front_;  ///< room for all, of which the first front_size_ are it
  std::vector<int> next_;
  std::vector<std::uint8_t> open_;  ///< of a row: whether a pixel or the one above or below is to be taken
};

/// Steps to four and to eight neighbours in turn: the reach is an octagon; a pair of steps goes about 2.2
/// px.
int steps_within(double radius_px) {
  return static_cast<int>(2.0 * radius_px / 2.2);
}

/// What a region may reach of an object in so many steps, and itself.
cv::Rect reach_of(std::span<const PixelRun> region, std::span<const PixelRun> object, int steps) {
  const cv::Rect own = box_of(region);
  const cv::Rect near(own.x - steps, own.y - steps, own.width + 2 * steps, own.height + 2 * steps);
  return own | (near & box_of(object));
}

/// Growth of one region in an object of its own: with nobody to share it with, all pixels of a row take a
/// step at once, as the bits of a word.
class LoneGrowth {
 public:
  /// @param reach of the region. @param nuclear where it cannot grow.
  void begin(const cv::Rect& reach, std::span<const PixelRun> region, std::span<const PixelRun> object,
             const BitPlane& nuclear) {
    frame_ = BitFrame(reach);
    frame_.clear(region_);
    frame_.clear(free_);
    frame_.mark(region, region_);
    frame_.mark(object, free_);
    frame_.remove(nuclear, free_);
  }

  void grow(int steps) { grow_bits(region_, free_, steps, spare_); }

  /// As one object.
  void append_to(ObjectRuns& grown) const { frame_.append(region_, frame_.box(), grown); }

 private:
  BitFrame frame_;
  std::vector<std::uint64_t> region_;
  std::vector<std::uint64_t> free_;
  std::vector<std::uint64_t> spare_;
};

/// What was reached, by label; of each label in the order it came.
ObjectRuns sorted_by_label(const ObjectRuns& nuclei, const std::vector<ReachedRun>& reached) {
  std::vector<std::size_t> next(static_cast<std::size_t>(nuclei.most()) + 1, 0);
  for (const ReachedRun& one : reached) {
    ++next[static_cast<std::size_t>(one.label)];
  }
  std::partial_sum(next.begin(), next.end(), next.begin());
  const std::vector<std::size_t> first(next);
  std::vector<PixelRun> runs(reached.size());
  for (const ReachedRun& one : reached) {
    runs[next[static_cast<std::size_t>(one.label) - 1]++] = one.run;
  }
  return {nuclei.window(), first, std::move(runs)};
}

/// How a nucleus grows.
struct Growth {
  enum class Kind { None, Together, AsBits, Whole };
  Kind kind = Kind::None;
  cv::Rect reach;  ///< of growth as bits
};

/// Per label: alone where the nucleus has an object to itself, over the whole of it where that is certain.
std::vector<Growth> growths_of(const ObjectRuns& nuclei, const BitPlane& nuclear, const ObjectRuns& objects,
                               const std::vector<std::int32_t>& owner, int steps) {
  std::vector<int> owned_by(static_cast<std::size_t>(*std::max_element(owner.begin(), owner.end())) + 1, 0);
  for (const std::int32_t object : owner) {
    ++owned_by[static_cast<std::size_t>(object)];
  }
  std::vector<Growth> growths(owner.size());
  for (std::size_t label = 1; label < owner.size(); ++label) {
    if (owner[label] == 0) {
      continue;
    }
    Growth& growth = growths[label];
    growth.kind = Growth::Kind::Together;
    if (owned_by[static_cast<std::size_t>(owner[label])] > 1) {
      continue;
    }
    const std::span<const PixelRun> nucleus = nuclei.of(static_cast<std::int32_t>(label));
    const std::span<const PixelRun> object = objects.of(owner[label]);
    if (reaches_whole(nucleus, object, nuclear, steps)) {
      growth.kind = Growth::Kind::Whole;
    } else if (growth.reach = reach_of(nucleus, object, steps); growth.reach.width <= BitFrame::kColumns) {
      growth.kind = Growth::Kind::AsBits;
    }
  }
  return growths;
}

/// What the nuclei that do not grow alone reach, object by object.
ObjectRuns grow_shared(const ObjectRuns& nuclei, const BitPlane& nuclear, const ObjectRuns& objects,
                       const std::vector<std::int32_t>& owner, const std::vector<Growth>& growths,
                       int steps) {
  std::vector<std::int32_t> labels;
  for (std::size_t label = 1; label < owner.size(); ++label) {
    if (growths[label].kind == Growth::Kind::Together) {
      labels.push_back(static_cast<std::int32_t>(label));
    }
  }
  const auto object_of = [&](std::int32_t label) { return owner[static_cast<std::size_t>(label)]; };
  std::stable_sort(labels.begin(), labels.end(),
                   [&](std::int32_t a, std::int32_t b) { return object_of(a) < object_of(b); });
  std::vector<ReachedRun> reached;
  ObjectRuns free(nuclei.window());  // object by object
  SharedGrowth growth;
  for (auto first = labels.begin(); first != labels.end();) {
    const std::int32_t object = object_of(*first);
    const auto last =
        std::find_if(first, labels.end(), [&](std::int32_t label) { return object_of(label) != object; });
    append_outside(objects.of(object), nuclear, free);
    free.end_object();
    if (const std::span<const PixelRun> own = free.of(free.most()); !own.empty()) {
      growth.begin(own, nuclei, {first, last});
      growth.grow(steps);
      growth.append_to(reached);
    }
    first = last;
  }
  return sorted_by_label(nuclei, reached);
}

ObjectRuns grow(const ObjectRuns& nuclei, const BitPlane& nuclear, const ObjectRuns& objects,
                const std::vector<std::int32_t>& owner, const std::vector<Growth>& growths, int steps) {
  const ObjectRuns shared = grow_shared(nuclei, nuclear, objects, owner, growths, steps);
  ObjectRuns grown(nuclei.window());
  grown.reserve(owner.size(), nuclei.all().size() + objects.all().size());
  LoneGrowth lone;
  for (std::int32_t label = 1; label <= nuclei.most(); ++label) {
    const std::span<const PixelRun> object = objects.of(owner[static_cast<std::size_t>(label)]);
    switch (const Growth& growth = growths[static_cast<std::size_t>(label)]; growth.kind) {
      case Growth::Kind::Whole:
        append_whole(nuclei.of(label), object, grown);
        break;
      case Growth::Kind::AsBits:
        lone.begin(growth.reach, nuclei.of(label), object, nuclear);
        lone.grow(steps);
        lone.append_to(grown);
        break;
      case Growth::Kind::Together:
        grown.append_object(nuclei.of(label), shared.of(label));
        break;
      case Growth::Kind::None:
        grown.end_object();
        break;
    }
  }
  return grown;
}

}  // namespace

ObjectRuns grow_within(const ObjectRuns& nuclei, const BitPlane& nuclear, const ObjectRuns& objects,
                       const std::vector<std::int32_t>& owner, double radius_px) {
  const int steps = steps_within(radius_px);
  return grow(nuclei, nuclear, objects, owner, growths_of(nuclei, nuclear, objects, owner, steps), steps);
}

ObjectRuns grow_sharing(const ObjectRuns& nuclei, const BitPlane& nuclear, const ObjectRuns& objects,
                        const std::vector<std::int32_t>& owner, double radius_px) {
  std::vector<Growth> growths(owner.size());
  for (std::size_t label = 1; label < owner.size(); ++label) {
    growths[label].kind = owner[label] != 0 ? Growth::Kind::Together : Growth::Kind::None;
  }
  return grow(nuclei, nuclear, objects, owner, growths, steps_within(radius_px));
}

}  // namespace cyto
