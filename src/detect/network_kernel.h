#pragma once

#include <cstddef>

namespace cyto {

/// Weights of a hidden layer, one row of `units` numbers per input.
struct LayerView {
  const double* weights = nullptr;
  const double* biases = nullptr;
  const double* outs = nullptr;
  std::size_t inputs = 0;
  std::size_t units = 0;
};

/// Per unit out * sum / (1 + |sum|), where sum is its bias and then weight * feature added up in the order of
/// the inputs, each step rounded: the same bits on every processor.
void hidden_terms(const LayerView& layer, const double* features, double* terms);

/// Answers that are worked out side by side.
inline constexpr std::size_t kNetworkBatch = 8;

/// The whole network for kNetworkBatch feature lists: odds[k] = bias + the terms of the first `units` units,
/// as hidden_terms() gives them, added up in their order. @param columns per input the numbers of all lists.
void network_odds(const LayerView& layer, std::size_t units, double bias, const double* columns,
                  double* odds);

}  // namespace cyto
