#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "cytrial/core/event.h"
#include "cytrial/core/workers.h"

namespace cyto {

/// Columns of those events of a sample among which a population is looked for, in event order: what is asked
/// of them again and again is read once.
class PopulationColumns {
 public:
  /// Reads `events` from the front. @param columns of the events' schema, each once. @param wanted of each
  /// row whether its event is kept; asked by several threads.
  PopulationColumns(EventSource& events, const Workers& workers, std::vector<std::size_t> columns,
                    const std::function<std::vector<bool>(const EventBatch&)>& wanted);

  [[nodiscard]] std::size_t events() const noexcept { return events_; }
  /// @param column of the events' schema. @pre one of those given to the constructor.
  [[nodiscard]] const std::vector<float>& of(std::size_t column) const;
  /// Forgets the events whose place in `kept` is false.
  void keep_only(const std::vector<bool>& kept, const Workers& workers);

 private:
  std::size_t events_ = 0;
  std::vector<std::size_t> columns_;
  std::vector<std::vector<float>> values_;  ///< as columns_
};

/// Those of `values` that are numbers, ascending.
[[nodiscard]] std::vector<float> sorted_numbers_of(const std::vector<float>& values);

}  // namespace cyto
