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

/// The same of n > 0 values, and in one go the sums of (value - pivot)^2 and the largest values. @param
/// pivots one per list.
void sum_moments_of_four(const float* const* lists, const double* pivots, std::size_t n, double* sums,
                         double* squares, double* largest);
void plain_sum_moments_of_four(const float* const* lists, const double* pivots, std::size_t n, double* sums,
                               double* squares, double* largest);

/// Copies the values whose mark is 1, not 0, in their order. @param marked room for them and kMarkMargin
/// more, which is overwritten.
void take_marked(const float* values, const std::uint8_t* marks, std::size_t n, float* marked);
void plain_take_marked(const float* values, const std::uint8_t* marks, std::size_t n, float* marked);

inline constexpr std::size_t kMarkMargin = 64;
inline constexpr std::size_t kSumMargin = 8;

}  // namespace cyto
