#pragma once

#include <cstddef>
#include <cstdint>

#include "cytrial/imageio/tile_grid.h"

namespace cyto {

/// What decides how much memory a run needs.
struct MemoryDemand {
  std::int64_t slide_width_px = 0;
  std::int64_t slide_height_px = 0;
  std::size_t channels = 0;
  std::size_t further_channels = 0;  ///< of them, read when objects were found in the others
  std::size_t bytes_per_pixel = 2;   ///< of one channel as stored
  std::size_t event_columns = 0;
  std::uint64_t cache_for_one_decode = 0;  ///< cache that lets every block be decoded once
  std::uint64_t quality_bytes = 0;         ///< grid of quality control
  std::uint64_t calibration_bytes = 0;     ///< dark and flat fields, held all the time
  std::uint64_t background_bytes = 0;      ///< known levels of all channels, kept if there is room
  std::uint64_t surroundings_bytes = 0;    ///< pixels worth keeping for pictures of candidates
  std::uint64_t bytes_to_classify_event = 48;
  bool label_images = false;
  bool flat_fields = false;  ///< of any channel
  int work_pixel_px = 1;     ///< edge of a work pixel of detection in pixels
};

/// How a budget is divided.
struct MemoryPlan {
  std::size_t live_tiles = 1;
  std::uint64_t bytes_per_tile = 0;  ///< raw pixels and the widest step of one window
  std::uint64_t cache_bytes = 0;
  bool keep_levels = false;              ///< of the background
  std::uint64_t surroundings_bytes = 0;  ///< pixels to keep for pictures, at most
};

/// Divides `budget_bytes` over events, live tiles (at most one more than threads), the block cache and, of
/// what is left, the known levels of the background and the pixels kept for pictures, so that the pass over
/// the pixels keeps to it; the classification of as many events as the densest slide has must fit too.
/// @throws Error Usage when not even one tile fits, naming the least budget that would do.
[[nodiscard]] MemoryPlan plan_memory(std::uint64_t budget_bytes, int threads, const TileGrid& grid,
                                     const MemoryDemand& demand);

}  // namespace cyto
