#pragma once

#include <vector>

#include "cytrial/core/event.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/imageio/tile_grid.h"
#include "cytrial/pipeline/run_config.h"
#include "cytrial/process/known_levels.h"
#include "cytrial/quality/window_quality.h"

namespace cyto {

/// Events of one window, in no particular order, and what its pixels are like.
struct WindowEvents {
  std::int64_t row = 0;  ///< of the window grid
  std::vector<Event> events;
  std::vector<WindowQuality> quality = {};  ///< of the squares of its core
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
  /// @throws Error Internal naming the tile when a step fails: a bug, never a property of the pixels.
  [[nodiscard]] std::vector<WindowEvents> analyze(const RawTile& raw, const Tile& tile) const;

 private:
  [[nodiscard]] std::vector<Event> analyze_window(const RawTile& raw, const AnalysisWindow& window) const;
  /// Square by square: what is held against the whole stays as local as squares are.
  [[nodiscard]] std::vector<WindowQuality> examine_core(const RawTile& raw, const SlideRect& core) const;

  const AnalysisConfig& config_;
  const SlideDescription& slide_;
  Features features_;
  bool keep_masks_;
  /// Per channel; empty when they are not kept.
  mutable std::vector<KnownLevels> known_levels_;
};

}  // namespace cyto
