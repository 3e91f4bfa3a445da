#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace cyto {

/// Memory for the decoded pixels of one block. Nothing is written to it before they are: half a megabyte of
/// zeros per block takes longer than undoing its differences.
class PixelBytes {
 public:
  PixelBytes() = default;
  explicit PixelBytes(std::size_t size)
      : bytes_(std::make_unique_for_overwrite<std::uint8_t[]>(size)), size_(size) {}

  [[nodiscard]] std::uint8_t* data() noexcept { return bytes_.get(); }
  [[nodiscard]] const std::uint8_t* data() const noexcept { return bytes_.get(); }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// True when rows of 16-bit counts hold differences, each from the count before: who copies them adds up.
  [[nodiscard]] bool hold_differences() const noexcept { return hold_differences_; }
  void set_hold_differences(bool differences) noexcept { hold_differences_ = differences; }
  /// For a library that may leave gaps without a word.
  void fill_with_zeros() noexcept { std::memset(bytes_.get(), 0, size_); }

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t size_ = 0;
  bool hold_differences_ = false;
};

}  // namespace cyto
