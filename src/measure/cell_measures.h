#pragma once

#include <optional>
#include <vector>

#include "cytrial/calib/calibration_set.h"
#include "cytrial/core/channel.h"
#include "cytrial/detect/segmentation.h"
#include "cytrial/measure/event_builder.h"
#include "cytrial/measure/focus.h"
#include "cytrial/measure/intensity.h"
#include "cytrial/measure/morphology.h"
#include "cytrial/measure/texture.h"
#include "cytrial/process/corrected_tile.h"

namespace cyto {

/// The pixels of one object by compartment.
struct CellRegions {
  std::optional<MeasuredRegion> nucleus;  ///< none for a fragment
  MeasuredRegion cell;
  MeasuredRegion ring;  ///< cell without nucleus
};

/// Everything measured of one channel.
struct ChannelMeasures {
  Intensity nucleus;
  Intensity cell;
  double ring_mean_adu = Intensity::kNone;
  double background_adu = Intensity::kNone;
  std::optional<Texture> texture;  ///< where has_texture()
};

/// Everything measured of one object. NaN where a measure has no meaning.
struct CellMeasures {
  Shape nucleus;
  Shape cell;
  Focus focus;
  double cytokeratin_overlap = Intensity::kNone;
  std::vector<ChannelMeasures> channels;  ///< per panel channel
};

/// @throws Error Internal when labels and boxes of the object contradict each other.
[[nodiscard]] CellRegions cut_cell(const Segmentation& segmentation, const DetectedCell& object);

/// What `inputs` asks for.
[[nodiscard]] CellMeasures measure_cell(const CorrectedTile& tile, const CellRegions& regions,
                                        const MeasureInputs& inputs);

}  // namespace cyto
