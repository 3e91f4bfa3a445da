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
// Signal from which a pixel takes part at all, in noise standard deviations.
constexpr float kForegroundSnr = 3.0F;

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

}  // namespace cyto
