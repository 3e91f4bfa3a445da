#include "cytokeratin_owners.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include "bit_plane.h"
#include "nucleus_rings.h"

namespace cyto {
namespace {

using Pixels = std::span<const PixelRun>;

constexpr double kMemberShare = 0.5;

/// How many pixels some runs have.
std::int64_t area_of(Pixels runs) {
  std::int64_t area = 0;
  for (const PixelRun& run : runs) {
    area += run.end - run.begin;
  }
  return area;
}

/// How many pixels are in both lists of runs, each in raster order.
std::int64_t shared_pixels(Pixels a, Pixels b) {
  std::int64_t shared = 0;
  auto next = b.begin();
  for (const PixelRun& run : a) {
    while (next != b.end() && (next->y < run.y || (next->y == run.y && next->end <= run.begin))) {
      ++next;
    }
    for (auto other = next; other != b.end() && other->y == run.y && other->begin < run.end; ++other) {
      shared += std::min(run.end, other->end) - std::max(run.begin, other->begin);
    }
  }
  return shared;
}

/// The first run of a row that ends behind a column.
auto first_behind(std::span<const LabelRun> row, int column) {
  return std::partition_point(row.begin(), row.end(), [&](const LabelRun& run) { return run.end <= column; });
}

/// The object in the middle of a nucleus, or 0.
std::int32_t object_amid(Pixels nucleus, const LabelRuns& objects) {
  const PixelRun& run = nucleus[nucleus.size() / 2];
  const int x = (run.begin + run.end) / 2;
  const std::span<const LabelRun> row = objects.row(run.y);
  const auto object = first_behind(row, x);
  return object != row.end() && object->begin <= x ? object->label : 0;
}

/// How many pixels there are of each object.
class Shares {
 public:
  explicit Shares(const LabelRuns& objects) : objects_(objects) {}

  /// @param factor by which each pixel counts.
  void add(Pixels runs, std::int64_t factor) {
    for (const PixelRun& run : runs) {
      area_ += factor * (run.end - run.begin);
      const std::span<const LabelRun> row = objects_.row(run.y);
      for (auto object = first_behind(row, run.begin); object != row.end() && object->begin < run.end;
           ++object) {
        share_of(object->label).pixels +=
            factor * (std::min(run.end, object->end) - std::max(run.begin, object->begin));
      }
    }
  }
  /// The object that has at least kMemberShare of them, of equal ones the lower, or 0.
  [[nodiscard]] std::int32_t main_object() const {
    Share most;
    for (const Share& share : shares_) {
      if (share.pixels > most.pixels || (share.pixels == most.pixels && share.object < most.object)) {
        most = share;
      }
    }
    return static_cast<double>(most.pixels) >= kMemberShare * static_cast<double>(area_) ? most.object : 0;
  }

 private:
  struct Share {
    std::int32_t object = 0;
    std::int64_t pixels = 0;
  };
  Share& share_of(std::int32_t object) {
    const auto share =
        std::find_if(shares_.begin(), shares_.end(), [&](const Share& one) { return one.object == object; });
    return share != shares_.end() ? *share : shares_.emplace_back(Share{object, 0});
  }

  const LabelRuns& objects_;
  std::int64_t area_ = 0;
  std::vector<Share> shares_;
};

/// Who covers at least half of what. Nearly always one object covers more than half of a nucleus and its
/// middle, or all of them together less: only the others are counted object by object.
class OwnersByCover {
 public:
  /// @param stained the pixels of all objects.
  OwnersByCover(const LabelRuns& objects, const ObjectRuns& by_label, const BitPlane& stained)
      : objects_(objects), by_label_(by_label), stained_(stained) {}

  [[nodiscard]] std::int32_t of_nucleus(Pixels nucleus) const {
    const std::int64_t area = area_of(nucleus);
    const std::int32_t amid = object_amid(nucleus, objects_);
    if (amid != 0 && 2 * shared_pixels(nucleus, by_label_.of(amid)) > area) {
      return amid;
    }
    if (2 * stained_.count(nucleus) < area) {
      return 0;
    }
    Shares shares(objects_);
    shares.add(nucleus, 1);
    return shares.main_object();
  }

  /// @param ringed the nucleus with its ring.
  [[nodiscard]] std::int32_t of_ring(Pixels nucleus, Pixels ringed) const {
    if (2 * (stained_.count(ringed) - stained_.count(nucleus)) < area_of(ringed) - area_of(nucleus)) {
      return 0;
    }
    Shares shares(objects_);
    shares.add(ringed, 1);
    shares.add(nucleus, -1);
    return shares.main_object();
  }

 private:
  const LabelRuns& objects_;
  const ObjectRuns& by_label_;
  const BitPlane& stained_;
};

}  // namespace

CytokeratinOwners find_owners(const ObjectRuns& nuclei, std::span<const cv::Rect> boxes,
                              const LabelRuns& objects, const ObjectRuns& objects_by_label, double ring_px) {
  BitPlane stained(nuclei.window());
  stained.add(objects);
  const OwnersByCover by_cover(objects, objects_by_label, stained);
  CytokeratinOwners owners{std::vector<std::int32_t>(static_cast<std::size_t>(nuclei.most()) + 1, 0), {}};
  std::vector<bool> uncovered(owners.object_of.size(), false);
  for (std::int32_t label = 1; label <= nuclei.most(); ++label) {
    const std::int32_t owner = by_cover.of_nucleus(nuclei.of(label));
    owners.object_of[static_cast<std::size_t>(label)] = owner;
    uncovered[static_cast<std::size_t>(label)] = owner == 0;
  }
  owners.ringed = nuclei_with_rings(nuclei, boxes, uncovered, ring_px);
  for (std::int32_t label = 1; label <= nuclei.most(); ++label) {
    if (uncovered[static_cast<std::size_t>(label)]) {
      owners.object_of[static_cast<std::size_t>(label)] =
          by_cover.of_ring(nuclei.of(label), owners.ringed.of(label));
    }
  }
  return owners;
}

}  // namespace cyto
