#pragma once

#include <cstdint>
#include <vector>

#include "cytrial/core/geometry.h"
#include "cytrial/imageio/tile.h"

namespace cyto {

/// Blocks of a window's grid cells, row-major by cell, within two blocks of the scan's edge or of a constant
/// block of one channel: objects there may be of the edge and not of cells. Looks two blocks beyond the
/// window.
/// @param raw ends at the scan's edge or reaches at least two blocks beyond `core`.
[[nodiscard]] std::vector<std::uint64_t> margin_blocks(const RawTile& raw, const SlideRect& core,
                                                       std::size_t channel);

}  // namespace cyto
