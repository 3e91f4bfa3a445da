#pragma once

#include <vector>

namespace cyto::statistics {

/// Holm's adjustment of the p-values of several looks at one question, in the order given: with any true
/// nulls among them, the probability of one adjusted p <= alpha is at most alpha.
/// @throws Error BadData for a p that is not in 0..1.
/// Source: Holm 1979, Scand J Stat 6:65-70.
[[nodiscard]] std::vector<double> holm_adjusted(const std::vector<double>& p_values);

}  // namespace cyto::statistics
