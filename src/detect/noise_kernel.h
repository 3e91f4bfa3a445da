#pragma once

#include <cstddef>

namespace cyto {

// Kernels of local_noise() with run-time choice of the vector unit. Sums have eight lanes in a fixed order on
// all of them: the same bits.

/// A part of a plane.
struct PlanePart {
  const float* first = nullptr;
  std::size_t stride = 0;  ///< values from a row to the next
  std::size_t rows = 0;
  std::size_t columns = 0;
};

/// The values of a part, row by row.
void list_values(const PlanePart& part, float* to);

/// The distances of neighbours in the rows of a part, row by row: columns - 1 of each.
void list_distances(const PlanePart& part, float* to);

/// The values of a list below a limit.
struct BelowLimit {
  double sum = 0.0;
  std::size_t count = 0;
};

[[nodiscard]] BelowLimit add_below(const float* values, std::size_t n, float limit);

/// The same, plain.
[[nodiscard]] BelowLimit add_below_reference(const float* values, std::size_t n, float limit);

}  // namespace cyto
