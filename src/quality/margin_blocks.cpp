#include "cytrial/quality/margin_blocks.h"

#include <algorithm>
#include <cstring>
#include <opencv2/core.hpp>

#include "cytrial/quality/window_quality.h"

namespace cyto {
namespace {

/// Blocks that a margin reaches.
constexpr std::int64_t kReach = 2;
/// Fewer pixels side by side may be equal by chance.
constexpr std::int64_t kLeastPx = 16;

SlideRect rect_of_block(std::int64_t row, std::int64_t column) {
  return {column * kQualityBlockPx, row * kQualityBlockPx, kQualityBlockPx, kQualityBlockPx};
}

/// Rows and columns of the blocks that `rect` touches.
SlideRect blocks_of(const SlideRect& rect) {
  const std::int64_t x = rect.x / kQualityBlockPx;
  const std::int64_t y = rect.y / kQualityBlockPx;
  return {x, y, (rect.right() + kQualityBlockPx - 1) / kQualityBlockPx - x,
          (rect.bottom() + kQualityBlockPx - 1) / kQualityBlockPx - y};
}

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

bool is_constant(const cv::Mat& plane, const SlideRect& tile, const SlideRect& part) {
  return part.width >= kLeastPx && part.height >= kLeastPx &&
         is_constant(plane(cv::Rect(static_cast<int>(part.x - tile.x), static_cast<int>(part.y - tile.y),
                                    static_cast<int>(part.width), static_cast<int>(part.height))));
}

}  // namespace

MarginBlocks::MarginBlocks(const RawTile& raw, const SlideRect& core, const SlideRect& extent,
                           const SlideRect& slide, std::size_t channel)
    // A centroid's whole pixel may lie one before the core that owns it.
    : blocks_(blocks_of(inflate_within(core, 1, slide))), held_(static_cast<std::size_t>(blocks_.area()), 0) {
  for (std::int64_t row = blocks_.y - kReach; row < blocks_.bottom() + kReach; ++row) {
    for (std::int64_t column = blocks_.x - kReach; column < blocks_.right() + kReach; ++column) {
      const SlideRect block = rect_of_block(row, column);
      if (intersect(block, slide).empty() ||
          is_constant(raw.planes[channel], raw.rect, intersect(block, extent))) {
        mark_around(row, column);
      }
    }
  }
}

void MarginBlocks::mark_around(std::int64_t row, std::int64_t column) {
  const SlideRect around =
      intersect({column - kReach, row - kReach, 2 * kReach + 1, 2 * kReach + 1}, blocks_);
  for (std::int64_t y = around.y; y < around.bottom(); ++y) {
    const auto first = (y - blocks_.y) * blocks_.width + around.x - blocks_.x;
    std::fill_n(held_.begin() + first, around.width, std::uint8_t{1});
  }
}

bool MarginBlocks::hold(std::int64_t x_px, std::int64_t y_px) const noexcept {
  const std::int64_t column = x_px / kQualityBlockPx - blocks_.x;
  const std::int64_t row = y_px / kQualityBlockPx - blocks_.y;
  return column >= 0 && row >= 0 && column < blocks_.width && row < blocks_.height &&
         held_[static_cast<std::size_t>(row * blocks_.width + column)] != 0;
}

}  // namespace cyto
