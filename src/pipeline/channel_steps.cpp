#include "channel_steps.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "cytrial/quality/window_quality.h"

namespace cyto {

bool ChannelSteps::apart_in(const TileGrid& grid) const {
  return std::all_of(grid.tiles.begin(), grid.tiles.end(),
                     [this](const Tile& tile) { return apart_in(tile); });
}

ChannelSteps channel_steps(const SlideReader& reader, const Panel& panel) {
  ChannelSteps steps;
  steps.all.resize(panel.channels.size());
  std::iota(steps.all.begin(), steps.all.end(), std::size_t{0});
  steps.first = reader.with_channels_beside(object_channels(panel));
  std::set_difference(steps.all.begin(), steps.all.end(), steps.first.begin(), steps.first.end(),
                      std::back_inserter(steps.further));
  return steps;
}

}  // namespace cyto
