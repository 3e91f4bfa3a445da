#include "nucleus_detector.h"

#include <algorithm>
#include <vector>

#include "label_kernels.h"
#include "merge_model.h"
#include "merge_tree.h"
#include "nucleus_regions.h"
#include "object_model.h"
#include "outline.h"
#include "region_graph.h"
#include "work_plane.h"

namespace cyto {
namespace {

// Level of a nucleus edge between its surroundings and the mean of what lies inside: half way for a disc
// blurred by the optics.
constexpr float kEdgeShare = 0.42F;

/// Level at a share of the mean of what lies above it, counted from the floor: half way for a blurred disc.
float isodata_edge(const TerritoryLevels& t, float start, float share) {
  float level = start;
  for (int round = 0; round < 3; ++round) {
    const SumAbove above = sum_above(t.signal, level, t.peak);
    if (above.count == 0) {
      break;
    }
    level = t.floor + share * (static_cast<float>(above.sum / static_cast<double>(above.count)) - t.floor);
  }
  return level;
}

/// Basins numbered anew, in the same order.
struct NumberedBasins {
  std::vector<std::int32_t> number;  ///< per basin; 0 without one
  std::vector<std::int32_t> basin;   ///< per number, from 1
  std::vector<float> floors;         ///< per number
};

/// The basins with neighbours. The others, most of them peaks of noise on the skirts of nuclei, are never put
/// to anything and need not be asked about.
NumberedBasins touching_basins(const NucleusRegions& regions) {
  const std::vector<bool> touching = touching_labels(regions.cores);
  NumberedBasins found{std::vector<std::int32_t>(regions.floors.size(), 0), {0}, {0.0F}};
  for (std::size_t basin = 1; basin < touching.size(); ++basin) {
    if (touching[basin]) {
      found.number[basin] = static_cast<std::int32_t>(found.basin.size());
      found.basin.push_back(static_cast<std::int32_t>(basin));
      found.floors.push_back(regions.floors[basin]);
    }
  }
  return found;
}

}  // namespace

std::vector<TerritoryLevels> final_levels(const NucleusField& field, const LabelRuns& territory,
                                          const LabelPixels& pixels) {
  std::vector<TerritoryLevels> found = territory_levels(field, territory, pixels);
  for (TerritoryLevels& t : found) {
    t.floor = final_floor(t);
  }
  return found;
}

EdgeLevels edge_levels(const std::vector<TerritoryLevels>& found, const DetectionOptions& options) {
  EdgeLevels edges{std::vector<float>(found.size()), std::vector<bool>(found.size(), false)};
  const auto fraction = static_cast<float>(options.nucleus_edge_fraction);
  for (std::size_t label = 0; label < found.size(); ++label) {
    const TerritoryLevels& t = found[label];
    edges.level[label] = isodata_edge(t, t.floor + fraction * (t.peak - t.floor), kEdgeShare);
    edges.kept[label] = stands_out(t, options);
  }
  return edges;
}

LabelRuns merged_territory(const NucleusField& field, double pixel_um, const DetectionOptions& options) {
  const NucleusRegions regions = over_segment(field, options);
  const NumberedBasins clustered = touching_basins(regions);
  RegionGraph graph(regions.cores.relabelled(clustered.number), field, clustered.floors, pixel_um);
  const MergeTree tree =
      grow_merge_tree(graph, pixel_um, NucleusMergeScores(options.max_nucleus_diameter_um));
  const std::vector<std::int32_t> chosen = choose_pieces(tree, options.merge_score, piece_odds(tree));
  std::vector<std::int32_t> merged(regions.floors.size(), 0);
  for (std::size_t basin = 1; basin < merged.size(); ++basin) {
    if (const std::int32_t number = clustered.number[basin]; number != 0) {
      merged[basin] = clustered.basin[static_cast<std::size_t>(chosen[static_cast<std::size_t>(number)])];
    } else if (regions.stands_out[basin]) {
      merged[basin] = static_cast<std::int32_t>(basin);
    }
  }
  return regions.territory.relabelled(merged);
}

LabelRuns find_nuclei(const CorrectedTile& tile, const SlideRect& area, const DetectionOptions& options) {
  const WorkPlane whole = make_work_plane(tile, tile.nuclear_channel);
  const WorkPlane work = part_of(whole, area);
  const NucleusField field = make_nucleus_field(whole, work.rect);
  const LabelRuns territory = merged_territory(field, work.pixel_um, options);
  const LabelPixels pixels(field.smooth, territory, territory.most());
  const std::vector<TerritoryLevels> levels = final_levels(field, territory, pixels);
  EdgeLevels edges = edge_levels(levels, options);
  const LabelRuns masks = outline_on_work(field.smooth, territory, edges);
  const std::vector<ObjectFeatures> features = object_features(field, masks, levels, work.pixel_um);
  const std::vector<double> odds = object_odds(features);
  std::vector<std::int32_t> label_of(levels.size(), 0);
  for (std::size_t label = 1; label < levels.size(); ++label) {
    edges.kept[label] = edges.kept[label] && odds[label] >= options.min_nucleus_score;
    label_of[label] = edges.kept[label] ? static_cast<std::int32_t>(label) : 0;
  }
  if (work.bin == 1) {
    return masks.relabelled(label_of);
  }
  return outline_on_tile(work, field.smooth, territory, edges,
                         cv::Size(static_cast<int>(area.width), static_cast<int>(area.height)));
}

}  // namespace cyto
