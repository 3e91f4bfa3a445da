#include "cytokeratin_objects.h"

#include <algorithm>
#include <map>

#include "flow_basins.h"
#include "label_runs.h"
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

/// Counts pixels per pair (label, object).
class Overlaps {
 public:
  void add(std::int32_t label, std::int32_t object) {
    // Neighbouring pixels mostly belong to the same pair: look up each change only.
    if (label != label_ || object != object_ || pixels_ == nullptr) {
      label_ = label;
      object_ = object;
      pixels_ = &count_[{label, object}];
    }
    ++*pixels_;
  }
  /// The object that shares most pixels with each label, of equal ones the lower.
  void best(std::vector<std::int64_t>& most, std::vector<std::int32_t>& object) const {
    for (const auto& [pair, pixels] : count_) {
      const auto label = static_cast<std::size_t>(pair.first);
      if (pixels > most[label]) {
        most[label] = pixels;
        object[label] = pair.second;
      }
    }
  }

 private:
  std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> count_;
  std::int32_t label_ = 0;
  std::int32_t object_ = 0;
  std::int64_t* pixels_ = nullptr;
};

/// The object that covers at least kMemberShare of each label's pixels, or 0.
std::vector<std::int32_t> covering(const LabelRuns& labels, const cv::Mat1i* except, const cv::Mat1i& objects,
                                   std::size_t count) {
  Overlaps overlaps;
  std::vector<std::int64_t> area(count + 1, 0);
  for (int y = 0; y < labels.rows(); ++y) {
    const std::int32_t* excepted = except == nullptr ? nullptr : except->ptr<std::int32_t>(y);
    const std::int32_t* object = objects.ptr<std::int32_t>(y);
    for (const LabelRun& run : labels.row(y)) {
      std::int64_t pixels = 0;
      for (int x = run.begin; x < run.end; ++x) {
        if (excepted != nullptr && excepted[x] != 0) {
          continue;
        }
        ++pixels;
        if (object[x] != 0) {
          overlaps.add(run.label, object[x]);
        }
      }
      area[static_cast<std::size_t>(run.label)] += pixels;
    }
  }
  std::vector<std::int64_t> most(count + 1, 0);
  std::vector<std::int32_t> object(count + 1, 0);
  overlaps.best(most, object);
  for (std::size_t label = 1; label <= count; ++label) {
    if (static_cast<double>(most[label]) < kMemberShare * static_cast<double>(area[label])) {
      object[label] = 0;
    }
  }
  return object;
}

}  // namespace

cv::Mat1i find_cytokeratin_objects(const CorrectedTile& tile, std::size_t channel, const SlideRect& area,
                                   const DetectionOptions& options) {
  const WorkPlane whole = make_work_plane(tile, channel);
  const WorkPlane work = part_of(whole, area);
  const NucleusField field = make_stain_field(whole, work.rect);
  const cv::Mat1i basins = flow_basins(field.smooth, foreground_of(field, kForegroundSnr));
  LabelRuns territory(basins);
  territory.relabel(join_basins(basins, territory, field.smooth, kJoinSaddleShare));
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

std::vector<std::int32_t> owners(const cv::Mat1i& nuclei, const LabelRuns& rings, const cv::Mat1i& objects,
                                 std::size_t count) {
  std::vector<std::int32_t> owner = covering(LabelRuns(nuclei), nullptr, objects, count);
  const std::vector<std::int32_t> around = covering(rings, &nuclei, objects, count);
  for (std::size_t label = 1; label <= count; ++label) {
    if (owner[label] == 0) {
      owner[label] = around[label];
    }
  }
  return owner;
}

}  // namespace cyto
