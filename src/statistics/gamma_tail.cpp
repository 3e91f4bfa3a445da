#include "gamma_tail.h"

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace cyto::statistics {
namespace {

// Forty standard deviations from the mean (and a thousand above it for small shapes) less than 1e-300 lies
// beyond, by Chernoff's bound exp(k - x + k ln(x / k)). Boost.Math's series overflow there for large shapes.
constexpr double kFar = 40.0;

bool is_far_above(double shape, double x) {
  return x > shape + kFar * std::sqrt(shape) + 1000.0;
}

bool is_far_below(double shape, double x) {
  return x < shape - kFar * std::sqrt(shape);
}

}  // namespace

double gamma_lower(double shape, double x) {
  if (is_far_above(shape, x)) {
    return 1.0;
  }
  return is_far_below(shape, x) ? 0.0 : boost::math::gamma_p(shape, x);
}

double gamma_upper(double shape, double x) {
  if (is_far_above(shape, x)) {
    return 0.0;
  }
  return is_far_below(shape, x) ? 1.0 : boost::math::gamma_q(shape, x);
}

}  // namespace cyto::statistics
