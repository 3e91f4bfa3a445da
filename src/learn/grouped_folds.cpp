#include "grouped_folds.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace cyto::learn {

std::vector<int> assign_folds(const TrainingTable& table, int folds) {
  using Load = std::pair<std::uint64_t, std::uint64_t>;  // CTCs, events
  std::vector<Load> batches(table.batches.size());
  for (std::size_t i = 0; i < table.rows(); ++i) {
    batches[table.batch[i]].first += table.is_ctc[i];
    ++batches[table.batch[i]].second;
  }
  std::vector<std::size_t> order(batches.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return batches[a] > batches[b]; });
  std::vector<Load> filled(static_cast<std::size_t>(folds));
  std::vector<int> fold_of(batches.size());
  for (const std::size_t batch : order) {
    const auto least = std::min_element(filled.begin(), filled.end());
    least->first += batches[batch].first;
    least->second += batches[batch].second;
    fold_of[batch] = static_cast<int>(least - filled.begin());
  }
  return fold_of;
}

}  // namespace cyto::learn
