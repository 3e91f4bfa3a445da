#pragma once

#include <cstddef>
#include <cstdint>

namespace cyto {

// Kernels with run-time choice of the vector unit. What they say of values and codes is exact, so that it is
// the same on every processor.

/// Values as bytes: (value - first) * per_adu, rounded to a whole number, cut to 0..255. A larger value never
/// has a smaller code.
struct CodeScale {
  float first = 0.0F;
  float per_adu = 0.0F;
};

/// Behind the last code of a list, which is overwritten.
inline constexpr std::size_t kCodeMargin = 64;

/// Writes the code of each of n > 0 finite values. @param codes with margin.
void put_codes(const float* values, std::size_t n, const CodeScale& scale, std::uint8_t* codes);
void plain_put_codes(const float* values, std::size_t n, const CodeScale& scale, std::uint8_t* codes);

/// A code, and how many of the list are smaller.
struct CodeRank {
  std::uint8_t code = 0;
  std::size_t below = 0;
};

/// Of each of `lists` lists of n codes the one with `ranks[list]` < n codes before it in ascending order.
/// Side by side: each step waits for the one before it in the same list. @param codes as put_codes() wrote
/// them.
void find_codes(const std::uint8_t* const* codes, std::size_t lists, std::size_t n, const std::size_t* ranks,
                CodeRank* found);

/// Copies the values of one code, in their order. @param values with room to read up to kCodeMargin behind.
/// @param to room for n + kCodeMargin. @return how many.
std::size_t take_coded(const float* values, const std::uint8_t* codes, std::size_t n, std::uint8_t code,
                       float* to);

/// The largest of the values whose codes are smaller than `code`; minus infinity when there is none.
[[nodiscard]] float largest_below(const float* values, const std::uint8_t* codes, std::size_t n,
                                  std::uint8_t code);

}  // namespace cyto
