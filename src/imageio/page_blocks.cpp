#include "page_blocks.h"

#include <algorithm>

namespace cyto {
namespace {

constexpr std::uint64_t kWholeStripBytes = 4ULL << 20U;  ///< strips up to this are kept whole
constexpr std::uint64_t kRowGroupBytes = 1ULL << 20U;

std::uint64_t rows_kept_together(const TiffPage& page) {
  const std::uint64_t row_bytes = page.block_row_bytes();
  if (page.tiled || row_bytes * page.block_height <= kWholeStripBytes) {
    return page.block_height;
  }
  return std::clamp<std::uint64_t>(kRowGroupBytes / row_bytes, 1, page.block_height);
}

}  // namespace

PageBlocks::PageBlocks(const TiffPage& page) noexcept
    : tiled_(page.tiled),
      page_height_(page.height),
      page_width_of_block_(page.block_width),
      stored_rows_(page.block_height),
      group_rows_(rows_kept_together(page)),
      groups_per_strip_((stored_rows_ + group_rows_ - 1) / group_rows_),
      across_(page.blocks_across()) {
  const std::uint64_t last_strip_rows = page.height - (page.blocks_down() - 1) * stored_rows_;
  const std::uint64_t last_groups = tiled_ ? 1 : (last_strip_rows + group_rows_ - 1) / group_rows_;
  bands_ = (page.blocks_down() - 1) * groups_per_strip_ + last_groups;
}

PageBlock PageBlocks::at(std::uint64_t x, std::uint64_t y) const noexcept {
  const std::uint64_t column = x / page_width_of_block_;
  const std::uint64_t stored_row = y / stored_rows_;
  const std::uint64_t group = y % stored_rows_ / group_rows_;
  PageBlock block;
  block.index = (stored_row * groups_per_strip_ + group) * across_ + column;
  block.stored = stored_row * across_ + column;
  block.x = column * page_width_of_block_;
  block.y = stored_row * stored_rows_ + group * group_rows_;
  block.width = page_width_of_block_;
  block.height = group_rows_;
  if (!tiled_) {
    const std::uint64_t strip_end = std::min((stored_row + 1) * stored_rows_, page_height_);
    block.height = std::min(group_rows_, strip_end - block.y);
  }
  return block;
}

}  // namespace cyto
