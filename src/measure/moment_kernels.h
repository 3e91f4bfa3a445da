#pragma once

#include <cstddef>
#include <cstdint>

namespace cyto {

// Kernels with run-time choice of the vector unit; each has a plain form that gives the same bits.

/// Sums of four lists of n values each. A sum runs in eight interleaved lanes in double, added in
/// pairs, so that it depends on the values and their order alone. @param lists readable up to kSumMargin
/// behind the last value.
void sum_four(const float* const* lists, std::size_t n, double* sums);
void plain_sum_four(const float* const* lists, std::size_t n, double* sums);

/// The same of (value - mean)^2. @param means one per list.
void sum_squares_of_four(const float* const* lists, const double* means, std::size_t n, double* sums);
void plain_sum_squares_of_four(const float* const* lists, const double* means, std::size_t n, double* sums);

/// Copies the values whose mark is 1 to `marked`, the others (mark 0) to `others`, in their order.
/// @param marked, others room for the values that come there and kSplitMargin more, which is overwritten.
void split_by_mark(const float* values, const std::uint8_t* marks, std::size_t n, float* marked,
                   float* others);
void plain_split_by_mark(const float* values, const std::uint8_t* marks, std::size_t n, float* marked,
                         float* others);

inline constexpr std::size_t kSplitMargin = 64;
inline constexpr std::size_t kSumMargin = 8;

}  // namespace cyto
