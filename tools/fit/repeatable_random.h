#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace cyto::fit {

/// Random numbers that are the same with every standard library: the engine is specified, the standard
/// distributions are not.
class RepeatableRandom {
 public:
  explicit RepeatableRandom(std::uint64_t seed) : engine_(seed) {}

  /// In [0, 1).
  double uniform() { return static_cast<double>(engine_() >> 11U) * 0x1.0p-53; }

  /// Mean 0, standard deviation 1: sum of twelve uniform numbers.
  double normal() {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i) {
      sum += uniform();
    }
    return sum;
  }

  void shuffle(std::vector<std::size_t>& order) {
    for (std::size_t left = order.size(); left > 1; --left) {
      std::swap(order[left - 1], order[static_cast<std::size_t>(uniform() * static_cast<double>(left))]);
    }
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace cyto::fit
