#pragma once

#include <cstddef>
#include <utility>

namespace cyto {

// Kernels with run-time choice of the vector unit. All count or copy: the same result on every processor.

/// Smallest and largest of n > 0 values.
[[nodiscard]] std::pair<float, float> extent_of(const float* values, std::size_t n);

/// How many of n values are at most `limit`.
[[nodiscard]] std::size_t count_up_to(const float* values, std::size_t n, float limit);

/// Copies the values above `above` and at most `up_to`, in their order. @param to room for n + kTakeMargin.
/// @return how many.
std::size_t take_between(const float* values, std::size_t n, float above, float up_to, float* to);

/// Room that take_between() may overwrite behind the last value.
inline constexpr std::size_t kTakeMargin = 64;

}  // namespace cyto
