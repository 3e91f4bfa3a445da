#include "cytrial/validation/intervals.h"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "cytrial/core/binomial_interval.h"
#include "cytrial/core/error.h"
#include "cytrial/core/poisson_interval.h"
#include "ratio.h"

namespace cyto::validation {
namespace {

constexpr double kPerMillion = 1e6;

void require(bool holds, const char* function, const char* problem) {
  if (!holds) {
    throw Error(ErrorCode::Internal, function, problem);
  }
}

bool is_probability(double value) {
  return value > 0.0 && value < 1.0;
}

}  // namespace

Proportion& Proportion::operator+=(const Proportion& more) noexcept {
  hits += more.hits;
  trials += more.trials;
  return *this;
}

std::optional<double> Proportion::share() const noexcept {
  return ratio(static_cast<double>(hits), static_cast<double>(trials));
}

std::optional<Interval> Proportion::interval() const {
  if (trials == 0) {
    return std::nullopt;
  }
  const BinomialInterval limits = clopper_pearson_interval(hits, trials);
  return Interval{limits.low, limits.high};
}

Rate& Rate::operator+=(const Rate& more) noexcept {
  events += more.events;
  cells += more.cells;
  return *this;
}

std::optional<double> Rate::per_million() const noexcept {
  return ratio(kPerMillion * static_cast<double>(events), static_cast<double>(cells));
}

std::optional<Interval> Rate::interval() const {
  if (cells == 0) {
    return std::nullopt;
  }
  const PoissonInterval count = garwood_interval(events);
  const double scale = kPerMillion / static_cast<double>(cells);
  return Interval{scale * count.low, scale * count.high};
}

// With X from Beta(degrees / 2, 1/2), t = sqrt(degrees (1 - X) / X) leaves P(X) / 2 in its upper tail.
double student_t_quantile(double degrees, double confidence) {
  require(is_probability(confidence), "student_t_quantile", "the confidence must lie between 0 and 1");
  require(degrees > 0.0, "student_t_quantile", "there must be degrees of freedom");
  double rest = 0.0;
  const double x = boost::math::ibeta_inv(degrees / 2.0, 0.5, 1.0 - confidence, &rest);
  return std::sqrt(degrees * rest / x);
}

// A chi-squared variable is twice a gamma variable of half as many degrees.
double chi_squared_quantile(double degrees, double probability) {
  require(is_probability(probability), "chi_squared_quantile", "the probability must lie between 0 and 1");
  require(degrees > 0.0, "chi_squared_quantile", "there must be degrees of freedom");
  return 2.0 * boost::math::gamma_p_inv(degrees / 2.0, probability);
}

double chi_squared_upper_tail(double degrees, double value) {
  require(degrees > 0.0, "chi_squared_upper_tail", "there must be degrees of freedom");
  require(value >= 0.0, "chi_squared_upper_tail", "the value must not be negative");
  return boost::math::gamma_q(degrees / 2.0, value / 2.0);
}

}  // namespace cyto::validation
