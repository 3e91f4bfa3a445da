#include "cytrial/pipeline/memory_budget.h"

#include <algorithm>
#include <string>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

constexpr std::uint64_t kMiB = 1ULL << 20U;
// Program, libraries and small allocations.
constexpr std::uint64_t kBaseBytes = 48 * kMiB;
// Widest step of one window, per pixel: of each channel the mask that saturated pixels need and the plane
// that a flat field makes; runs of segmentation, and per work pixel its planes. One more thread was seen to
// need, besides the tile itself, 25 bytes where work pixels are pixels and 12 where they are two pixels wide,
// without flat fields.
constexpr std::uint64_t kBytesOfMask = 1;
constexpr std::uint64_t kBytesOfFlatPlane = 4;
constexpr std::uint64_t kBytesPerPixelOfSegmentation = 10;
constexpr std::uint64_t kBytesPerWorkPixel = 22;
// When all channels are measured: runs of nuclei and cells, up to 3 where cells touch, and what is noted of
// them. A flat field takes one more plane of real numbers while it makes its own.
constexpr std::uint64_t kBytesPerPixelOfMeasures = 5;
// Densest slide the event buffer is planned for: one event per 256 px.
constexpr std::uint64_t kPixelsPerEvent = 256;
constexpr std::uint64_t kEventOverheadBytes = 160;
constexpr std::uint64_t kMaskBytesPerEvent = 1200;

std::uint64_t bytes_of_event_rows(const TileGrid& grid, const MemoryDemand& demand) {
  // One row of windows is held until it is complete, once more while it is sorted.
  std::int64_t core_rows = 0;
  for (const Tile& tile : grid.tiles) {
    for (const AnalysisWindow& window : tile.windows) {
      core_rows = std::max(core_rows, window.core.height);
    }
  }
  const auto pixels = static_cast<std::uint64_t>(demand.slide_width_px * core_rows);
  const std::uint64_t per_event = 2 * demand.event_columns * sizeof(float) + kEventOverheadBytes +
                                  (demand.label_images ? 2 * kMaskBytesPerEvent : 0);
  return pixels / kPixelsPerEvent * per_event;
}

/// When the pixels have been seen, all that was held for them is free again.
std::uint64_t bytes_of_classification(const MemoryDemand& demand) {
  const auto pixels = static_cast<std::uint64_t>(demand.slide_width_px * demand.slide_height_px);
  return kBaseBytes + demand.calibration_bytes + demand.quality_bytes +
         pixels / kPixelsPerEvent * demand.bytes_to_classify_event;
}

std::uint64_t bytes_of_tile(const TileGrid& grid, const MemoryDemand& demand) {
  std::uint64_t raw = 0;
  std::uint64_t widest_window = 0;
  for (const Tile& tile : grid.tiles) {
    raw = std::max(raw, static_cast<std::uint64_t>(tile.rect.area()));
    for (const AnalysisWindow& window : tile.windows) {
      widest_window = std::max(widest_window, static_cast<std::uint64_t>(window.extent.area()));
    }
  }
  const std::uint64_t of_flat_field = demand.flat_fields ? kBytesOfFlatPlane : 0;
  const auto of_channels = [&](std::size_t channels) {
    return channels * (raw * demand.bytes_per_pixel + widest_window * (kBytesOfMask + of_flat_field));
  };
  const auto pixels_of_work_pixel =
      static_cast<std::uint64_t>(demand.work_pixel_px) * static_cast<std::uint64_t>(demand.work_pixel_px);
  const std::uint64_t finding = widest_window * kBytesPerPixelOfSegmentation +
                                widest_window * kBytesPerWorkPixel / pixels_of_work_pixel;
  const std::uint64_t measuring = widest_window * (kBytesPerPixelOfMeasures + of_flat_field);
  return std::max(of_channels(demand.channels - demand.further_channels) + finding,
                  of_channels(demand.channels) + measuring);
}

}  // namespace

MemoryPlan plan_memory(std::uint64_t budget_bytes, int threads, const TileGrid& grid,
                       const MemoryDemand& demand) {
  MemoryPlan plan;
  plan.bytes_per_tile = bytes_of_tile(grid, demand);
  const std::uint64_t fixed =
      kBaseBytes + demand.calibration_bytes + bytes_of_event_rows(grid, demand) + demand.quality_bytes;
  // Without any cache each block of a tile is decoded for it alone: slow, but right.
  const std::uint64_t least_cache = std::min<std::uint64_t>(demand.cache_for_one_decode, 32 * kMiB);
  const std::uint64_t least =
      std::max(fixed + plan.bytes_per_tile + least_cache, bytes_of_classification(demand));
  if (budget_bytes < least) {
    throw Error(ErrorCode::Usage, "--memory-mib " + std::to_string(budget_bytes / kMiB),
                "is too little for this scan",
                "give at least " + std::to_string(least / kMiB + 1) + ", or a smaller --tile-px");
  }
  const std::uint64_t free_bytes = budget_bytes - fixed;
  const auto wanted_tiles = static_cast<std::uint64_t>(std::max(1, threads)) + 1;
  const std::uint64_t cache_first = std::min(demand.cache_for_one_decode, free_bytes - plan.bytes_per_tile);
  const std::uint64_t fitting = (free_bytes - cache_first) / plan.bytes_per_tile;
  plan.live_tiles = static_cast<std::size_t>(std::clamp<std::uint64_t>(fitting, 1, wanted_tiles));
  plan.cache_bytes =
      std::min(demand.cache_for_one_decode, free_bytes - plan.live_tiles * plan.bytes_per_tile);
  // What is not kept is measured or read again: nothing else is given up for it.
  std::uint64_t left = free_bytes - plan.live_tiles * plan.bytes_per_tile - plan.cache_bytes;
  plan.keep_levels = demand.background_bytes <= left;
  left -= plan.keep_levels ? demand.background_bytes : 0;
  // The surroundings stay while events are classified.
  plan.surroundings_bytes =
      std::min({demand.surroundings_bytes, left, budget_bytes - bytes_of_classification(demand)});
  return plan;
}

}  // namespace cyto
