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
  for (auto first = labels.begin(); first != labels.end();) {
    const std::int32_t object = object_of(*first);
    const auto last =
        std::find_if(first, labels.end(), [&](std::int32_t label) { return object_of(label) != object; });
    ObjectRuns free(nuclei.window());
    append_outside(objects.of(object), nuclear, free);
    if (!free.all().empty()) {
      SharedGrowth growth(free.all(), nuclei, {first, last});
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
