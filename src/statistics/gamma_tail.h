#pragma once

namespace cyto::statistics {

/// P(X <= x) and P(X > x) of the gamma distribution with that shape and scale 1; also where the far tail is
/// under the least double. @param shape > 0. @param x >= 0.
[[nodiscard]] double gamma_lower(double shape, double x);
[[nodiscard]] double gamma_upper(double shape, double x);

}  // namespace cyto::statistics
