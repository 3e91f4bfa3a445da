#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "texture_kernels.h"

namespace cyto {

/// measure_texture() of many regions; keeps its memory.
class TextureMeter {
 public:
  /// @param above_background with kTextureMargin more to read. @param brightest largest of them.
  [[nodiscard]] Texture measure(std::span<const float> above_background, float brightest,
                                const MeasuredRegion& region);

 private:
  /// Lists the codes of all pairs, in one direction of each line. @return from one list to the next.
  std::size_t list_codes(std::span<const float> values, float brightest, const MeasuredRegion& region);
  void count_pairs(std::size_t list_size);
  /// Adds the pairs of the pixels [begin, end), not too many.
  void count_chunk(std::size_t begin, std::size_t end, std::size_t list_size);

  std::vector<std::uint8_t> levels_;  ///< of the region's frame
  std::vector<std::uint8_t> codes_;
  std::array<SmallCounts, kPairDirections> tables_{};  ///< empty between two calls
  PairCounts counts_{};
};

}  // namespace cyto
