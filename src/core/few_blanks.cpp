#include "cytrial/core/few_blanks.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>

#include "cytrial/core/error.h"
#include "cytrial/core/poisson_interval.h"

namespace cyto {
namespace {

constexpr double kAlpha = 0.05;

struct Total {
  std::uint64_t ctcs = 0;
  std::uint64_t cells = 0;
  std::uint64_t greatest = 0;
};

Total total_of(const std::vector<BlankCount>& blanks) {
  Total total;
  for (const BlankCount& blank : blanks) {
    total.ctcs += blank.ctcs;
    total.cells += blank.cells;
    total.greatest = std::max(total.greatest, blank.ctcs);
  }
  return total;
}

/// Least count that a Poisson variable of that mean exceeds with probability kAlpha at most.
std::uint64_t poisson_limit(double mean) {
  std::uint64_t limit = 0;
  // P(X <= k) = Q(k + 1, mean).
  while (mean > 0.0 && boost::math::gamma_q(static_cast<double>(limit) + 1.0, mean) < 1.0 - kAlpha) {
    ++limit;
  }
  return limit;
}

}  // namespace

double even_rate_probability(const std::vector<BlankCount>& blanks) {
  const Total total = total_of(blanks);
  if (total.ctcs == 0 || total.cells == 0) {
    return 1.0;
  }
  const double rate = static_cast<double>(total.ctcs) / static_cast<double>(total.cells);
  double statistic = 0.0;
  int used = 0;
  for (const BlankCount& blank : blanks) {
    const double expected = rate * static_cast<double>(blank.cells);
    if (expected > 0.0) {
      const double away = static_cast<double>(blank.ctcs) - expected;
      statistic += away * away / expected;
      ++used;
    }
  }
  return used < 2 ? 1.0 : boost::math::gamma_q(0.5 * (used - 1), 0.5 * statistic);
}

std::uint64_t limit_of_few_blanks(const std::vector<BlankCount>& blanks) {
  if (blanks.empty()) {
    throw Error(ErrorCode::Internal, "limit_of_few_blanks", "needs a blank");
  }
  const Total total = total_of(blanks);
  // The upper bound of the mean stands for the mean: one-sided, the tail of a two-sided interval of 90 %.
  const double bound =
      garwood_interval(total.ctcs, 1.0 - 2.0 * kAlpha).high / static_cast<double>(blanks.size());
  const std::uint64_t limit = poisson_limit(bound);
  // Without one rate a Poisson bound is too low for the worst of them.
  return even_rate_probability(blanks) < kUnevenRates ? std::max(limit, total.greatest) : limit;
}

}  // namespace cyto
