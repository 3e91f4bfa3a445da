#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "network_kernel.h"
#include "small_network.h"

namespace cyto {

/// A SmallNetwork laid out for the vector unit: side by side stand the weights of all units for one input,
/// the units filled up to whole vectors with such that answer 0. Its answers are those of the network, bit
/// for bit.
template <std::size_t Inputs, std::size_t Units>
class LayeredNetwork {
 public:
  explicit constexpr LayeredNetwork(const SmallNetwork<Inputs, Units>& network) : bias_(network.bias) {
    for (std::size_t unit = 0; unit < Units; ++unit) {
      for (std::size_t i = 0; i < Inputs; ++i) {
        weights_[i * kWidth + unit] = network.units[unit].weights[i];
      }
      biases_[unit] = network.units[unit].bias;
      outs_[unit] = network.units[unit].out;
    }
  }

  [[nodiscard]] double log_odds(const std::array<double, Inputs>& features) const {
    std::array<double, Inputs> cut{};
    for (std::size_t i = 0; i < Inputs; ++i) {
      cut[i] = cut_feature(features[i]);
    }
    std::array<double, kWidth> terms;
    hidden_terms({weights_.data(), biases_.data(), outs_.data(), Inputs, kWidth}, cut.data(), terms.data());
    double score = bias_;
    for (std::size_t unit = 0; unit < Units; ++unit) {
      score += terms[unit];
    }
    return score;
  }

 private:
  static constexpr std::size_t kWholeVectors = 32;  // four of eight numbers
  static constexpr std::size_t kWidth = (Units + kWholeVectors - 1) / kWholeVectors * kWholeVectors;

  std::array<double, Inputs * kWidth> weights_{};
  std::array<double, kWidth> biases_{};
  std::array<double, kWidth> outs_{};
  double bias_;
};

}  // namespace cyto
