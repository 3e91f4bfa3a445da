#pragma once

#include <cstddef>
#include <vector>

namespace cyto {

/// Tiles end in any order. Tells of each in turn when it has ended and all before it. One thread at a time.
class LeadingTiles {
 public:
  explicit LeadingTiles(std::size_t tiles) : ended_(tiles, false) {}

  /// Calls now_leading(tile) for each tile that is told of by this.
  template <typename NowLeading>
  void end(std::size_t tile, const NowLeading& now_leading) {
    ended_[tile] = true;
    for (; told_ < ended_.size() && ended_[told_]; ++told_) {
      now_leading(told_);
    }
  }

 private:
  std::vector<bool> ended_;
  std::size_t told_ = 0;
};

}  // namespace cyto
