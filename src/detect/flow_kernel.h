#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace cyto {

/// What find_ways() writes of each pixel.
struct WayCodes {
  std::array<std::int32_t, 8> to;  ///< it ascends to this neighbour, in raster order
  std::int32_t peak;
};

/// Ways of one row to the steepest ascending of eight neighbours; 0 for a pixel that takes no part. Equal
/// heights ascend to an earlier pixel in raster order. Heights of pixels that take no part are -infinity;
/// places -1 and n exist in each row. Whole choices of single subtractions and one product: the same on every
/// processor.
void find_ways(const float* above, const float* here, const float* below, std::size_t n,
               const WayCodes& codes, std::int32_t* way);

/// The same, plain.
void find_ways_reference(const float* above, const float* here, const float* below, std::size_t n,
                         const WayCodes& codes, std::int32_t* way);

}  // namespace cyto
