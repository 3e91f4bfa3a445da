#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

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
/// Room behind the last value of any list or plane, which is read or overwritten.
inline constexpr std::size_t kTextureMargin = 64;

/// Writes the level of each pixel of `runs` in its place: 16 times its share of the brightest value, cut to a
/// whole number, 0 to 15. What lies behind a run up to the next one or the margin may become kOutsideLevel,
/// nothing else changes. @param values of the runs' pixels, in their order, with margin. @param brightest
/// above 0, none is brighter. @param plane rows of `columns`, with margin.
void put_levels(const float* values, std::span<const PixelRun> runs, std::size_t columns, float brightest,
                std::uint8_t* plane);
void plain_put_levels(const float* values, std::span<const PixelRun> runs, std::size_t columns,
                      float brightest, std::uint8_t* plane);

/// Codes of the pairs of each pixel of `runs` with its neighbours in all directions. @param plane levels,
/// with margin; all neighbours are in it. @param codes one list per direction, with margin.
void pair_codes(const std::uint8_t* plane, std::span<const PixelRun> runs, std::size_t columns,
                std::array<std::uint8_t*, kPairDirections> codes);
void plain_pair_codes(const std::uint8_t* plane, std::span<const PixelRun> runs, std::size_t columns,
                      std::array<std::uint8_t*, kPairDirections> codes);

}  // namespace cyto
