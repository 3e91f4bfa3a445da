#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cytrial/quality/quality_grid.h"

namespace cyto {

enum class LineAxis { Columns, Rows };

/// A slide column or row that stands out from both its neighbours over a substantial part of its length.
struct CameraLine {
  std::int64_t at_px = 0;       ///< column (row) of the slide
  std::int64_t first_cell = 0;  ///< along the line, from here ...
  std::int64_t end_cell = 0;    ///< ... to before here
  std::uint32_t channels = 0;   ///< bit i: seen in QualityGrid::line_channels[i]
};

/// Grid cells as a line sees them: *across* is the direction in which lines are counted, *along* theirs.
class LineCells {
 public:
  LineCells(const QualityGrid& grid, LineAxis axis) noexcept : grid_(grid), axis_(axis) {}

  [[nodiscard]] std::int64_t across() const noexcept { return upright() ? grid_.columns : grid_.rows; }
  [[nodiscard]] std::int64_t along() const noexcept { return upright() ? grid_.rows : grid_.columns; }
  [[nodiscard]] std::int64_t across_px() const noexcept {
    return upright() ? grid_.width_px : grid_.height_px;
  }
  [[nodiscard]] std::int64_t along_px() const noexcept {
    return upright() ? grid_.height_px : grid_.width_px;
  }
  [[nodiscard]] std::size_t cell(std::int64_t across, std::int64_t along) const noexcept {
    return upright() ? grid_.cell(along, across) : grid_.cell(across, along);
  }
  /// Lines that stand in a cell in the i-th of the line_channels.
  [[nodiscard]] const CellLines& lines(std::size_t cell, std::size_t i) const noexcept {
    const StandingLines& found = grid_.lines[cell * grid_.line_channels.size() + i];
    return upright() ? found.columns : found.rows;
  }
  [[nodiscard]] bool upright() const noexcept { return axis_ == LineAxis::Columns; }
  [[nodiscard]] std::string_view name() const noexcept { return upright() ? "columns" : "rows"; }
  [[nodiscard]] const QualityGrid& grid() const noexcept { return grid_; }

 private:
  const QualityGrid& grid_;
  LineAxis axis_;
};

/// By place. What stands in fewer than two cells, or in fewer than half of those it runs through, is none.
[[nodiscard]] std::vector<CameraLine> camera_lines(const LineCells& cells);

}  // namespace cyto
