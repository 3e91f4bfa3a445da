#include "population_columns.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <utility>

#include "robust_statistics.h"

namespace cyto {

PopulationColumns::PopulationColumns(EventSource& events, const Workers& workers,
                                     std::vector<std::size_t> columns,
                                     const std::function<std::vector<bool>(const EventBatch&)>& wanted)
    : columns_(std::move(columns)), values_(columns_.size()) {
  for (std::vector<float>& column : values_) {
    column.reserve(events.size());  // growing would hold it twice
  }
  workers.go_through(events, [&](const EventBatch& batch) -> InOrder {
    const auto found = std::make_shared<std::vector<float>>();  // row by row
    const std::vector<bool> kept = wanted(batch);
    found->reserve(batch.rows * columns_.size());
    for (std::size_t i = 0; i < batch.rows; ++i) {
      const float* row = batch.row(i);
      if (kept[i]) {
        std::transform(columns_.begin(), columns_.end(), std::back_inserter(*found),
                       [row](std::size_t column) { return row[column]; });
      }
    }
    return [this, found] {
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        for (std::size_t at = c; at < found->size(); at += columns_.size()) {
          values_[c].push_back((*found)[at]);
        }
      }
    };
  });
  events_ = values_.empty() ? 0 : values_.front().size();
}

const std::vector<float>& PopulationColumns::of(std::size_t column) const {
  const auto place = std::find(columns_.begin(), columns_.end(), column);
  return values_[static_cast<std::size_t>(place - columns_.begin())];
}

void PopulationColumns::keep_only(const std::vector<bool>& kept, const Workers& workers) {
  workers.each(values_.size(), [&](std::size_t c) {
    std::vector<float>& values = values_[c];
    std::size_t to = 0;
    for (std::size_t from = 0; from < values.size(); ++from) {
      values[to] = values[from];
      to += kept[from] ? 1 : 0;
    }
    values.resize(to);
  });
  events_ = static_cast<std::size_t>(std::count(kept.begin(), kept.end(), true));
}

std::vector<float> sorted_numbers_of(const std::vector<float>& values) {
  std::vector<float> numbers;
  numbers.reserve(values.size());
  std::copy_if(values.begin(), values.end(), std::back_inserter(numbers),
               [](float value) { return !std::isnan(value); });
  sort_values(numbers);
  return numbers;
}

}  // namespace cyto
