#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "cytrial/core/units.h"

namespace cyto {

/// Background levels of one channel's mesh cells, kept from the window that measured them for those around
/// it, whose halos see the same pixels. It saves work and changes no value: whoever measures a cell as a
/// whole finds the same level. Thread-safe.
class KnownLevels {
 public:
  /// For a slide of that size [px]; nothing is known yet.
  KnownLevels(std::int64_t width_px, std::int64_t height_px, const PixelSize& pixel_size);

  /// Of a cell that lies on the slide as a whole, counted from the slide's origin. NaN: not known.
  [[nodiscard]] float at(std::int64_t row, std::int64_t column) const noexcept {
    return levels_[place_of(row, column)].load(std::memory_order_relaxed);
  }
  void keep(std::int64_t row, std::int64_t column, float level) noexcept {
    levels_[place_of(row, column)].store(level, std::memory_order_relaxed);
  }

  /// Memory of one channel.
  [[nodiscard]] static std::uint64_t bytes_for(std::int64_t width_px, std::int64_t height_px,
                                               const PixelSize& pixel_size) noexcept;

 private:
  [[nodiscard]] std::size_t place_of(std::int64_t row, std::int64_t column) const noexcept {
    return static_cast<std::size_t>(row * columns_ + column);
  }

  std::int64_t columns_;
  std::unique_ptr<std::atomic<float>[]> levels_;
};

}  // namespace cyto
