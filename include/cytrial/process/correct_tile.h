#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cytrial/calib/calibration_set.h"
#include "cytrial/core/channel.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/imageio/tile.h"
#include "cytrial/process/corrected_tile.h"
#include "cytrial/process/known_levels.h"

namespace cyto {

/// Everything that correction needs besides pixels. Safe to share between threads.
struct CorrectionInputs {
  const Panel* panel = nullptr;
  PixelSize pixel_size;
  SlideRect slide;  ///< the whole slide: (0, 0, width, height)
  const std::vector<FieldPlacement>* fields = nullptr;
  const CalibrationSet* calibration = nullptr;  ///< null: no dark, no flat field
  /// Per channel what is known of its background; shared by the windows of one slide. Empty: nothing.
  std::span<KnownLevels> known_levels = {};
};

/// Saturation mask on raw counts, then (raw - dark) / gain per camera field, then the local background.
/// The background of a pixel depends only on pixels within background_support_px() of it and on the slide's
/// own grid, never on the tile.
/// @param raw  one tile without failures; its channels that were not read are left out.
/// @param rect the window inside raw.rect to correct.
/// Thread-safe; changes nothing but what is known of levels.
[[nodiscard]] CorrectedTile correct_tile(const RawTile& raw, const SlideRect& rect,
                                         const CorrectionInputs& inputs);
/// Corrects the channels that were read since as well. @param tile of the same raw tile and inputs.
void correct_further_channels(const RawTile& raw, const CorrectionInputs& inputs, CorrectedTile& tile);

/// How far from a pixel the background estimate looks [px].
[[nodiscard]] std::int64_t background_support_px(const PixelSize& pixel_size);

}  // namespace cyto
