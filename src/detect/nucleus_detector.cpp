#include "nucleus_detector.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "cytrial/process/background.h"
#include "flow_basins.h"
#include "gaussian.h"
#include "local_noise.h"
#include "merge_model.h"
#include "nucleus_regions.h"
#include "outline.h"
#include "region_graph.h"
#include "work_plane.h"

#include <cstdlib>
static float envf(const char* n, float d) { const char* v = getenv(n); return v ? atof(v) : d; }
namespace cyto {
namespace {
static const float REL = envf("REL", 0.05F), ISO = envf("ISO", 0.5F);

/// Level at a share of the mean of what lies above it, counted from the floor: half way for a blurred disc.
float isodata_edge(const std::vector<float>& signal, float floor, float start, float share) {
  float level = start;
  for (int round = 0; round < 3; ++round) {
    double sum = 0.0;
    std::int64_t n = 0;
    for (const float value : signal) {
      if (value >= level) {
        sum += static_cast<double>(value);
        ++n;
      }
    }
    if (n == 0) {
      break;
    }
    level = floor + share * (static_cast<float>(sum / static_cast<double>(n)) - floor);
  }
  return level;
}

EdgeLevels edge_levels(const NucleusField& field, const cv::Mat1i& territory, std::int32_t labels,
                       const DetectionOptions& options) {
  const std::vector<TerritoryLevels> found = territory_levels(field, territory, labels);
  EdgeLevels edges{std::vector<float>(found.size()), std::vector<bool>(found.size(), false)};
  const auto fraction = static_cast<float>(options.nucleus_edge_fraction);
  for (std::size_t label = 1; label < found.size(); ++label) {
    const TerritoryLevels& t = found[label];
    const float floor = std::min(t.floor, kMaxFinalFloorShare * t.peak);
    edges.level[label] = isodata_edge(t.signal, floor, floor + fraction * (t.peak - floor), ISO);
    edges.kept[label] = t.peak - floor >= static_cast<float>(options.min_nucleus_snr) * t.noise && t.noise > 0.0F &&
                        t.relief >= REL * t.peak;
  }
  return edges;
}

}  // namespace

cv::Mat1i find_nuclei(const CorrectedTile& tile, const DetectionOptions& options) {
  const WorkPlane work = make_work_plane(tile, tile.nuclear_channel);
  const NucleusField field = make_nucleus_field(work);
  NucleusRegions regions = over_segment(field, options);
  RegionGraph graph(regions.cores, field.smooth, field.surface, regions.floors, work.pixel_um);
  const auto score = [&](const RegionGraph& of, std::int32_t a, const Border& border) {
    const MergeFeatures features = of.features(a, border);
    return merged_diameter_um(features) <= options.max_nucleus_diameter_um
               ? merge_score(features)
               : -std::numeric_limits<double>::infinity();
  };
  const std::vector<std::int32_t> merged = merge_regions(graph, options.merge_score, score);
  cv::Mat1i territory = regions.territory.clone();
  for (std::int32_t& label : territory) {
    label = merged[static_cast<std::size_t>(label)];
  }
  const EdgeLevels edges = edge_levels(field, territory, graph.size(), options);
  return outline_on_tile(work, field.smooth, territory, edges, tile.planes[tile.nuclear_channel].size());
}

}  // namespace cyto
