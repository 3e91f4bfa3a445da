#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace cyto {

/// Values of several channels over the same pixels in the same order: one list per channel.
class ValueLists {
 public:
  /// Vectors may be read and written whole, behind the last value of a list as well.
  static constexpr std::size_t kMargin = 64;

  /// Sets number and length of the lists; the values are whatever was there. Keeps its memory.
  void resize(std::size_t lists, std::size_t size) {
    lists_ = lists;
    size_ = size;
    stride_ = size + kMargin;
    values_.resize(std::max(values_.size(), lists * stride_));
  }

  [[nodiscard]] std::size_t lists() const noexcept { return lists_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }  ///< of each list
  [[nodiscard]] float* list(std::size_t i) noexcept { return values_.data() + i * stride_; }
  [[nodiscard]] std::span<const float> operator[](std::size_t i) const noexcept {
    return {values_.data() + i * stride_, size_};
  }

 private:
  std::vector<float> values_;
  std::size_t lists_ = 0;
  std::size_t size_ = 0;
  std::size_t stride_ = 0;
};

}  // namespace cyto
