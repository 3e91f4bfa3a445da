#include "cytrial/core/poisson_interval.h"

#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

/// Beyond this shape the incomplete gamma function needs millions of terms, and the normal approximation of
/// its cube root (Wilson and Hilferty 1931) agrees with it to the last bits of a double.
constexpr double kLargestExactShape = 1e9;

/// Gamma quantile of a large shape. @param z standard normal quantile of the same probability.
double large_shape_quantile(double shape, double z) {
  const double root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * std::sqrt(shape));
  return shape * root * root * root;
}

}  // namespace

// A chi-squared quantile with 2k degrees of freedom is twice a gamma quantile of shape k.
PoissonInterval garwood_interval(std::uint64_t count, double confidence) {
  if (!(confidence > 0.0 && confidence < 1.0)) {
    throw Error(ErrorCode::Internal, "garwood_interval", "the confidence must lie between 0 and 1");
  }
  const double tail = (1.0 - confidence) / 2.0;
  const auto k = static_cast<double>(count);
  if (k > kLargestExactShape) {
    const double z = std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * tail);
    return {large_shape_quantile(k, -z), large_shape_quantile(k + 1.0, z)};
  }
  return {count == 0 ? 0.0 : boost::math::gamma_p_inv(k, tail), boost::math::gamma_q_inv(k + 1.0, tail)};
}

}  // namespace cyto
