#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "cytrial/core/event.h"
#include "cytrial/core/result_sink.h"
#include "cytrial/pipeline/tile_analyzer.h"
#include "label_images.h"

namespace cyto {

/// Brings events into their final order, top to bottom and left to right, while the slide is still being
/// analysed. Windows come in row-major order of tiles; the anchors of one window row all lie above those of
/// the next, so sorting each row of windows alone sorts the slide, whatever the tile size was.
class EventRows {
 public:
  /// @param labels may be null. @param raised_px as the grid has it: how far a mask may reach
  /// above the line that its row of windows begins at.
  EventRows(EventWriter& out, LabelImages* labels, std::size_t columns, std::int64_t raised_px);
  /// All windows of one tile row may come in any order; window rows must not fall below an earlier tile
  /// row's.
  void add(std::vector<WindowEvents> windows, std::int64_t tile_first_row);
  void finish();
  [[nodiscard]] std::uint64_t written() const noexcept { return written_; }

 private:
  using WindowRow = std::vector<std::vector<Event>>;  ///< window by window

  void write_rows_above(std::int64_t window_row);
  void write_row(std::int64_t window_row, const WindowRow& windows);

  EventWriter& out_;
  LabelImages* labels_;
  std::size_t columns_;
  std::int64_t raised_px_;
  std::uint64_t written_ = 0;
  std::map<std::int64_t, WindowRow> waiting_;  // by window row
};

}  // namespace cyto
