#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "cytrial/learn/training_table.h"

namespace cyto::learn::test {

/// Whole numbers of std::mt19937_64 are the same everywhere; the library's distributions are not.
inline double uniform(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11U) * 0x1.0p-53;
}

inline const std::vector<ModelFeature>& made_up_features() {
  static const std::vector<ModelFeature> features{
      {"stain", "leukocyte_sd"}, {"marker", "leukocyte_ratio"}, {"size", "um"}};
  return features;
}

/// Events whose chance to be a CTC is known: logistic in `stain` alone. `marker` is noise, `size` often
/// missing.
inline TrainingTable made_up_events(std::uint64_t seed, int batches, int per_batch, double steepness = 2.0) {
  std::mt19937_64 random(seed);
  TrainingTable table;
  table.features = made_up_features();
  for (int b = 0; b < batches; ++b) {
    table.batches.push_back("lot" + std::to_string(b));
    for (int i = 0; i < per_batch; ++i) {
      const double stain = 6.0 * uniform(random) - 3.0;
      const double chance = 1.0 / (1.0 + std::exp(-steepness * stain));
      table.values.push_back(static_cast<float>(stain));
      table.values.push_back(static_cast<float>(uniform(random)));
      table.values.push_back(uniform(random) < 0.3 ? std::numeric_limits<float>::quiet_NaN()
                                                   : static_cast<float>(10.0 * uniform(random)));
      table.is_ctc.push_back(uniform(random) < chance ? 1 : 0);
      table.is_candidate.push_back(0);
      table.batch.push_back(static_cast<std::uint32_t>(b));
      ++table.labels[table.is_ctc.back() != 0 ? "ctc" : "leukocyte"];
    }
  }
  table.samples = static_cast<std::uint64_t>(batches);
  table.files.push_back({"made_up.csv", std::string(64, '0'), table.rows(), table.rows()});
  return table;
}

}  // namespace cyto::learn::test
