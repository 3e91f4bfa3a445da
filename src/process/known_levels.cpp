#include "cytrial/process/known_levels.h"

#include <algorithm>
#include <limits>

#include "cytrial/process/background.h"

namespace cyto {

KnownLevels::KnownLevels(std::int64_t width_px, std::int64_t height_px, const PixelSize& pixel_size)
    : columns_(width_px / background_mesh_px(pixel_size)) {
  const auto cells = static_cast<std::size_t>(columns_ * (height_px / background_mesh_px(pixel_size)));
  levels_ = std::make_unique<std::atomic<float>[]>(cells);
  std::for_each_n(levels_.get(), cells, [](std::atomic<float>& level) {
    level.store(std::numeric_limits<float>::quiet_NaN(), std::memory_order_relaxed);
  });
}

std::uint64_t KnownLevels::bytes_for(std::int64_t width_px, std::int64_t height_px,
                                     const PixelSize& pixel_size) noexcept {
  const std::int64_t mesh_px = background_mesh_px(pixel_size);
  return static_cast<std::uint64_t>((width_px / mesh_px) * (height_px / mesh_px)) * sizeof(float);
}

}  // namespace cyto
