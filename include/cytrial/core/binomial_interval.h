#pragma once

#include <cstdint>

namespace cyto {

/// Limits of a share.
struct BinomialInterval {
  double low = 0.0;
  double high = 1.0;
};

/// Exact (Clopper-Pearson) limits of the share behind `positive` of `total`: each tail holds at most
/// (1 - confidence) / 2. low = Beta^-1(alpha/2; k, n - k + 1), 0 for k = 0; high = Beta^-1(1 - alpha/2; k +
/// 1, n - k), 1 for k = n. Of nothing (total = 0) nothing is known: 0 to 1.
/// @param confidence in (0, 1). @throws Error Internal outside, or when `positive` is more than `total`.
/// Source: Clopper & Pearson 1934, Biometrika 26:404-413.
[[nodiscard]] BinomialInterval clopper_pearson_interval(std::uint64_t positive, std::uint64_t total,
                                                        double confidence = 0.95);

}  // namespace cyto
