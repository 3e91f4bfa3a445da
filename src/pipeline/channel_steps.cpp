#include "channel_steps.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "cytrial/quality/window_quality.h"

namespace cyto {

bool ChannelSteps::apart_in(const TileGrid& grid) const {
  return !further.empty() && std::all_of(grid.tiles.begin(), grid.tiles.end(),
                                         [](const Tile& tile) { return tile.windows.size() == 1; });
}

ChannelSteps channel_steps(const SlideReader& reader, const Panel& panel) {
  ChannelSteps steps;
  steps.all.resize(panel.channels.size());
  std::iota(steps.all.begin(), steps.all.end(), std::size_t{0});
  // Tiles come to their further channels in any order.
  steps.first =
      reader.decodes_rows_in_turn() ? steps.all : reader.with_channels_beside(object_channels(panel));
  std::set_difference(steps.all.begin(), steps.all.end(), steps.first.begin(), steps.first.end(),
                      std::back_inserter(steps.further));
  return steps;
}

}  // namespace cyto
