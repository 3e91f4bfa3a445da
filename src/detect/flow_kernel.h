#pragma once

#include <cstddef>
#include <cstdint>

namespace cyto {

/// Way from a pixel: 0 none (it takes no part), 1..8 to a neighbour in raster order, 9 it is a peak.
inline constexpr std::int32_t kPeak = 9;

/// Ways of one row to the steepest ascending of eight neighbours; equal heights ascend to an earlier pixel in
/// raster order. Heights of pixels that take no part are -infinity; places -1 and n exist in each row.
/// Whole choices of single subtractions and one product: the same on every processor.
void find_ways(const float* above, const float* here, const float* below, std::size_t n, std::int32_t* way);

/// The same, plain.
void find_ways_reference(const float* above, const float* here, const float* below, std::size_t n,
                         std::int32_t* way);

}  // namespace cyto
