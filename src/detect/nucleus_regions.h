#pragma once

#include <opencv2/core.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "cytrial/detect/detection_options.h"
#include "cytrial/process/slide_mesh.h"
#include "cytrial/process/value_ranks.h"
#include "label_pixels.h"
#include "label_runs.h"
#include "work_plane.h"

namespace cyto {

/// The nuclear channel on work pixels, ready for division into regions.
struct NucleusField {
  cv::Mat1f smooth;   ///< background-subtracted, slightly smoothed [ADU]
  cv::Mat1f surface;  ///< difference of Gaussians: its peaks are nuclei or parts of nuclei
  cv::Mat1f line;     ///< less smoothed minus `smooth`: below 0 on thin dark lines [ADU]
  MeshPlane bright;   ///< largest scatter of the mesh cells around [ADU]
  MeshPlane noise;    ///< standard deviation of `smooth` where there is no object [ADU]
};

/// What lies in one territory.
struct TerritoryLevels {
  std::span<const float> signal;  ///< smoothed, of all its pixels, row by row
  float peak = 0.0F;              ///< highest smoothed signal
  float floor = 0.0F;             ///< low end of the signal: its surroundings
  float noise = 0.0F;             ///< at the peak
};

/// More regions than nuclei, to be merged.
struct NucleusRegions {
  LabelRuns territory;        ///< basins of the foreground pixels, 1..n
  LabelRuns cores;            ///< the part of each territory that belongs to a nucleus
  std::vector<float> floors;  ///< per basin: level of its surroundings [ADU]
  std::vector<float> peaks;   ///< per basin: highest smoothed signal [ADU]
  /// Per basin: whether its peak could be that of a nucleus, if no other basin is put to it.
  std::vector<bool> stands_out;
};

/// Whether a peak stands as far above its surroundings as an object's must.
[[nodiscard]] inline bool stands_out(const TerritoryLevels& levels, const DetectionOptions& options) {
  return levels.peak - levels.floor >= static_cast<float>(options.min_nucleus_snr) * levels.noise &&
         levels.noise > 0.0F;
}

/// Upper bounds of the floor as a share of the peak: of a basin, which may lie inside a textured nucleus, and
/// of a whole nucleus, which may lie in haze.
inline constexpr float kMaxBasinFloorShare = 0.5F;
inline constexpr float kMaxFinalFloorShare = 0.7F;

/// Floor of a whole nucleus.
[[nodiscard]] inline float final_floor(const TerritoryLevels& levels) {
  return std::min(levels.floor, kMaxFinalFloorShare * levels.peak);
}

/// Called before the rows of a work plane above `rows` are read.
using SetRows = std::function<void(int rows)>;

/// @param part of work.rect, in work pixels of the slide: the planes cover it. Noise is read from all of
/// `work`.
[[nodiscard]] NucleusField make_nucleus_field(const WorkPlane& work, const SlideRect& part,
                                              const SetRows& set_rows);
/// Of a plane that is set.
[[nodiscard]] inline NucleusField make_nucleus_field(const WorkPlane& work) {
  return make_nucleus_field(work, work.rect, [](int /*rows*/) {});
}

/// The same for a stain whose objects are peaks of the signal itself: `surface` and `line` are `smooth`.
[[nodiscard]] NucleusField make_stain_field(const WorkPlane& work, const SlideRect& part,
                                            const SetRows& set_rows);

/// A field, and where its work pixels lie.
struct PlacedField {
  WorkPlane place;  ///< without pixels
  NucleusField field;
};

/// The field of one channel over `area`, inside tile.rect. Of the planes it is made from nothing is left:
/// those of a window are some megabytes each.
/// @param make make_nucleus_field or make_stain_field.
[[nodiscard]] PlacedField field_over(const CorrectedTile& tile, std::size_t channel, const SlideRect& area,
                                     NucleusField (*make)(const WorkPlane&, const SlideRect&,
                                                          const SetRows&));

/// Runs, all of label 1, where the signal exceeds `snr` times the noise.
[[nodiscard]] LabelRuns foreground_of(const NucleusField& field, float snr);

[[nodiscard]] NucleusRegions over_segment(const NucleusField& field, const DetectionOptions& options);

/// @param pixels of field.smooth in the territories; must live as long as what is returned.
[[nodiscard]] std::vector<TerritoryLevels> territory_levels(const NucleusField& field,
                                                            const LabelRuns& territory,
                                                            const LabelPixels& pixels);

/// Sets the floor from the signal. @param ranks work space.
void set_floor(TerritoryLevels& levels, ValueRanks& ranks);

/// How far make_nucleus_field() looks from a pixel [um].
[[nodiscard]] double nucleus_field_support_um();

}  // namespace cyto
