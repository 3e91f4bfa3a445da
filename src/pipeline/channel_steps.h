#pragma once

#include <cstddef>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/imageio/tile_grid.h"

namespace cyto {

/// Channels of a panel, panel indices in rising order, by when the analysis of a window needs them.
struct ChannelSteps {
  std::vector<std::size_t> all;
  /// Objects are found in them, or they share blocks with those; all where strips are decoded row by row.
  std::vector<std::size_t> first;
  std::vector<std::size_t> further;  ///< only measured

  /// Whether the further channels of a tile are read when its objects have been found: the memory that
  /// finding takes is theirs by then. Not where tiles have several windows, whose objects would be kept
  /// meanwhile.
  [[nodiscard]] bool apart_in(const TileGrid& grid) const;
};

[[nodiscard]] ChannelSteps channel_steps(const SlideReader& reader, const Panel& panel);

}  // namespace cyto
