#include "cytokeratin_objects.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "flow_basins.h"
#include "nucleus_regions.h"
#include "outline.h"
#include "saddle_graph.h"
#include "work_plane.h"

namespace cyto {
namespace {

// Two cytokeratin peaks belong to one object when the way between them keeps this share of the lower one.
constexpr double kJoinSaddleShare = 0.6;
constexpr double kMemberShare = 0.5;
// Signal from which a pixel takes part at all, in noise standard deviations.
constexpr float kForegroundSnr = 3.0F;

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

/// Per territory, of the basins joined in it, the first one with the highest peak; 0 where no basin is.
/// @param joined per basin its territory.
std::vector<std::size_t> highest_of_each(const std::vector<std::int32_t>& joined,
                                         const std::vector<float>& peaks) {
  std::vector<std::size_t> highest(joined.size(), 0);
  for (std::size_t basin = 1; basin < joined.size(); ++basin) {
    std::size_t& known = highest[static_cast<std::size_t>(joined[basin])];
    known = known == 0 || peaks[basin] > peaks[known] ? basin : known;
  }
  return highest;
}

}  // namespace

LabelRuns find_cytokeratin_objects(const CorrectedTile& tile, std::size_t channel, const SlideRect& area,
                                   const DetectionOptions& options) {
  const WorkPlane whole = make_work_plane(tile, channel);
  const WorkPlane work = part_of(whole, area);
  const NucleusField field = make_stain_field(whole, work.rect);
  const PeakedBasins basins = peaked_basins(field.smooth, foreground_of(field, kForegroundSnr));
  std::vector<float> peaks(basins.peaks.size());
  std::transform(basins.peaks.begin(), basins.peaks.end(), peaks.begin(),
                 [&](const cv::Point& place) { return field.smooth(place); });
  const std::vector<std::int32_t> joined = join_basins(basins.runs, peaks, field.smooth, kJoinSaddleShare);
  EdgeLevels edges{std::vector<float>(peaks.size()), std::vector<bool>(peaks.size(), false)};
  const std::vector<std::size_t> highest = highest_of_each(joined, peaks);
  for (std::size_t label = 1; label < highest.size(); ++label) {
    if (const std::size_t basin = highest[label]; basin != 0) {
      const cv::Point& place = basins.peaks[basin];
      edges.level[label] = static_cast<float>(options.cytokeratin_edge_fraction) * peaks[basin];
      edges.kept[label] =
          peaks[basin] >= static_cast<float>(options.min_cytokeratin_snr) * field.noise(place.y, place.x);
    }
  }
  return outline_on_tile(work, field.smooth, basins.runs.relabelled(joined), edges,
                         cv::Size(static_cast<int>(area.width), static_cast<int>(area.height)));
}

std::int64_t least_fragment_px(const PixelSize& pixel_size, const DetectionOptions& options) {
  const int bin = work_bin(pixel_size);
  const double disc_um2 =
      0.25 * std::numbers::pi * options.min_fragment_diameter_um * options.min_fragment_diameter_um;
  const double added_variance_px2 = 0.25 * (bin * bin - 1);
  const double added_px =
      2.0 * std::numbers::pi * std::log(1.0 / options.cytokeratin_edge_fraction) * added_variance_px2;
  return std::max<std::int64_t>(1, std::llround(disc_um2 / pixel_size.area_um2() + added_px));
}

std::vector<std::int32_t> owners(const LabelRuns& nuclei, const LabelRuns& grown, const LabelRuns& objects,
                                 std::size_t count) {
  std::vector<std::int32_t> owner(count + 1, 0);
  Cover inside(count);
  inside.add(nuclei, objects, owner);
  for (std::size_t label = 1; label <= count; ++label) {
    owner[label] = inside.object_of(label);
  }
  Cover around(count);  // of those that are left
  around.add(grown, objects, owner);
  for (std::size_t label = 1; label <= count; ++label) {
    if (owner[label] == 0) {
      around.remove(inside, label);
      owner[label] = around.object_of(label);
    }
  }
  return owner;
}

}  // namespace cyto
