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
/// Counts are kept of all codes and some more, which are 0, for whole vectors.
inline constexpr std::size_t kCodeSlots = (kPairCodes + 31) / 32 * 32;
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

/// How often each code occurs; any byte has its place.
using SmallCounts = std::array<std::uint16_t, 256>;
using PairCounts = std::array<std::int32_t, kCodeSlots>;

/// Adds tables of counts, whose sums fit one of them, and clears them.
void collect_counts(std::span<SmallCounts> tables, PairCounts& counts);
void plain_collect_counts(std::span<SmallCounts> tables, PairCounts& counts);

/// Sums over the pairs of pixels inside.
struct PairSums {
  double pairs;
  double squared_distance;
  double nearness;    ///< 1 / (1 + squared distance)
  double logarithms;  ///< n log2 n of each count
};

/// In four interleaved lanes, which are added in pairs.
[[nodiscard]] PairSums sum_pairs(const PairCounts& counts);
[[nodiscard]] PairSums plain_sum_pairs(const PairCounts& counts);

/// n log2 n.
[[nodiscard]] double logarithm_term(std::int32_t n);

}  // namespace cyto
