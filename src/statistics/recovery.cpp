#include "cytrial/statistics/recovery.h"

#include <array>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "cytrial/core/poisson_interval.h"
#include "gamma_tail.h"
#include "input_check.h"

namespace cyto::statistics {
namespace {

/// Sizes a + b of a Beta distribution that its quantiles are computed for.
constexpr double kLeastSize = 0.1;
constexpr double kMostSize = 1e8;

/// A recovery and its weight.
struct Node {
  double recovery;
  double weight;
};

/// The Beta distribution as weighted points for integrals over its probability: the double-exponential rule
/// of Takahasi & Mori 1974, which is exact to the bits of a double for functions as smooth as these.
std::vector<Node> nodes_of(const Recovery& recovery) {
  constexpr double kStep = 1.0 / 16.0;
  constexpr int kReach = 58;  // steps: the weight beyond is under 1e-17
  std::vector<Node> nodes;
  for (int i = -kReach; i <= kReach; ++i) {
    const double t = kStep * i;
    const double s = std::numbers::pi / 2.0 * std::sinh(t);
    // u / (1 - u) = exp(2 s); the smaller of both keeps its digits.
    const double smaller = 1.0 / (1.0 + std::exp(2.0 * std::abs(s)));
    const double weight = kStep * std::numbers::pi / 2.0 * std::cosh(t) / (2.0 * std::cosh(s) * std::cosh(s));
    const double value = s < 0.0 ? boost::math::ibeta_inv(recovery.a(), recovery.b(), smaller)
                                 : boost::math::ibetac_inv(recovery.a(), recovery.b(), smaller);
    if (value > 0.0 && weight > 0.0) {
      nodes.push_back({value, weight});
    }
  }
  return nodes;
}

/// Mean of `tail` over the recovery.
template <typename Tail>
double averaged(const std::vector<Node>& nodes, Tail tail) {
  double sum = 0.0;
  for (const Node& node : nodes) {
    sum += node.weight * tail(node.recovery);
  }
  return sum;
}

/// Zero of `excess`, which rises over (0, infinity), near `guess`.
template <typename Excess>
double zero_of(Excess excess, double guess) {
  double low = guess;
  double high = guess;
  while (excess(low) > 0.0) {
    low /= 2.0;
  }
  while (excess(high) < 0.0) {
    high *= 2.0;
  }
  std::uintmax_t steps = 200;
  const auto [from, to] = boost::math::tools::toms748_solve(
      excess, low, high, boost::math::tools::eps_tolerance<double>(50), steps);
  return from + (to - from) / 2.0;
}

/// Low limit of the mean count without loss: P(Gamma(k) <= x r) averages to `tail`.
double low_limit(double count, const std::vector<Node>& nodes, double tail, double guess) {
  return zero_of(
      [&](double x) { return averaged(nodes, [&](double r) { return gamma_lower(count, x * r); }) - tail; },
      guess);
}

double high_limit(double count, const std::vector<Node>& nodes, double tail, double guess) {
  return zero_of(
      [&](double x) {
        return tail - averaged(nodes, [&](double r) { return gamma_upper(count + 1.0, x * r); });
      },
      guess);
}

}  // namespace

Recovery Recovery::from_spikes(std::int64_t found, std::int64_t spiked) {
  require(spiked > 0 && spiked <= 100'000'000, "spiked cells", static_cast<double>(spiked),
          "are no number of cells between 1 and 100 million", "give the cells that were put in");
  require(found >= 0 && found <= spiked, "recovered cells", static_cast<double>(found),
          "are below 0 or more than were put in", "give the cells found among those put in");
  return {static_cast<double>(found) + 0.5, static_cast<double>(spiked - found) + 0.5};
}

Recovery Recovery::from_mean(double mean, double sd) {
  require_probability("mean recovery", mean);
  const double spread = mean * (1.0 - mean);
  const double size = spread / (sd * sd) - 1.0;
  require(sd > 0.0 && size >= kLeastSize && size <= kMostSize, "SD of the recovery", sd,
          "fits no distribution of this mean",
          "give the standard deviation of the mean recovery as a share, such as 0.03");
  return {mean * size, (1.0 - mean) * size};
}

double Recovery::sd() const noexcept {
  return std::sqrt(mean() * (1.0 - mean()) / (a_ + b_ + 1.0));
}

RecoveryCorrectedCount::RecoveryCorrectedCount(const VolumeCount& count, const Recovery& recovery,
                                               double per_ml, double confidence)
    : estimate_(0.0), low_(0.0), high_(0.0), per_ml_(per_ml) {
  require_volume("reference volume", per_ml);
  require_probability("confidence", confidence);
  const double tail = (1.0 - confidence) / 2.0;
  const auto cells = static_cast<double>(count.cells());
  const double scale = per_ml / count.volume_ml();
  const PoissonInterval limits = garwood_interval(static_cast<std::uint64_t>(count.cells()), confidence);
  const std::vector<Node> nodes = nodes_of(recovery);
  estimate_ = RecoveredCells(cells / recovery.mean() * scale);
  if (count.cells() > 0) {
    low_ = RecoveredCells(low_limit(cells, nodes, tail, limits.low / recovery.mean()) * scale);
  }
  high_ = RecoveredCells(high_limit(cells, nodes, tail, limits.high / recovery.mean()) * scale);
}

}  // namespace cyto::statistics
