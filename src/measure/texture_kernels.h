#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "cytrial/measure/texture.h"

namespace cyto {

// Kernels with run-time choice of the vector unit; each has a plain form that gives the same result.

/// Level of a pixel outside the region.
inline constexpr std::uint8_t kOutsideLevel = kTextureLevels;
/// Pairs of levels i >= j stand at i (i + 1) / 2 + j; behind them those with a pixel outside.
inline constexpr std::size_t kLevelPairs = std::size_t{kTextureLevels} * (kTextureLevels + 1) / 2;
inline constexpr std::size_t kPairCodes = kLevelPairs + kTextureLevels + 1;
/// Directions of neighbours: right, below left, below, below right.
inline constexpr std::size_t kPairDirections = 4;
/// Room behind the last value of levels and codes, which pair_codes() reads or overwrites.
inline constexpr std::size_t kTextureMargin = 64;

/// Smallest value of each level but the lowest.
using LevelLimits = std::array<float, kTextureLevels - 1>;

/// Level of each of n values: how many limits it reaches.
void levels_of(const float* values, std::size_t n, const LevelLimits& limits, std::uint8_t* levels);
void plain_levels_of(const float* values, std::size_t n, const LevelLimits& limits, std::uint8_t* levels);

/// Codes of the pairs of n neighbouring pixels with their neighbours in all directions. @param row, below
/// levels of the pixels and of those below them, with margin and one more on the left. @param codes one list
/// per direction, with margin.
void pair_codes(const std::uint8_t* row, const std::uint8_t* below, std::size_t n,
                const std::array<std::uint8_t*, kPairDirections>& codes);
void plain_pair_codes(const std::uint8_t* row, const std::uint8_t* below, std::size_t n,
                      const std::array<std::uint8_t*, kPairDirections>& codes);

}  // namespace cyto
