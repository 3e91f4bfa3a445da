#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

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

  using Features = std::array<double, Inputs>;

  [[nodiscard]] double log_odds(const Features& features) const {
    Features cut{};
    for (std::size_t i = 0; i < Inputs; ++i) {
      cut[i] = cut_feature(features[i]);
    }
    std::array<double, kWidth> terms;
    hidden_terms(layer(), cut.data(), terms.data());
    double score = bias_;
    for (std::size_t unit = 0; unit < Units; ++unit) {
      score += terms[unit];
    }
    return score;
  }

  /// The answers for many lists: the same, but with the lists side by side instead of the units, so that the
  /// sums over the units do not wait for each other either. @param odds one per list.
  void log_odds(std::span<const Features* const> lists, double* odds) const {
    std::size_t first = 0;
    for (; first + kLeastBatch <= lists.size(); first += kNetworkBatch) {
      const auto batch = lists.subspan(first, std::min(kNetworkBatch, lists.size() - first));
      std::array<double, Inputs * kNetworkBatch> columns{};
      for (std::size_t k = 0; k < batch.size(); ++k) {
        for (std::size_t i = 0; i < Inputs; ++i) {
          columns[i * kNetworkBatch + k] = cut_feature((*batch[k])[i]);
        }
      }
      std::array<double, kNetworkBatch> answers;
      network_odds(layer(), Units, bias_, columns.data(), answers.data());
      std::copy_n(answers.begin(), batch.size(), odds + first);
    }
    for (; first < lists.size(); ++first) {
      odds[first] = log_odds(*lists[first]);
    }
  }

 private:
  /// From so many lists on, a batch with empty places is quicker than one list after the other.
  static constexpr std::size_t kLeastBatch = 4;
  static constexpr std::size_t kWholeVectors = 32;  // four of eight numbers
  static constexpr std::size_t kWidth = (Units + kWholeVectors - 1) / kWholeVectors * kWholeVectors;

  [[nodiscard]] LayerView layer() const {
    return {weights_.data(), biases_.data(), outs_.data(), Inputs, kWidth};
  }

  std::array<double, Inputs * kWidth> weights_{};
  std::array<double, kWidth> biases_{};
  std::array<double, kWidth> outs_{};
  double bias_;
};

}  // namespace cyto
