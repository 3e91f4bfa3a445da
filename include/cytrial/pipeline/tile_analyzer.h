#pragma once

#include <vector>

#include "cytrial/core/event.h"
#include "cytrial/detect/segmentation.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/imageio/tile_grid.h"
#include "cytrial/pipeline/run_config.h"
#include "cytrial/process/correct_tile.h"
#include "cytrial/process/corrected_tile.h"
#include "cytrial/process/known_levels.h"
#include "cytrial/quality/margin_blocks.h"
#include "cytrial/quality/window_quality.h"

namespace cyto {

/// Events of one window, in no particular order, and what its pixels are like.
struct WindowEvents {
  std::int64_t row = 0;  ///< of the window grid
  std::vector<Event> events;
  std::vector<WindowQuality> quality = {};  ///< of the squares that it examines
  MarginBlocks margin = {};                 ///< of its core
};

/// What was found in one window, with the pixels it was found in.
struct WindowObjects {
  CorrectedTile corrected;
  Segmentation segmentation;
};

/// Turns the pixels of one tile into measured events: correction, detection, ownership, measurement.
/// Any number of threads may share one; what it returns depends on the pixels alone.
class TileAnalyzer {
 public:
  /// References are kept: all must outlive the analyzer.
  /// @param keep_levels of the background, so that no window measures again what another has: takes
  /// KnownLevels::bytes_for() the slide per channel, and changes no result.
  TileAnalyzer(const AnalysisConfig& config, const SlideDescription& slide, bool keep_masks,
               bool keep_levels);

  /// @param raw   pixels of tile.rect, without failures.
  /// @throws Error Internal naming the window when a step fails: a bug, never a property of the pixels.
  [[nodiscard]] std::vector<WindowEvents> analyze(const RawTile& raw, const Tile& tile) const;

  /// The same of one window in two steps. The first needs the object_channels() alone; others that are there
  /// are corrected as well.
  [[nodiscard]] WindowObjects find_objects(const RawTile& raw, const AnalysisWindow& window) const;
  /// @param raw of the same rectangle, with all channels. @param objects of the same window.
  [[nodiscard]] WindowEvents measure(const RawTile& raw, const AnalysisWindow& window,
                                     WindowObjects objects) const;

 private:
  [[nodiscard]] CorrectionInputs correction() const;
  [[nodiscard]] std::vector<Event> events_of(const AnalysisWindow& window,
                                             const WindowObjects& objects) const;
  /// Square by square: what is held against the whole stays as local as squares are.
  [[nodiscard]] std::vector<WindowQuality> examine(const RawTile& raw, const SlideRect& part) const;

  const AnalysisConfig& config_;
  const SlideDescription& slide_;
  Features features_;
  bool keep_masks_;
  /// Per channel; empty when they are not kept.
  mutable std::vector<KnownLevels> known_levels_;
};

}  // namespace cyto
