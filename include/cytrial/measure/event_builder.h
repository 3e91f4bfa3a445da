#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cytrial/calib/calibration_set.h"
#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"
#include "cytrial/detect/segmentation.h"
#include "cytrial/measure/feature_set.h"
#include "cytrial/process/corrected_tile.h"

namespace cyto {

/// What measuring needs besides pixels. Read-only; safe to share between threads.
struct MeasureInputs {
  const Panel* panel = nullptr;
  SlideRect slide;                             ///< for TouchesSlideEdge
  const SpilloverMatrix* spillover = nullptr;  ///< null: no compensation
  bool keep_masks = false;                     ///< fill Event spans
  /// A nucleus whose focus score is surely lower is flagged OutOfFocus [1/um], 0..10; 0 flags none. For
  /// pixels up to 1.1 um; coarser ones lower it (focus_limit_at). Derivation of the default:
  /// docs/methods/texture-and-focus.md.
  double min_focus_per_um = 0.8;
  Features features;
};

/// column_prefix() of every panel channel, made unique: of two channels with the same prefix the later one
/// gets "_2", "_3", ... behind it.
[[nodiscard]] std::vector<std::string> channel_prefixes(const Panel& panel);

/// Columns of the event table for a panel, in order: identity (x_px, y_px, x_um, y_um, flags), morphology,
/// then per channel intensities of nucleus and cell, named by channel_prefixes():
/// "dapi_nucleus_mean_adu". Roles have their own aliases in gates, not in columns. Documented in
/// docs/formats/events.md and docs/methods/.
[[nodiscard]] FeatureSchema feature_schema(const Panel& panel, const Features& features = {});

/// What to measure when `wanted` was asked for: Standard adds medians or textures where one is among the
/// columns that gates or marker levels look at.
[[nodiscard]] Features measured_features(FeatureSet wanted, const Panel& panel,
                                         std::span<const std::string> columns_looked_at);

/// Measures every object of `segmentation` whose anchor lies in `core`. Values in schema order; NaN where a
/// measure has no meaning (a nucleus measure of a fragment). An object's values depend on its own pixels
/// alone, not on its neighbours nor on the window. Thread-safe, pure.
/// @throws Error Internal when planes, labels or boxes contradict each other; BadConfig when
/// min_focus_per_um is out of range.
[[nodiscard]] std::vector<Event> measure_events(const CorrectedTile& tile, const Segmentation& segmentation,
                                                const SlideRect& core, const MeasureInputs& inputs);

}  // namespace cyto
