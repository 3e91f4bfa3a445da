#pragma once

#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/sample.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/quality/quality_grid.h"
#include "cytrial/quality/window_quality.h"

namespace cyto {

/// What the pixels of a whole slide say about it (docs/methods/quality.md).
struct QualityVerdict {
  std::vector<TileFailure> faults;  ///< not empty: NOT EVALUABLE
  std::vector<QualityFlag> flags;   ///< stand beside the count
  double scanned_share = 1.0;       ///< of the scan's rectangle: what the scanner took pictures of
};

/// Gathers the grid cells of a slide and judges them when all are there. Memory: some 40 bytes per grid cell
/// and channel, whatever is on the slide. One thread at a time.
class SlideQuality {
 public:
  /// References are kept: both must outlive this.
  SlideQuality(const SlideDescription& slide, const Panel& panel);

  /// Memory held, the same from now on.
  [[nodiscard]] std::uint64_t bytes() const noexcept;

  /// Takes the cells of one window, in any order. @throws Error Internal when it does not fit the slide.
  void add(const WindowQuality& window);

  /// @pre every window of the slide was added.
  [[nodiscard]] QualityVerdict judge() const;

 private:
  const SlideDescription& slide_;
  const Panel& panel_;
  QualityGrid grid_;
};

}  // namespace cyto
