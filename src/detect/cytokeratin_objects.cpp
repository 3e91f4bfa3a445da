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
struct Cover {
  struct Share {
    std::int32_t object = 0;
    std::int64_t pixels = 0;
  };
  std::vector<std::int64_t> area;          ///< per label
  std::vector<std::vector<Share>> shares;  ///< per label
};

void add_share(std::int32_t object, std::int64_t pixels, std::vector<Cover::Share>& shares) {
  const auto known = std::find_if(shares.begin(), shares.end(),
                                  [&](const Cover::Share& share) { return share.object == object; });
  if (known != shares.end()) {
    known->pixels += pixels;
  } else {
    shares.push_back({object, pixels});
  }
}

Cover cover_of(const LabelRuns& labels, const LabelRuns& objects, std::size_t count) {
  Cover cover{std::vector<std::int64_t>(count + 1, 0), std::vector<std::vector<Cover::Share>>(count + 1)};
  for (int y = 0; y < labels.rows(); ++y) {
    const std::span<const LabelRun> row = labels.row(y);
    const std::span<const LabelRun> object_row = objects.row(y);
    for (const LabelRun& run : row) {
      cover.area[static_cast<std::size_t>(run.label)] += run.end - run.begin;
    }
    for_each_contact(row, object_row, [&](std::size_t i, std::size_t j) {
      const LabelRun& run = row[i];
      const LabelRun& object = object_row[j];
      add_share(object.label, std::min(run.end, object.end) - std::max(run.begin, object.begin),
                cover.shares[static_cast<std::size_t>(run.label)]);
    });
  }
  return cover;
}

/// What `whole` has more than its part.
Cover without(Cover whole, const Cover& part) {
  for (std::size_t label = 0; label < whole.area.size(); ++label) {
    whole.area[label] -= part.area[label];
    for (const Cover::Share& share : part.shares[label]) {
      add_share(share.object, -share.pixels, whole.shares[label]);
    }
  }
  return whole;
}

/// The object that covers at least kMemberShare of each label's pixels, or 0.
std::vector<std::int32_t> covering(const Cover& cover) {
  std::vector<std::int32_t> found(cover.area.size(), 0);
  for (std::size_t label = 1; label < found.size(); ++label) {
    Cover::Share most;
    for (const Cover::Share& share : cover.shares[label]) {
      // Of equal ones the lower.
      if (share.pixels > most.pixels || (share.pixels == most.pixels && share.object < most.object)) {
        most = share;
      }
    }
    if (static_cast<double>(most.pixels) >= kMemberShare * static_cast<double>(cover.area[label])) {
      found[label] = most.object;
    }
  }
  return found;
}

}  // namespace

LabelRuns find_cytokeratin_objects(const CorrectedTile& tile, std::size_t channel, const SlideRect& area,
                                   const DetectionOptions& options) {
  const WorkPlane whole = make_work_plane(tile, channel);
  const WorkPlane work = part_of(whole, area);
  const NucleusField field = make_stain_field(whole, work.rect);
  const LabelRuns basins = flow_basins(field.smooth, foreground_of(field, kForegroundSnr));
  const LabelRuns territory = basins.relabelled(join_basins(basins, field.smooth, kJoinSaddleShare));
  const std::vector<TerritoryLevels> found = territory_peaks(field, territory, territory.most());
  EdgeLevels edges{std::vector<float>(found.size()), std::vector<bool>(found.size(), false)};
  for (std::size_t label = 1; label < found.size(); ++label) {
    edges.level[label] = static_cast<float>(options.cytokeratin_edge_fraction) * found[label].peak;
    edges.kept[label] =
        found[label].peak >= static_cast<float>(options.min_cytokeratin_snr) * found[label].noise;
  }
  return outline_on_tile(work, field.smooth, territory, edges,
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
  const Cover inside = cover_of(nuclei, objects, count);
  std::vector<std::int32_t> owner = covering(inside);
  const std::vector<std::int32_t> around = covering(without(cover_of(grown, objects, count), inside));
  for (std::size_t label = 1; label <= count; ++label) {
    if (owner[label] == 0) {
      owner[label] = around[label];
    }
  }
  return owner;
}

}  // namespace cyto
