#pragma once

#include <cstdint>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"
#include "cytrial/process/crop_render.h"

namespace cyto {

/// One display range per channel for a whole sample, from its measured events: black is the usual background,
/// white what all but the brightest events and most candidates stay below. So a faint cell looks faint on
/// every picture of the sample.
class BrightnessSample {
 public:
  /// @param events how many will be added: about kKept of them are looked at, evenly spread.
  BrightnessSample(const FeatureSchema& schema, const Panel& panel, std::uint64_t events);
  void add(std::uint64_t position, const float* row, bool candidate);
  [[nodiscard]] std::vector<DisplayRange> ranges() const;

 private:
  struct ChannelValues {
    std::size_t background_column;
    std::size_t max_column;
    std::vector<float> background;
    std::vector<float> brightest;            // of all events
    std::vector<float> brightest_candidate;  // of candidates
  };
  std::uint64_t step_;
  std::uint64_t candidates_ = 0;
  std::vector<ChannelValues> channels_;
};

}  // namespace cyto
