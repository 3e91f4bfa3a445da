#pragma once

#include <cstdint>

namespace cyto {

/// Limits of a Poisson mean.
struct PoissonInterval {
  double low = 0.0;
  double high = 0.0;
};

/// Exact (Garwood) limits of the mean of a Poisson count: each tail holds at most (1 - confidence) / 2.
/// low = chi2_{alpha/2, 2k} / 2, 0 for k = 0; high = chi2_{1 - alpha/2, 2k + 2} / 2.
/// @param confidence in (0, 1). @throws Error Internal outside.
/// Source: Garwood 1936, Biometrika 28:437-442.
[[nodiscard]] PoissonInterval garwood_interval(std::uint64_t count, double confidence = 0.95);

}  // namespace cyto
