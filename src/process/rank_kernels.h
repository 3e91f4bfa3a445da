#pragma once

#include <cstddef>
#include <utility>

#include "cytrial/process/value_ranks.h"

namespace cyto {

// Kernels with run-time choice of the vector unit. All count or copy: the same result on every processor.

/// Smallest and largest of n > 0 values.
[[nodiscard]] std::pair<float, float> extent_of(const float* values, std::size_t n);

/// How many of n values are at most `limit`.
[[nodiscard]] std::size_t count_up_to(const float* values, std::size_t n, float limit);

/// Narrows low and high until few of the n values lie between them or no limit lies between, and keeps the
/// limits on the way. @param least the smallest value. @pre low.count <= rank < high.count; finite values.
/// Copies the values above low.limit and at most high.limit, in their order. @param to room for
/// n + kTakeMargin. @return how many; kFewRanked or less, or more that lie too close for a limit between.
std::size_t take_around(const float* values, std::size_t n, std::size_t rank, float least, RankLimit& low,
                        RankLimit& high, RankLimits& limits, float* to);

/// Room that is overwritten behind the last value.
inline constexpr std::size_t kTakeMargin = 64;
/// So few values are compared with each other faster than halved once more.
inline constexpr std::size_t kFewRanked = 16;

/// The value with `rank` values before it in ascending order. @param values n, 0 < n <= kFewRanked, and room
/// behind them up to kFewRanked + kTakeMargin, which is overwritten.
[[nodiscard]] float ranked_of_few(float* values, std::size_t n, std::size_t rank);

}  // namespace cyto
