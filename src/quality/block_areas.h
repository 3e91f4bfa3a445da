#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cytrial/core/geometry.h"

namespace cyto {

/// Blocks that belong together: neighbours above, below, left and right.
struct BlockArea {
  SlideRect blocks;               ///< bounding rectangle, in blocks
  std::int64_t count = 0;         ///< blocks in it
  std::int64_t with_nucleus = 0;  ///< ... of them marked with 2
  bool touches_edge = false;      ///< of the slide
};

/// Connected areas of marked blocks, taken row by row from the top. Keeps one row and the areas that reach
/// into it, so that memory grows with the slide's width alone; a finished area is given back and forgotten.
class BlockAreas {
 public:
  BlockAreas(std::int64_t across, std::int64_t down);

  /// The next row of blocks. @param marked `across` values, not 0: marked; 2: and holds a nucleus.
  /// @return areas that ended in the row before, by their first block.
  [[nodiscard]] std::vector<BlockArea> add_row(const std::vector<std::uint8_t>& marked);
  /// Areas that reach the last row.
  [[nodiscard]] std::vector<BlockArea> finish();

 private:
  struct OpenArea {
    BlockArea area;
    std::size_t joined_into = 0;  ///< own index: joined into none
  };
  [[nodiscard]] std::size_t root_of(std::size_t area) const;
  void take_block(std::size_t area, std::int64_t column, bool nucleus);
  [[nodiscard]] std::vector<BlockArea> keep_areas_of(std::vector<std::size_t>& labels);

  std::int64_t across_;
  std::int64_t down_;
  std::int64_t row_ = 0;
  std::vector<OpenArea> open_;
  std::vector<std::size_t> labels_;  ///< of the row before; kNone: not marked
};

/// Blocks of a grid cell that are or touch a block of `mask`, the blocks of the cell that lies `down` and
/// `right` cells away; both in bits 8 * row + column.
[[nodiscard]] std::uint64_t blocks_beside(std::uint64_t mask, int down, int right);

}  // namespace cyto
