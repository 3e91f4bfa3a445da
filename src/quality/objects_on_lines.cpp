#include "objects_on_lines.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "quality_limits.h"

namespace cyto {
namespace {

/// From here beyond a line's reach on pixels are beside it: what lies nearer may be the edge of its objects.
constexpr std::int64_t kGapPx = 6;

/// Adds the cell's objects to `to` as far as there is a neighbourhood to hold them against.
template <typename Tally>
void take_cell(const Tally& on_line, const Tally& beside, std::size_t kind, double& on_area,
               double& beside_area, LineExcess& to) {
  if (beside.area_px <= 0.0) {
    return;
  }
  to.on_line += on_line.objects[kind];
  to.beside += beside.objects[kind];
  to.expected += static_cast<double>(beside.objects[kind]) * on_line.area_px / beside.area_px;
  on_area += on_line.area_px;
  beside_area += beside.area_px;
}

double share_of(double on_area, double beside_area) {
  return on_area > 0.0 ? on_area / (on_area + beside_area) : 0.0;
}

}  // namespace

double evidence_of(const LineExcess& excess) {
  const auto on_line = static_cast<double>(excess.on_line);
  const auto beside = static_cast<double>(excess.beside);
  // The share of the objects that should lie on the line; by area where none lies beside it.
  const double usual = beside > 0.0 ? excess.expected / (excess.expected + beside) : excess.share_of_area;
  const double share = excess.on_line > 0 ? on_line / (on_line + beside) : 0.0;
  if (usual <= 0.0 || share <= usual) {
    return 0.0;
  }
  return on_line * std::log(share / usual) +
         (beside > 0.0 ? beside * std::log((1.0 - share) / (1.0 - usual)) : 0.0);
}

ObjectsOnLines::ObjectsOnLines(const LineCells& cells, std::vector<CameraLine> lines, std::int64_t reach_px)
    : cells_(cells),
      reach_px_(reach_px),
      lines_(std::move(lines)),
      by_cell_(static_cast<std::size_t>(cells.across() * cells.along())) {
  // Where lines leave nothing between them to hold their objects against, as every second column of a camera
  // does, cells tell nothing: their lines, which may be hundreds, need no tallies.
  const std::vector<CellLines> beside = places_beside();
  const auto for_each_telling_cell = [&](const CameraLine& line, const auto& take) {
    for_each_cell_near(line, [&](std::int64_t across, std::int64_t along) {
      if (const std::size_t cell = cells_.cell(across, along); beside[cell].any()) {
        take(cell);
      }
    });
  };
  std::erase_if(lines_, [&](const CameraLine& line) {
    std::size_t telling = 0;
    for_each_telling_cell(line, [&telling](std::size_t) { ++telling; });
    return telling == 0;
  });
  for (std::size_t line = 0; line < lines_.size(); ++line) {
    for_each_telling_cell(lines_[line], [&](std::size_t cell) {
      by_cell_[cell].parts.push_back({line, {}});
    });
  }
  for (std::int64_t across = 0; across < cells_.across(); ++across) {
    for (std::int64_t along = 0; along < cells_.along(); ++along) {
      measure_areas(across, along);
    }
  }
}

template <typename Take>
void ObjectsOnLines::for_each_cell_near(const CameraLine& line, Take take) const {
  const std::int64_t first = std::max<std::int64_t>(0, line.at_px - reach_px_ - kGapPx) / kQualityCellPx;
  const std::int64_t last =
      std::min(cells_.across_px() - 1, line.at_px + reach_px_ + kGapPx) / kQualityCellPx;
  for (std::int64_t across = first; across <= last; ++across) {
    for (std::int64_t along = line.first_cell; along < line.end_cell; ++along) {
      take(across, along);
    }
  }
}

std::vector<CellLines> ObjectsOnLines::places_beside() const {
  std::vector<CellLines> beside(by_cell_.size());
  for (std::int64_t across = 0; across < cells_.across(); ++across) {
    const std::int64_t width = std::min(kQualityCellPx, cells_.across_px() - across * kQualityCellPx);
    const CellLines whole = ~CellLines() >> static_cast<std::size_t>(kQualityCellPx - width);
    for (std::int64_t along = 0; along < cells_.along(); ++along) {
      beside[cells_.cell(across, along)] = whole;
    }
  }
  for (const CameraLine& line : lines_) {
    for_each_cell_near(line, [&](std::int64_t across, std::int64_t along) {
      const std::int64_t begin = across * kQualityCellPx;
      const std::int64_t from = std::max(begin, line.at_px - reach_px_ - kGapPx);
      const std::int64_t to = std::min(begin + kQualityCellPx - 1, line.at_px + reach_px_ + kGapPx);
      for (std::int64_t px = from; px <= to; ++px) {
        beside[cells_.cell(across, along)].reset(static_cast<std::size_t>(px - begin));
      }
    });
  }
  return beside;
}

/// Hands what lies in a column (row) of the slide to the tallies of its cell.
template <typename Take>
void ObjectsOnLines::take_place(Cell& cell, std::int64_t across_px, Take take) const {
  if (cell.parts.empty()) {
    return;
  }
  std::int64_t nearest = reach_px_ + kGapPx + 1;
  for (LinePart& part : cell.parts) {
    const std::int64_t distance = std::abs(across_px - lines_[part.line].at_px);
    nearest = std::min(nearest, distance);
    if (distance <= reach_px_) {
      take(part.on_line);
    }
  }
  if (nearest <= reach_px_) {
    take(cell.on_any);
  } else if (nearest > reach_px_ + kGapPx) {
    take(cell.beside);
  }
}

void ObjectsOnLines::measure_areas(std::int64_t across, std::int64_t along) {
  Cell& cell = by_cell_[cells_.cell(across, along)];
  const std::int64_t end = std::min(cells_.across_px(), (across + 1) * kQualityCellPx);
  const auto length =
      static_cast<double>(std::min(kQualityCellPx, cells_.along_px() - along * kQualityCellPx));
  for (std::int64_t px = across * kQualityCellPx; px < end; ++px) {
    take_place(cell, px, [&](Tally& tally) { tally.area_px += length; });
  }
}

void ObjectsOnLines::add(std::int64_t x, std::int64_t y, bool unstained) {
  const std::int64_t across_px = cells_.upright() ? x : y;
  const std::int64_t along_px = cells_.upright() ? y : x;
  Cell& cell = by_cell_[cells_.cell(across_px / kQualityCellPx, along_px / kQualityCellPx)];
  take_place(cell, across_px, [&](Tally& tally) {
    ++tally.objects[0];
    tally.objects[1] += unstained ? 1 : 0;
  });
}

std::size_t ObjectsOnLines::counted_cells() const noexcept {
  return std::accumulate(by_cell_.begin(), by_cell_.end(), std::size_t{0},
                         [](std::size_t sum, const Cell& cell) { return sum + cell.parts.size(); });
}

LineExcess ObjectsOnLines::excess(std::size_t kind) const {
  LineExcess found;
  double on_area = 0.0;
  double beside_area = 0.0;
  for (const Cell& cell : by_cell_) {
    take_cell(cell.on_any, cell.beside, kind, on_area, beside_area, found);
  }
  found.share_of_area = share_of(on_area, beside_area);
  return found;
}

std::vector<LineExcess> ObjectsOnLines::excess_by_line(std::size_t kind) const {
  std::vector<LineExcess> found(lines_.size());
  std::vector<double> on_area(lines_.size());
  std::vector<double> beside_area(lines_.size());
  for (const Cell& cell : by_cell_) {
    for (const LinePart& part : cell.parts) {
      take_cell(part.on_line, cell.beside, kind, on_area[part.line], beside_area[part.line],
                found[part.line]);
    }
  }
  for (std::size_t line = 0; line < found.size(); ++line) {
    found[line].share_of_area = share_of(on_area[line], beside_area[line]);
  }
  return found;
}

}  // namespace cyto
