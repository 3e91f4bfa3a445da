#pragma once

namespace cyto::statistics {

/// Value that a standard normal variable stays below with `probability` (0 to 1, exclusive).
/// @throws Error BadData outside.
[[nodiscard]] double normal_quantile(double probability);

/// Value that a standard normal variable leaves (1 - confidence) / 2 above: 1.96 for 0.95.
/// @throws Error BadData when `confidence` is not between 0 and 1.
[[nodiscard]] double normal_two_sided(double confidence);

/// Value of Student's t that leaves (1 - confidence) / 2 above. @param degrees > 0. @throws Error BadData.
[[nodiscard]] double student_t_two_sided(double degrees, double confidence);

/// Quantile of the chi-squared distribution. @param degrees > 0. @param probability 0 to 1, exclusive.
/// @throws Error BadData.
[[nodiscard]] double chi_squared_quantile(double degrees, double probability);

/// Share of the chi-squared distribution above `value`. @param degrees > 0. @param value >= 0.
/// @throws Error BadData.
[[nodiscard]] double chi_squared_upper_tail(double degrees, double value);

}  // namespace cyto::statistics
