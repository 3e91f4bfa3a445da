#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <optional>
#include <vector>

#include "cytrial/core/geometry.h"
#include "cytrial/detect/detection_options.h"
#include "cytrial/detect/object_runs.h"
#include "cytrial/process/corrected_tile.h"

namespace cyto {

/// One object of a window. `label` is its number in nuclei and cells.
struct DetectedCell {
  std::int32_t label = 0;
  bool has_nucleus = true;  ///< false: cytokeratin-positive object without a nucleus
  Anchor anchor;            ///< nucleus centroid (cell mask without a nucleus), slide pixels
  cv::Rect nucleus_box;     ///< in pixels of the area; empty without a nucleus
  cv::Rect cell_box;        ///< in pixels of the area
};

/// Nuclei and cells of one area. A cell's region holds its nucleus; regions do not overlap.
struct Segmentation {
  SlideRect rect;                     ///< the area on the slide
  ObjectRuns nuclei;                  ///< by label
  ObjectRuns cells;                   ///< nucleus and cytoplasm under the same label
  std::vector<DetectedCell> objects;  ///< ordered by label
};

/// Finds nuclei in the nuclear channel, splits touching ones, keeps lobed ones whole, grows each to its
/// cell and finds cytokeratin-positive objects without a nucleus.
/// @param cytokeratin_channel index into tile.planes, or nullopt.
/// @param area where to look, inside the tile; the rest only tells background and noise.
/// @throws Error BadConfig from options.validate(). Thread-safe, pure. Method: docs/methods/segmentation.md.
[[nodiscard]] Segmentation segment(const CorrectedTile& tile, std::optional<std::size_t> cytokeratin_channel,
                                   const DetectionOptions& options, const SlideRect& area);

/// The same in the whole tile.
[[nodiscard]] inline Segmentation segment(const CorrectedTile& tile,
                                          std::optional<std::size_t> cytokeratin_channel,
                                          const DetectionOptions& options) {
  return segment(tile, cytokeratin_channel, options, tile.rect);
}

/// Edge of the pixels that nuclei are looked for on, in pixels of the slide: at least 1.
[[nodiscard]] int work_pixel_px(const PixelSize& pixel_size);

/// Margin around a core within which nuclei must be looked for, so that the cells of the core are found whole
/// and divided from their neighbours as if all had been seen [px].
[[nodiscard]] std::int64_t detection_margin_px(const PixelSize& pixel_size, const DetectionOptions& options);

/// Margin that makes a window's core independent of the window [px]: largest clump plus every filter's
/// support, background included.
[[nodiscard]] std::int64_t required_halo_px(const PixelSize& pixel_size, const DetectionOptions& options);

}  // namespace cyto
