#include "cytrial/quality/slide_quality.h"

#include <algorithm>

#include "constant_areas.h"
#include "cytrial/core/error.h"

namespace cyto {
namespace {

std::int64_t cells_along(std::int64_t length_px) {
  return (length_px + kQualityCellPx - 1) / kQualityCellPx;
}

}  // namespace

SlideQuality::SlideQuality(const SlideDescription& slide, const Panel& panel) : slide_(slide), panel_(panel) {
  grid_.width_px = slide.width_px;
  grid_.height_px = slide.height_px;
  grid_.columns = cells_along(slide.width_px);
  grid_.rows = cells_along(slide.height_px);
  grid_.channel_count = panel.channels.size();
  const auto cells = static_cast<std::size_t>(grid_.columns * grid_.rows);
  grid_.channels.resize(cells * grid_.channel_count);
  grid_.shared.resize(cells);
}

std::uint64_t SlideQuality::bytes() const noexcept {
  return grid_.channels.size() * sizeof(ChannelCell) + grid_.shared.size() * sizeof(SharedLines);
}

void SlideQuality::add(const WindowQuality& window) {
  const std::int64_t first_row = window.core.y / kQualityCellPx;
  const std::int64_t first_column = window.core.x / kQualityCellPx;
  const std::int64_t across = cells_along(window.core.width);
  const std::int64_t down = cells_along(window.core.height);
  if (window.shared.size() != static_cast<std::size_t>(across * down) ||
      window.channels.size() != window.shared.size() * grid_.channel_count || first_row + down > grid_.rows ||
      first_column + across > grid_.columns) {
    throw Error(ErrorCode::Internal, "quality grid", "a window does not fit the slide");
  }
  for (std::int64_t row = 0; row < down; ++row) {
    const std::size_t to = grid_.cell(first_row + row, first_column);
    const auto from = row * across;
    std::copy_n(window.shared.begin() + from, across, grid_.shared.begin() + static_cast<std::ptrdiff_t>(to));
    const auto values = static_cast<std::ptrdiff_t>(grid_.channel_count);
    std::copy_n(window.channels.begin() + from * values, across * values,
                grid_.channels.begin() + static_cast<std::ptrdiff_t>(to) * values);
  }
}

QualityVerdict SlideQuality::judge() const {
  QualityVerdict verdict;
  judge_constant_areas(grid_, slide_, panel_, verdict);
  return verdict;
}

}  // namespace cyto
