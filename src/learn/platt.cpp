#include "platt.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace cyto::learn {
namespace {

constexpr int kMaxSteps = 100;
constexpr int kMaxHalvings = 60;
constexpr double kRidge = 1e-12;
constexpr double kSettled = 1e-5;

double sigmoid(double log_odds) {
  if (log_odds >= 0.0) {
    return 1.0 / (1.0 + std::exp(-log_odds));
  }
  const double e = std::exp(log_odds);
  return e / (1.0 + e);
}

/// log(1 + exp(x)) without overflow.
double softplus(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

struct Targets {
  double ctc, other;
  Targets(double ctcs, double others) : ctc((ctcs + 1.0) / (ctcs + 2.0)), other(1.0 / (others + 2.0)) {}
  [[nodiscard]] double of(std::uint8_t is_ctc) const { return is_ctc != 0 ? ctc : other; }
};

struct Problem {
  const std::vector<float>& margins;
  const std::vector<std::uint8_t>& is_ctc;
  Targets targets;

  [[nodiscard]] double loss(const PlattMap& map) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < margins.size(); ++i) {
      const double x = map.log_odds(margins[i]);
      sum += softplus(x) - targets.of(is_ctc[i]) * x;
    }
    return sum;
  }
};

struct Newton {
  double gradient_slope = 0.0, gradient_offset = 0.0;
  double h11 = kRidge, h12 = 0.0, h22 = kRidge;

  Newton(const Problem& problem, const PlattMap& map) {
    for (std::size_t i = 0; i < problem.margins.size(); ++i) {
      const double margin = problem.margins[i];
      const double p = map.probability(margin);
      const double rest = p - problem.targets.of(problem.is_ctc[i]);
      const double weight = p * (1.0 - p);
      gradient_slope += rest * margin;
      gradient_offset += rest;
      h11 += weight * margin * margin;
      h12 += weight * margin;
      h22 += weight;
    }
  }
};

/// The step halved until the loss falls enough; false when it never does.
bool go_down(const Problem& problem, const Newton& at, PlattMap& map, double& loss) {
  const double determinant = at.h11 * at.h22 - at.h12 * at.h12;
  const double step_slope = -(at.h22 * at.gradient_slope - at.h12 * at.gradient_offset) / determinant;
  const double step_offset = -(at.h11 * at.gradient_offset - at.h12 * at.gradient_slope) / determinant;
  const double fall = at.gradient_slope * step_slope + at.gradient_offset * step_offset;
  double share = 1.0;
  for (int i = 0; i < kMaxHalvings; ++i, share /= 2.0) {
    const PlattMap next{map.slope + share * step_slope, map.offset + share * step_offset};
    const double next_loss = problem.loss(next);
    if (next_loss < loss + 1e-4 * share * fall) {
      map = next;
      loss = next_loss;
      return true;
    }
  }
  return false;
}

}  // namespace

double PlattMap::probability(double margin) const noexcept {
  return sigmoid(log_odds(margin));
}

PlattMap fit_platt(const std::vector<float>& margins, const std::vector<std::uint8_t>& is_ctc) {
  const auto ctcs = static_cast<double>(std::accumulate(is_ctc.begin(), is_ctc.end(), std::uint64_t{0}));
  const double others = static_cast<double>(is_ctc.size()) - ctcs;
  const Problem problem{margins, is_ctc, Targets(ctcs, others)};
  PlattMap map{0.0, std::log((ctcs + 1.0) / (others + 1.0))};
  double loss = problem.loss(map);
  for (int step = 0; step < kMaxSteps; ++step) {
    const Newton at(problem, map);
    if (std::abs(at.gradient_slope) < kSettled && std::abs(at.gradient_offset) < kSettled) {
      break;
    }
    if (!go_down(problem, at, map, loss)) {
      break;
    }
  }
  return map;
}

}  // namespace cyto::learn
