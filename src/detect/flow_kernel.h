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

/// Columns of the rows below come in whole vectors of so many.
inline constexpr std::size_t kFlowColumns = 16;

/// Ways of one row to the steepest ascending of eight neighbours; 0 for a pixel that takes no part. Equal
/// heights ascend to an earlier pixel in raster order. Heights of pixels that take no part are -infinity;
/// places -1 and n exist in each row. Whole choices of single subtractions and one product: the same on every
/// processor. @param peaks columns of the pixels that do not ascend; room for n + kFlowColumns.
/// @return how many.
std::size_t find_ways(const float* above, const float* here, const float* below, std::size_t n,
                      const WayCodes& codes, std::int32_t* way, std::int32_t* peaks);

/// The same, plain.
std::size_t find_ways_reference(const float* above, const float* here, const float* below, std::size_t n,
                                const WayCodes& codes, std::int32_t* way, std::int32_t* peaks);

/// The peaks alone that find_ways() finds. @param n a multiple of kFlowColumns. @param peaks room for n +
/// kFlowColumns. @return how many.
std::size_t find_peaks(const float* above, const float* here, const float* below, std::size_t n,
                       std::int32_t* peaks);

/// Adds to each step of a row the step where it leads, 0 staying 0. Which of the steps of this row have been
/// lengthened before, depends on the vector unit; where they end does not. @param n a multiple of
/// kFlowColumns.
void lengthen_steps(std::int32_t* row, std::size_t n);

/// Follows the steps of a row to numbers from `first_number` on. @param to per column the number less
/// `first_number`, 0 where the step is 0. @param n a multiple of kFlowColumns.
void follow_steps(const std::int32_t* row, std::size_t n, std::int32_t first_number, std::int32_t* to);

}  // namespace cyto
