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
#include "cytrial/measure/value_lists.h"
#include "cytrial/process/corrected_tile.h"
#include "focus_meter.h"
#include "region_bits.h"
#include "row_spans.h"
#include "shape_meter.h"
#include "texture_meter.h"

namespace cyto {

/// The pixels of one object by compartment.
struct CellRegions {
  std::optional<MeasuredRegion> nucleus;  ///< none for a fragment
  MeasuredRegion cell;
  std::vector<std::uint8_t> in_nucleus;  ///< for each pixel of the cell, row by row: 1 or 0
  bool in_spans = false;  ///< whether both are kept as spans, else as bits; the other is not read
  RowSpans cell_spans;
  RowSpans nucleus_spans;  ///< in the frame of the cell
  RegionBits cell_bits;
  RegionBits nucleus_bits;  ///< in the frame of the cell
};

/// Values of an object's pixels, one list per channel.
struct CellPixels {
  ValueLists cell;        ///< above background
  ValueLists nucleus;     ///< of these, those in the nucleus
  ValueLists background;  ///< under the cell
};

/// Intensities of an object, one per channel.
struct ChannelSummaries {
  std::vector<Intensity> nucleus;
  std::vector<Intensity> cell;
  std::vector<double> background_means;
  std::vector<std::int64_t> saturated;  ///< pixels of the compartment in work
  std::vector<RankOfList> wanted_ranks;
  std::vector<CodedRanks> ranks;  ///< one per wanted one
};

/// What measures objects, with its work space: one for many.
struct CellMeters {
  explicit CellMeters(const PixelSize& pixel_size) : shape(pixel_size) {}

  CellPixels pixels;  ///< of the object in work
  ChannelSummaries summaries;
  ShapeMeter shape;
  FocusMeter focus;
  TextureMeter texture;
};

/// Asks for the pixels of the object that is measured next, a few rows at a time between the steps of the one
/// before, so that they come from memory meanwhile. Changes no value.
class PixelsAhead {
 public:
  explicit PixelsAhead(const CorrectedTile& tile);
  /// @param box of the next object.
  void look_at(const cv::Rect& box);
  /// For the next two planes of it, while there are any.
  void ask();

 private:
  std::vector<cv::Mat> planes_;
  cv::Rect box_;
  std::size_t asked_ = 0;
};

/// Everything measured of one channel.
struct ChannelMeasures {
  Intensity nucleus;
  Intensity cell;
  double ring_mean_adu = Intensity::kNone;
  double background_adu = Intensity::kNone;
  std::optional<Texture> texture;  ///< where textures are asked for
};

/// Everything measured of one object. NaN where a measure has no meaning.
struct CellMeasures {
  Shape nucleus;
  Shape cell;
  Focus focus;
  double cytokeratin_overlap = Intensity::kNone;
  std::vector<ChannelMeasures> channels;  ///< per panel channel
};

/// @param regions is overwritten and keeps its memory.
/// @throws Error Internal when pixels and boxes of the object contradict each other.
void cut_cell(const Segmentation& segmentation, const DetectedCell& object, CellRegions& regions);

/// What `inputs` asks for. @param meters for the tile's size of pixel. @param next is asked for on the way.
[[nodiscard]] CellMeasures measure_cell(const CorrectedTile& tile, const CellRegions& regions,
                                        const MeasureInputs& inputs, CellMeters& meters, PixelsAhead& next);

}  // namespace cyto
