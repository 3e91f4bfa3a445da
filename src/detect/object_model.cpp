#include "object_model.h"

#include <algorithm>
#include <cmath>

#include "layered_network.h"
#include "object_weights.h"
#include "region_collection.h"

namespace cyto {
namespace {

constexpr double kLeast = 1e-6;

ObjectFeatures features_of(const Region& region, const RegionForm& form, double pixel_um) {
  const double contrast = std::max(kLeast, static_cast<double>(region.peak - region.floor));
  const auto n = static_cast<double>(region.area);
  const auto steps = static_cast<double>(std::max(1, region.outline.steps));
  const double mean = region.sum_signal / n - static_cast<double>(region.floor);
  return {std::log(contrast / std::max(kLeast, static_cast<double>(region.noise))) - 3.0,
          static_cast<double>(region.relief) / contrast,
          std::log(contrast / std::max(kLeast, static_cast<double>(region.bright))),
          form.log_diameter,
          form.solidity,
          form.ellipse_fill,
          region.outline.drop / steps / contrast / pixel_um,
          static_cast<double>(region.floor) / std::max(kLeast, static_cast<double>(region.peak)),
          static_cast<double>(region.outline.towards) / steps,
          static_cast<double>(region.shared) / steps,
          region.sum_surface / n / contrast,
          mean / contrast};
}

}  // namespace

ObjectFeatures region_features(const RegionGraph& graph, std::int32_t label, double pixel_um) {
  return features_of(graph.region(label), graph.form(label), pixel_um);
}

std::vector<ObjectFeatures> object_features(const NucleusField& field, const LabelRuns& masks,
                                            const std::vector<TerritoryLevels>& levels, double pixel_um) {
  std::vector<Region> regions(levels.size());
  std::transform(levels.begin(), levels.end(), regions.begin(), [](const TerritoryLevels& t) {
    Region region;
    region.floor = t.floor;
    return region;
  });
  HullStore hulls;
  collect_regions(masks, field, regions, hulls);
  std::vector<ObjectFeatures> features(levels.size(), ObjectFeatures{});
  for (std::size_t label = 1; label < regions.size(); ++label) {
    const Region& region = regions[label];
    if (region.area > 0) {
      features[label] = features_of(region, form_of(region, hulls.at(region.hull), pixel_um), pixel_um);
    }
  }
  return features;
}

std::vector<double> object_odds(const std::vector<const ObjectFeatures*>& features) {
  static constexpr LayeredNetwork kLayers(kObjectNetwork);
  std::vector<double> odds(features.size());
  kLayers.log_odds(features, odds.data());
  return odds;
}

}  // namespace cyto
