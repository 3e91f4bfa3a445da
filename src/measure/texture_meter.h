#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "texture_kernels.h"

namespace cyto {

/// How often each pair of levels occurs, by its code.
using PairCounts = std::array<std::int32_t, kLevelPairs>;

/// measure_texture() of many regions; keeps its memory.
class TextureMeter {
 public:
  /// @param brightest largest of the values.
  [[nodiscard]] Texture measure(std::span<const float> above_background, float brightest,
                                const MeasuredRegion& region);

 private:
  /// Two tables per direction: pairs that fall into one count one after the other do not wait for each other.
  static constexpr std::size_t kTables = 2 * kPairDirections;
  using SmallCounts = std::array<std::uint16_t, (kPairCodes + 31) / 32 * 32>;

  /// Lists the codes of all pairs, in one direction of each line. @return from one list to the next.
  std::size_t list_codes(std::span<const float> values, float brightest, const MeasuredRegion& region);
  void count_pairs(std::size_t list_size);
  /// Adds the pairs of the pixels [begin, end), not too many.
  void count_chunk(std::size_t begin, std::size_t end, std::size_t list_size);

  std::vector<float> values_;
  std::vector<std::uint8_t> levels_;  ///< of the region's frame
  std::vector<std::uint8_t> codes_;
  std::array<SmallCounts, kTables> tables_{};
  PairCounts counts_{};
};

}  // namespace cyto
