#pragma once

#include <cstdint>

#include "tiff_page.h"

namespace cyto {

/// A part of a page that is decoded and kept as one.
struct PageBlock {
  std::uint64_t index = 0;   ///< dense within one plane of the page
  std::uint64_t stored = 0;  ///< the tile or strip of that plane that it is stored in
  std::uint64_t x = 0;       ///< left edge on the page [px]
  std::uint64_t y = 0;       ///< top row on the page
  std::uint64_t width = 0;   ///< pixels per stored row: a tile keeps its padding
  std::uint64_t height = 0;  ///< stored rows: a tile keeps its padding
};

/// How one plane of a page is cut into blocks: its tiles or strips, except that strips too large to be
/// kept whole are cut into groups of rows.
class PageBlocks {
 public:
  explicit PageBlocks(const TiffPage& page) noexcept;

  [[nodiscard]] std::uint64_t count() const noexcept { return across_ * bands_; }
  /// True when strips are cut into row groups.
  [[nodiscard]] bool row_groups() const noexcept { return groups_per_strip_ > 1; }
  [[nodiscard]] std::uint64_t block_width() const noexcept { return page_width_of_block_; }
  /// Greatest number of rows of a block.
  [[nodiscard]] std::uint64_t block_height() const noexcept { return group_rows_; }
  [[nodiscard]] std::uint64_t across() const noexcept { return across_; }
  [[nodiscard]] std::uint64_t bands() const noexcept { return bands_; }
  /// The block that holds pixel (x, y) of the page.
  [[nodiscard]] PageBlock at(std::uint64_t x, std::uint64_t y) const noexcept;

 private:
  bool tiled_;
  std::uint64_t page_height_;
  std::uint64_t page_width_of_block_;
  std::uint64_t stored_rows_;  ///< rows of a tile or strip
  std::uint64_t group_rows_;
  std::uint64_t groups_per_strip_;
  std::uint64_t across_;
  std::uint64_t bands_;
};

}  // namespace cyto
