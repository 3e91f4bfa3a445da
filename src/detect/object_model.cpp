#include "object_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "object_weights.h"
#include "region_graph.h"

namespace cyto {
namespace {

/// Sums along the outline of one object.
struct Outline {
  std::int64_t steps = 0;    ///< pixel sides that face another label or nothing
  std::int64_t towards = 0;  ///< of these, sides beyond which the signal is higher
  std::int64_t shared = 0;   ///< of these, sides to another object
  double drop = 0.0;         ///< signal inside minus outside, two pixels apart
};

std::vector<Outline> trace(const NucleusField& field, const cv::Mat1i& masks, std::size_t labels) {
  std::vector<Outline> outlines(labels);
  const auto side = [&](int y, int x, int dy, int dx) {
    const int v = y + dy;
    const int u = x + dx;
    if (v < 0 || u < 0 || v >= masks.rows || u >= masks.cols || masks(v, u) == masks(y, x)) {
      return;
    }
    Outline& outline = outlines[static_cast<std::size_t>(masks(y, x))];
    const int in_y = std::clamp(y - dy, 0, masks.rows - 1);
    const int in_x = std::clamp(x - dx, 0, masks.cols - 1);
    outline.steps += 1;
    outline.towards += field.smooth(v, u) > field.smooth(y, x) ? 1 : 0;
    outline.shared += masks(v, u) != 0 ? 1 : 0;
    outline.drop += static_cast<double>(field.smooth(in_y, in_x) - field.smooth(v, u));
  };
  for (int y = 0; y < masks.rows; ++y) {
    for (int x = 0; x < masks.cols; ++x) {
      if (masks(y, x) != 0) {
        side(y, x, 0, 1);
        side(y, x, 0, -1);
        side(y, x, 1, 0);
        side(y, x, -1, 0);
      }
    }
  }
  return outlines;
}

}  // namespace

std::vector<ObjectFeatures> object_features(const NucleusField& field, const cv::Mat1i& masks,
                                            const std::vector<TerritoryLevels>& levels, double pixel_um) {
  std::vector<float> floors(levels.size());
  std::transform(levels.begin(), levels.end(), floors.begin(),
                 [](const TerritoryLevels& t) { return t.floor; });
  const RegionGraph graph(masks, field, floors, pixel_um);
  const std::vector<Outline> outlines = trace(field, masks, levels.size());
  std::vector<ObjectFeatures> features(levels.size(), ObjectFeatures{});
  for (std::size_t label = 1; label < levels.size(); ++label) {
    const Region& region = graph.region(static_cast<std::int32_t>(label));
    const TerritoryLevels& t = levels[label];
    if (region.area == 0) {
      continue;
    }
    const double contrast = std::max(1e-6, static_cast<double>(t.peak - t.floor));
    const auto n = static_cast<double>(region.area);
    const auto steps = static_cast<double>(std::max<std::int64_t>(1, outlines[label].steps));
    const double mean = region.sum_signal / n - static_cast<double>(t.floor);
    const double diameter_um = pixel_um * 2.0 * std::sqrt(n / std::numbers::pi);
    features[label] = {std::log(contrast / std::max(1e-6, static_cast<double>(t.noise))) - 3.0,
                       static_cast<double>(t.relief) / contrast,
                       std::log(contrast / std::max(1e-6, static_cast<double>(t.bright))),
                       std::log(diameter_um / 9.0),
                       solidity(region, nullptr),
                       ellipse_fill(region, nullptr),
                       outlines[label].drop / steps / contrast / pixel_um,
                       static_cast<double>(t.floor) / std::max(1e-6, static_cast<double>(t.peak)),
                       static_cast<double>(outlines[label].towards) / steps,
                       static_cast<double>(outlines[label].shared) / steps,
                       region.sum_surface / n / contrast,
                       mean / contrast};
  }
  return features;
}

double object_score(const ObjectFeatures& features) {
  return kObjectNetwork.log_odds(features);
}

}  // namespace cyto
