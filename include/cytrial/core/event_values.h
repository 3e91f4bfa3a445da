#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

namespace cyto {

/// The values of one event, one per schema column. Those of many events may lie in one piece of memory, which
/// lives as long as one of them: asking for memory event by event makes threads wait for each other.
class EventValues {
 public:
  EventValues() = default;
  /// With memory of their own.
  EventValues(std::initializer_list<float> values)
      : EventValues(std::make_shared<const std::vector<float>>(values), 0, values.size()) {}
  /// Row `row` of a table with so many columns.
  EventValues(const std::shared_ptr<const std::vector<float>>& table, std::size_t row, std::size_t columns)
      : first_(table, table->data() + row * columns), size_(columns) {}

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] const float* begin() const noexcept { return first_.get(); }
  [[nodiscard]] const float* end() const noexcept { return begin() + size_; }
  [[nodiscard]] float operator[](std::size_t column) const { return std::span(begin(), size_)[column]; }

 private:
  std::shared_ptr<const float> first_;
  std::size_t size_ = 0;
};

}  // namespace cyto
