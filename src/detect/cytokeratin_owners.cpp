#include "cytokeratin_owners.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

#include "nucleus_rings.h"

namespace cyto {
namespace {

constexpr double kMemberShare = 0.5;

/// How many pixels labels have, and how many in which objects.
class Cover {
 public:
  explicit Cover(std::size_t count) : area_(count + 1, 0), first_(count + 1, kNone) {}

  /// Adds those of labels without an owner so far.
  void add(const LabelRuns& labels, const LabelRuns& objects, const std::vector<std::int32_t>& owner) {
    for (int y = 0; y < labels.rows(); ++y) {
      const std::span<const LabelRun> row = labels.row(y);
      const std::span<const LabelRun> object_row = objects.row(y);
      for (const LabelRun& run : row) {
        area_[static_cast<std::size_t>(run.label)] += run.end - run.begin;
      }
      for_each_contact(row, object_row, [&](std::size_t i, std::size_t j) {
        if (const auto label = static_cast<std::size_t>(row[i].label); owner[label] == 0) {
          add_share(label, object_row[j].label,
                    std::min(row[i].end, object_row[j].end) - std::max(row[i].begin, object_row[j].begin));
        }
      });
    }
  }
  /// Takes off a label's pixels in `part`.
  void remove(const Cover& part, std::size_t label) {
    area_[label] -= part.area_[label];
    for (std::int32_t i = part.first_[label]; i != kNone; i = part.share(i).next) {
      add_share(label, part.share(i).object, -part.share(i).pixels);
    }
  }
  /// The object that covers at least kMemberShare of a label's pixels, or 0.
  [[nodiscard]] std::int32_t object_of(std::size_t label) const {
    Share most;
    for (std::int32_t i = first_[label]; i != kNone; i = share(i).next) {
      // Of equal ones the lower.
      if (share(i).pixels > most.pixels ||
          (share(i).pixels == most.pixels && share(i).object < most.object)) {
        most = share(i);
      }
    }
    const double least = kMemberShare * static_cast<double>(area_[label]);
    return static_cast<double>(most.pixels) >= least ? most.object : 0;
  }

 private:
  static constexpr std::int32_t kNone = -1;
  struct Share {
    std::int32_t object = 0;
    std::int32_t next = kNone;  ///< of the same label
    std::int64_t pixels = 0;
  };

  [[nodiscard]] const Share& share(std::int32_t i) const { return shares_[static_cast<std::size_t>(i)]; }
  void add_share(std::size_t label, std::int32_t object, std::int64_t pixels) {
    for (std::int32_t i = first_[label]; i != kNone; i = share(i).next) {
      if (share(i).object == object) {
        shares_[static_cast<std::size_t>(i)].pixels += pixels;
        return;
      }
    }
    shares_.push_back({object, first_[label], pixels});
    first_[label] = static_cast<std::int32_t>(shares_.size()) - 1;
  }

  std::vector<std::int64_t> area_;   ///< per label
  std::vector<std::int32_t> first_;  ///< share of each label
  std::vector<Share> shares_;
};

/// The entries of labels without an owner.
std::vector<std::int32_t> without_owner(const std::vector<std::int32_t>& owner) {
  std::vector<std::int32_t> label_of(owner.size(), 0);
  for (std::size_t label = 1; label < owner.size(); ++label) {
    label_of[label] = owner[label] == 0 ? static_cast<std::int32_t>(label) : 0;
  }
  return label_of;
}

}  // namespace

CytokeratinOwners find_owners(const CleanLabels& nuclei, const ObjectRuns& by_label, const LabelRuns& objects,
                              double ring_px) {
  const std::size_t count = nuclei.objects.size();
  std::vector<std::int32_t> owner(count + 1, 0);
  Cover inside(count);
  inside.add(nuclei.runs, objects, owner);
  std::vector<bool> undecided(count + 1, false);
  for (std::size_t label = 1; label <= count; ++label) {
    owner[label] = inside.object_of(label);
    undecided[label] = owner[label] == 0;
  }
  const LabelRuns grown = rows_of(nuclei_with_rings(by_label, boxes_of(nuclei), undecided, ring_px));
  Cover around(count);
  around.add(grown, objects, owner);
  for (std::size_t label = 1; label <= count; ++label) {
    if (undecided[label]) {
      around.remove(inside, label);
      owner[label] = around.object_of(label);
    }
  }
  LabelRuns ringed = grown.relabelled(without_owner(owner));
  return {std::move(owner), std::move(ringed)};
}

}  // namespace cyto
