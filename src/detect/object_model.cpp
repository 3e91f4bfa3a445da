#include "object_model.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "layered_network.h"
#include "object_weights.h"

namespace cyto {
namespace {

constexpr double kLeast = 1e-6;

std::int64_t shared_sides(std::span<const Border> borders) {
  std::int64_t sides = 0;
  for (const Border& border : borders) {
    sides += border.length;
  }
  return sides;
}

}  // namespace

ObjectFeatures region_features(const RegionGraph& graph, std::int32_t label, double pixel_um) {
  const Region& region = graph.region(label);
  const double contrast = std::max(kLeast, static_cast<double>(region.peak - region.floor));
  const auto n = static_cast<double>(region.area);
  const auto steps = static_cast<double>(std::max<std::int64_t>(1, region.outline.steps));
  const double mean = region.sum_signal / n - static_cast<double>(region.floor);
  const RegionForm& form = graph.form(label);
  return {std::log(contrast / std::max(kLeast, static_cast<double>(region.noise))) - 3.0,
          static_cast<double>(region.relief) / contrast,
          std::log(contrast / std::max(kLeast, static_cast<double>(region.bright))),
          form.log_diameter,
          form.solidity,
          form.ellipse_fill,
          region.outline.drop / steps / contrast / pixel_um,
          static_cast<double>(region.floor) / std::max(kLeast, static_cast<double>(region.peak)),
          static_cast<double>(region.outline.towards) / steps,
          static_cast<double>(shared_sides(graph.borders(label))) / steps,
          region.sum_surface / n / contrast,
          mean / contrast};
}

std::vector<ObjectFeatures> object_features(const NucleusField& field, const LabelRuns& masks,
                                            const std::vector<TerritoryLevels>& levels, double pixel_um) {
  std::vector<float> floors(levels.size());
  std::transform(levels.begin(), levels.end(), floors.begin(),
                 [](const TerritoryLevels& t) { return t.floor; });
  const RegionGraph graph(masks, field, floors, pixel_um);
  std::vector<ObjectFeatures> features(levels.size(), ObjectFeatures{});
  for (std::int32_t label = 1; label <= graph.size(); ++label) {
    if (graph.region(label).area > 0) {
      features[static_cast<std::size_t>(label)] = region_features(graph, label, pixel_um);
    }
  }
  return features;
}

std::vector<double> object_odds(const std::vector<ObjectFeatures>& features) {
  static constexpr LayeredNetwork kLayers(kObjectNetwork);
  std::vector<const ObjectFeatures*> asked(features.size());
  std::transform(features.begin(), features.end(), asked.begin(), [](const auto& of) { return &of; });
  std::vector<double> odds(features.size());
  kLayers.log_odds(asked, odds.data());
  return odds;
}

}  // namespace cyto
