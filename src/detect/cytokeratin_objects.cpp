#include "cytokeratin_objects.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nucleus_regions.h"
#include "outline.h"
#include "stain_territories.h"
#include "work_plane.h"

namespace cyto {
namespace {

// Two cytokeratin peaks belong to one object when the way between them keeps this share of the lower one.
constexpr double kJoinSaddleShare = 0.6;
// Signal from which a pixel takes part at all, in noise standard deviations.
constexpr float kForegroundSnr = 3.0F;

}  // namespace

LabelRuns find_cytokeratin_objects(const CorrectedTile& tile, std::size_t channel, const SlideRect& area,
                                   const DetectionOptions& options) {
  const auto [work, field] = field_over(tile, channel, area, make_stain_field);
  const auto least_snr = static_cast<float>(options.min_cytokeratin_snr);
  const StainTerritories territories =
      stain_territories(field, {kForegroundSnr, kJoinSaddleShare, least_snr});
  const std::size_t labels = territories.peaks.size();
  EdgeLevels edges{std::vector<float>(labels), std::vector<bool>(labels, false)};
  for (std::size_t label = 1; label < labels; ++label) {
    const cv::Point& place = territories.peaks[label];
    const float peak = field.smooth(place);
    edges.level[label] = static_cast<float>(options.cytokeratin_edge_fraction) * peak;
    edges.kept[label] = peak >= least_snr * field.noise(place.y, place.x);
  }
  return outline_on_tile(work, field.smooth, territories.runs, edges,
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

}  // namespace cyto
