#include "cytrial/statistics/distributions.h"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

#include "input_check.h"

namespace cyto::statistics {
namespace {

void require_degrees(double degrees) {
  require(degrees > 0.0 && std::isfinite(degrees), "degrees of freedom", degrees, "are not above 0",
          "more values are needed");
}

}  // namespace

double normal_quantile(double probability) {
  require_probability("probability", probability);
  return -std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * probability);
}

double normal_two_sided(double confidence) {
  require_probability("confidence", confidence);
  return std::numbers::sqrt2 * boost::math::erfc_inv(1.0 - confidence);
}

// With X from Beta(degrees / 2, 1/2), t = sqrt(degrees (1 - X) / X) leaves P(X) / 2 in its upper tail.
double student_t_two_sided(double degrees, double confidence) {
  require_probability("confidence", confidence);
  require_degrees(degrees);
  double rest = 0.0;
  const double x = boost::math::ibeta_inv(degrees / 2.0, 0.5, 1.0 - confidence, &rest);
  return std::sqrt(degrees * rest / x);
}

// A chi-squared variable is twice a gamma variable of half as many degrees.
double chi_squared_quantile(double degrees, double probability) {
  require_probability("probability", probability);
  require_degrees(degrees);
  return 2.0 * boost::math::gamma_p_inv(degrees / 2.0, probability);
}

double chi_squared_upper_tail(double degrees, double value) {
  require_degrees(degrees);
  require(value >= 0.0, "chi-squared", value, "is negative or no number", "check the values behind it");
  return boost::math::gamma_q(degrees / 2.0, value / 2.0);
}

}  // namespace cyto::statistics
