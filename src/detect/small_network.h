#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace cyto {

/// One hidden unit of a small network.
template <std::size_t Inputs>
struct HiddenUnit {
  std::array<double, Inputs> weights;
  double bias;
  double out;  ///< weight of its answer
};

/// Cut, so that an odd object cannot drown all other features.
[[nodiscard]] constexpr double cut_feature(double feature) {
  return std::clamp(feature, -5.0, 5.0);
}

/// A fitted decision with one hidden layer; answers log-odds. Only + - * / are used, in a fixed order: the
/// same answer on every machine.
template <std::size_t Inputs, std::size_t Units>
struct SmallNetwork {
  std::array<HiddenUnit<Inputs>, Units> units;
  double bias;

  [[nodiscard]] double log_odds(const std::array<double, Inputs>& features) const {
    double score = bias;
    for (const HiddenUnit<Inputs>& unit : units) {
      double sum = unit.bias;
      for (std::size_t i = 0; i < Inputs; ++i) {
        sum += unit.weights[i] * cut_feature(features[i]);
      }
      score += unit.out * sum / (1.0 + std::abs(sum));
    }
    return score;
  }
};

}  // namespace cyto
