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
  /// @param brightest largest of the values.
  [[nodiscard]] Texture measure(std::span<const float> above_background, float brightest,
                                const MeasuredRegion& region);

 private:
  /// How often each code of a pair occurs. Two tables per direction: pairs that fall into one count one after
  /// the other do not wait for each other.
  using PairCounts = std::array<std::int32_t, (kPairCodes + 15) / 16 * 16>;
  static constexpr std::size_t kTables = 2 * kPairDirections;

  /// Lists the codes of all pairs, in one direction of each line. @return from one list to the next.
  std::size_t list_codes(std::span<const float> values, float brightest, const MeasuredRegion& region);
  /// Into the first table.
  void count_pairs(std::size_t list_size);

  std::vector<float> values_;
  std::vector<std::uint8_t> levels_;  ///< of the region's frame
  std::vector<std::uint8_t> codes_;
  std::array<PairCounts, kTables> counts_{};
};

}  // namespace cyto
