#pragma once

namespace cyto::synth {

/// Elementary functions built from +, -, *, / and sqrt alone, which IEEE 754 rounds the same way everywhere:
/// libm's may differ in the last bit between versions, and one bit moves a simulated pixel. Errors below
/// 1e-9 relative, far finer than a camera count.

[[nodiscard]] double portable_exp(double x);
/// @pre x > 0.
[[nodiscard]] double portable_log(double x);

struct Direction {
  double x = 1.0;
  double y = 0.0;
};
/// (cos, sin) of `turns` whole turns.
[[nodiscard]] Direction direction_of(double turns);

/// Quantile of the standard normal distribution, 0 < p < 1.
/// Source: P. J. Acklam's rational approximation (2003), relative error 1.15e-9.
[[nodiscard]] double normal_quantile(double p);

}  // namespace cyto::synth
