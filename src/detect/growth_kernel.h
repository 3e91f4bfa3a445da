#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cyto {

/// Rows without bits that grow_bits() needs before the first and behind the last row.
inline constexpr std::size_t kBitRowMargin = 8;

/// Grows the bits of a region into free ones, one word per row of pixels: to four neighbours and to eight in
/// turn, at most `steps` times. Whole words only, so that all vector units give the same.
/// @param region, free as many words each, kBitRowMargin of 0 at both ends. @param spare is overwritten.
void grow_bits(std::vector<std::uint64_t>& region, const std::vector<std::uint64_t>& free, int steps,
               std::vector<std::uint64_t>& spare);

}  // namespace cyto
