#pragma once

#include <cstddef>

namespace cyto {

// Kernels of local_noise() with run-time choice of the vector unit. Sums have eight lanes in a fixed order on
// all of them: the same bits.

/// to[i] = distance of row[i] and row[i + 1]; n distances.
void neighbour_distances(const float* row, std::size_t n, float* to);

/// The values of a list below a limit.
struct BelowLimit {
  double sum = 0.0;
  std::size_t count = 0;
};

[[nodiscard]] BelowLimit add_below(const float* values, std::size_t n, float limit);

/// The same, plain.
[[nodiscard]] BelowLimit add_below_reference(const float* values, std::size_t n, float limit);

}  // namespace cyto
