#pragma once

#include <cstddef>

namespace cyto::statistics {

/// Least u with P(U <= u) >= probability for the Mann-Whitney statistic U of groups of m and n without ties
/// and without difference. Counted out for groups of up to 50; from the normal distribution above.
[[nodiscard]] std::size_t rank_sum_quantile(std::size_t m, std::size_t n, double probability);

}  // namespace cyto::statistics
