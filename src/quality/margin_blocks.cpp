#include "margin_blocks.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "cytrial/quality/window_quality.h"

namespace cyto {
namespace {

constexpr std::int64_t kReach = 2;
/// Looked at beyond the window [px]: every tile has so much there, so that no finding depends on tiles.
constexpr std::int64_t kBeyondPx = 16;

/// Three rows tell: noise gives none of them one value.
bool is_constant(const cv::Mat& block) {
  const std::size_t size = block.elemSize();
  const auto bytes = static_cast<std::size_t>(block.cols - 1) * size;
  for (const int y : {0, block.rows / 2, block.rows - 1}) {
    const std::uint8_t* row = block.ptr(y);
    if (std::memcmp(row, row + size, bytes) != 0 || std::memcmp(row, block.ptr(0), size) != 0) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::vector<std::uint64_t> margin_blocks(const RawTile& raw, const SlideRect& core, std::size_t channel) {
  const auto blocks_along = [](std::int64_t px) { return (px + kQualityBlockPx - 1) / kQualityBlockPx; };
  const std::int64_t across = blocks_along(core.width);
  const std::int64_t down = blocks_along(core.height);
  const std::int64_t cells_across = (across + kBlocksAcrossCell - 1) / kBlocksAcrossCell;
  const std::int64_t cells_down = (down + kBlocksAcrossCell - 1) / kBlocksAcrossCell;
  std::vector<std::uint64_t> found(static_cast<std::size_t>(cells_across * cells_down), 0);
  const auto mark_around = [&](std::int64_t row, std::int64_t column) {
    for (std::int64_t y = std::max<std::int64_t>(0, row - kReach); y <= std::min(down - 1, row + kReach);
         ++y) {
      for (std::int64_t x = std::max<std::int64_t>(0, column - kReach);
           x <= std::min(across - 1, column + kReach); ++x) {
        const auto bit =
            static_cast<unsigned>(y % kBlocksAcrossCell * kBlocksAcrossCell + x % kBlocksAcrossCell);
        found[static_cast<std::size_t>(y / kBlocksAcrossCell * cells_across + x / kBlocksAcrossCell)] |=
            1ULL << bit;
      }
    }
  };
  const SlideRect seen = intersect(
      {core.x - kBeyondPx, core.y - kBeyondPx, core.width + 2 * kBeyondPx, core.height + 2 * kBeyondPx},
      raw.rect);
  for (std::int64_t row = -1; row <= down; ++row) {
    for (std::int64_t column = -1; column <= across; ++column) {
      const SlideRect block = intersect({core.x + column * kQualityBlockPx, core.y + row * kQualityBlockPx,
                                         kQualityBlockPx, kQualityBlockPx},
                                        seen);
      if (block.empty() || is_constant(raw.planes[channel](cv::Rect(
                               static_cast<int>(block.x - raw.rect.x), static_cast<int>(block.y - raw.rect.y),
                               static_cast<int>(block.width), static_cast<int>(block.height))))) {
        mark_around(row, column);
      }
    }
  }
  return found;
}

}  // namespace cyto
