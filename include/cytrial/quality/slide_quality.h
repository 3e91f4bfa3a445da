#pragma once

#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"
#include "cytrial/core/sample.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/quality/margin_blocks.h"
#include "cytrial/quality/nuclei_content.h"
#include "cytrial/quality/quality_grid.h"
#include "cytrial/quality/window_quality.h"

namespace cyto {

/// What the pixels of a whole slide say about it (docs/methods/quality.md).
struct QualityVerdict {
  std::vector<TileFailure> faults;  ///< not empty: NOT EVALUABLE
  std::vector<QualityFlag> flags;   ///< stand beside the count
  Coverage coverage;
};

/// Gathers the grid cells of a slide and judges them when all are there. Memory: some 120 bytes per grid cell
/// and channel, and some megabytes of marks, whatever is on the slide. One thread at a time.
class SlideQuality {
 public:
  /// @param schema of the events. @param slide, panel: references are kept, both must outlive this.
  SlideQuality(const SlideDescription& slide, const Panel& panel, const FeatureSchema& schema);

  /// Memory held, the same from now on.
  [[nodiscard]] std::uint64_t bytes() const noexcept;

  /// Takes the cells of one window, in any order. @throws Error Internal when it does not fit the slide.
  void add(const WindowQuality& window);
  /// Takes the events of one window, in any order, too. @param margin of the window's core.
  /// @throws Error Internal when one lies outside the slide.
  void add(const std::vector<Event>& events, const MarginBlocks& margin);

  /// @pre every window of the slide and its events were added.
  [[nodiscard]] QualityVerdict judge() const;

  /// Adds what the objects on the camera's standing lines say, which needs their measures once more. Reads no
  /// event when no line stands. @param events all of the slide's, measured. @pre as judge(). @throws Error
  /// Io, BadData as `events` does.
  void judge_standing_objects(EventSource& events, QualityVerdict& verdict) const;

 private:
  /// How many marks there will be, and some more.
  [[nodiscard]] std::size_t likely_marks() const noexcept;

  const SlideDescription& slide_;
  const Panel& panel_;
  std::size_t flags_column_;
  QualityGrid grid_;
  NucleiContent nuclei_;
  std::vector<std::uint32_t> columns_of_events_;  ///< by stripes of some pixels
  std::vector<std::uint32_t> rows_of_events_;
  std::vector<ContentMark> marks_;
};

}  // namespace cyto
