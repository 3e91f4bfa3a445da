#include "nucleus_detector.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "compact_parts.h"
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
// A compact body as wide as a nucleus is one for certain from this contrast on, in noise standard deviations:
// of 60,000 on simulated scans the network rejects none, of 1,700 on real images 3.
constexpr float kCertainSnr = 33.0F;

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

/// What is known of basins before the networks are asked.
struct SortedBasins {
  /// Per basin: the lowest basin of its nucleus, 0 where there is none. Of those that are asked about, of
  /// their part.
  std::vector<std::int32_t> home;
  NumberedBasins asked;            ///< those of which it is doubtful whether they are one nucleus with others
  std::vector<bool> nucleus_wide;  ///< per basin: names a part that is one body as wide as a nucleus
};

/// Most basins with neighbours make a part that is one nucleus for certain. Most of those without are peaks
/// of noise on the skirts of nuclei, and dropped where they do not stand out.
SortedBasins sort_basins(const NucleusRegions& regions, double pixel_um, const DetectionOptions& options) {
  const std::vector<std::int32_t> part_of = touching_parts(regions.cores, regions.floors.size());
  const std::vector<Compactness> compact = compact_parts(regions, part_of, pixel_um, options);
  std::vector<bool> alone(part_of.size(), true);
  for (std::size_t basin = 1; basin < part_of.size(); ++basin) {
    if (const auto part = static_cast<std::size_t>(part_of[basin]); part != basin) {
      alone[basin] = false;
      alone[part] = false;
    }
  }
  SortedBasins sorted{part_of,
                      {std::vector<std::int32_t>(part_of.size(), 0), {0}, {0.0F}},
                      std::vector<bool>(part_of.size(), false)};
  NumberedBasins& asked = sorted.asked;
  for (std::size_t basin = 1; basin < part_of.size(); ++basin) {
    sorted.nucleus_wide[basin] = compact[basin] == Compactness::NucleusWide;
    if (alone[basin]) {
      sorted.home[basin] = regions.stands_out[basin] ? part_of[basin] : 0;
    } else if (compact[static_cast<std::size_t>(part_of[basin])] == Compactness::Doubtful) {
      asked.number[basin] = static_cast<std::int32_t>(asked.basin.size());
      asked.basin.push_back(static_cast<std::int32_t>(basin));
      asked.floors.push_back(regions.floors[basin]);
    }
  }
  return sorted;
}

/// One territory per nucleus or what may be one.
struct Territories {
  LabelRuns runs;
  std::vector<bool> nucleus_wide;  ///< per label: one body for certain, as wide as a nucleus
};

Territories merged_territories(const NucleusField& field, double pixel_um, const DetectionOptions& options) {
  const NucleusRegions regions = over_segment(field, options);
  SortedBasins sorted = sort_basins(regions, pixel_um, options);
  const NumberedBasins& asked = sorted.asked;
  RegionGraph graph(regions.cores.relabelled(asked.number), field, asked.floors, pixel_um);
  const MergeTree tree =
      grow_merge_tree(graph, pixel_um, NucleusMergeScores(options.max_nucleus_diameter_um));
  const std::vector<std::int32_t> chosen = choose_pieces(tree, options.merge_score, piece_odds(tree));
  for (std::size_t number = 1; number < asked.basin.size(); ++number) {
    sorted.home[static_cast<std::size_t>(asked.basin[number])] =
        asked.basin[static_cast<std::size_t>(chosen[number])];
  }
  return {regions.territory.relabelled(sorted.home), std::move(sorted.nucleus_wide)};
}

/// The objects that are not certain to be nuclei. Who asks for more than likely nuclei has all asked about.
std::vector<std::size_t> doubtful_objects(const Territories& territories,
                                          const std::vector<TerritoryLevels>& levels, const EdgeLevels& edges,
                                          const DetectionOptions& options) {
  std::vector<std::size_t> doubtful;
  for (std::size_t label = 1; label < levels.size(); ++label) {
    const TerritoryLevels& t = levels[label];
    const bool certain = options.min_nucleus_score <= 0.0 && territories.nucleus_wide[label] &&
                         t.peak - t.floor >= kCertainSnr * t.noise;
    if (edges.kept[label] && !certain) {
      doubtful.push_back(label);
    }
  }
  return doubtful;
}

/// The masks of some objects and of those that touch them, which belongs to their features.
LabelRuns masks_around(const LabelRuns& masks, const std::vector<std::size_t>& objects, std::size_t labels) {
  const std::vector<std::int32_t> part_of = touching_parts(masks, labels);
  std::vector<bool> wanted(labels, false);
  for (const std::size_t object : objects) {
    wanted[static_cast<std::size_t>(part_of[object])] = true;
  }
  std::vector<std::int32_t> label_of(labels, 0);
  for (std::size_t label = 1; label < labels; ++label) {
    label_of[label] = wanted[static_cast<std::size_t>(part_of[label])] ? static_cast<std::int32_t>(label) : 0;
  }
  return masks.relabelled(label_of);
}

/// Drops those of some objects that the network takes for no nuclei.
void reject(const std::vector<std::size_t>& objects, const std::vector<ObjectFeatures>& features,
            double least_score, EdgeLevels& edges) {
  std::vector<const ObjectFeatures*> asked(objects.size());
  std::transform(objects.begin(), objects.end(), asked.begin(),
                 [&](std::size_t object) { return &features[object]; });
  const std::vector<double> odds = object_odds(asked);
  for (std::size_t i = 0; i < objects.size(); ++i) {
    edges.kept[objects[i]] = odds[i] >= least_score;
  }
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

LabelRuns find_nuclei(const CorrectedTile& tile, const SlideRect& area, const DetectionOptions& options) {
  const auto [work, field] = field_over(tile, tile.nuclear_channel, area, make_nucleus_field);
  const Territories territories = merged_territories(field, work.pixel_um, options);
  const LabelRuns& territory = territories.runs;
  const LabelPixels pixels(field.smooth, territory, territory.most());
  const std::vector<TerritoryLevels> levels = final_levels(field, territory, pixels);
  EdgeLevels edges = edge_levels(levels, options);
  const LabelRuns masks = outline_on_work(field.smooth, territory, edges);
  const std::vector<std::size_t> doubtful = doubtful_objects(territories, levels, edges, options);
  reject(doubtful,
         object_features(field, masks_around(masks, doubtful, levels.size()), levels, work.pixel_um),
         options.min_nucleus_score, edges);
  return outline_on_tile(work, field.smooth, territory, edges,
                         cv::Size(static_cast<int>(area.width), static_cast<int>(area.height)));
}

}  // namespace cyto
