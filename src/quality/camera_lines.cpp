#include "camera_lines.h"

#include <algorithm>
#include <optional>

#include "quality_limits.h"
#include "standing_lines.h"

namespace cyto {
namespace {

/// One line's run of cells while it is followed.
struct Run {
  CameraLine line;
  std::int64_t standing = 0;
};

/// Channels in which a line stands in a cell, as bits.
std::uint32_t standing_in(const LineCells& cells, std::size_t cell, std::size_t bit) {
  std::uint32_t channels = 0;
  for (std::size_t i = 0; i < cells.grid().line_channels.size(); ++i) {
    channels |= cells.lines(cell, i)[bit] ? 1U << i : 0U;
  }
  return channels;
}

CellLines standing_anywhere(const LineCells& cells, std::int64_t across) {
  CellLines found;
  for (std::int64_t along = 0; along < cells.along(); ++along) {
    for (std::size_t i = 0; i < cells.grid().line_channels.size(); ++i) {
      found |= cells.lines(cells.cell(across, along), i);
    }
  }
  return found;
}

void take_run(const LineCells& cells, const std::optional<Run>& run, std::vector<CameraLine>& found) {
  // The last cell may be too narrow to tell anything.
  const std::int64_t telling = (cells.along_px() + kQualityCellPx - kLeastLinePx) / kQualityCellPx;
  if (run && run->standing >= std::min(quality_limits::kLeastLineCells, telling) &&
      2 * run->standing >= run->line.end_cell - run->line.first_cell) {
    found.push_back(run->line);
  }
}

void follow_line(const LineCells& cells, std::int64_t across, std::size_t bit,
                 std::vector<CameraLine>& found) {
  std::optional<Run> run;
  for (std::int64_t along = 0; along < cells.along(); ++along) {
    const std::uint32_t channels = standing_in(cells, cells.cell(across, along), bit);
    if (channels == 0) {
      continue;
    }
    if (run && along - run->line.end_cell > quality_limits::kMostLineGapCells) {
      take_run(cells, run, found);
      run.reset();
    }
    if (!run) {
      run = Run{{across * kQualityCellPx + static_cast<std::int64_t>(bit), along, along, 0}, 0};
    }
    run->line.end_cell = along + 1;
    run->line.channels |= channels;
    ++run->standing;
  }
  take_run(cells, run, found);
}

}  // namespace

std::vector<CameraLine> camera_lines(const LineCells& cells) {
  std::vector<CameraLine> found;
  for (std::int64_t across = 0; across < cells.across(); ++across) {
    const CellLines anywhere = standing_anywhere(cells, across);
    for (std::size_t bit = 0; bit < anywhere.size(); ++bit) {
      if (anywhere[bit]) {
        follow_line(cells, across, bit, found);
      }
    }
  }
  return found;
}

}  // namespace cyto
