#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cyto::fit {

/// Examples with known answers; one row of `inputs` features each.
struct Lessons {
  std::size_t inputs = 0;
  std::vector<double> features;
  std::vector<double> answers;  ///< 1 yes, 0 no
  std::vector<double> weights;

  [[nodiscard]] std::size_t size() const noexcept { return answers.size(); }
};

/// A network with one hidden layer, as module detect evaluates it (small_network.h).
struct Network {
  std::size_t inputs = 0;
  std::size_t units = 0;
  std::vector<double> weights;  ///< unit by unit, `inputs` each
  std::vector<double> biases;   ///< per unit
  std::vector<double> outs;     ///< per unit: weight of its answer
  double bias = 0.0;

  [[nodiscard]] double log_odds(const double* features) const;
};

struct FitOptions {
  std::size_t units = 1;
  int rounds = 1;    ///< times that every lesson is seen
  int networks = 1;  ///< fitted from different beginnings; their mean is one network of all their units
  std::uint64_t seed = 1;
};

/// Weighted cross-entropy, Adam, batches of 128, step width falling as a cosine. Same lessons and options,
/// same network.
[[nodiscard]] Network fit_network(const Lessons& lessons, const FitOptions& options);

/// Weighted share of wrong answers.
[[nodiscard]] double error_share(const Network& network, const Lessons& lessons);

}  // namespace cyto::fit
