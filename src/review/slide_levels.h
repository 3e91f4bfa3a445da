#pragma once

#include <opencv2/core.hpp>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "cytrial/core/geometry.h"

namespace cyto::review {

inline constexpr std::int64_t kTilePx = 256;

/// Deep Zoom levels: the last is full resolution, each one before it half of the next.
[[nodiscard]] int max_level_of(std::int64_t width_px, std::int64_t height_px) noexcept;

/// One picture per channel, never changed once made.
using Planes = std::shared_ptr<const std::vector<cv::Mat>>;

/// Reduced tiles of all slides up to a number of bytes; the one not used for longest goes first. Thread-safe.
class TileCache {
 public:
  struct Key {
    std::uint64_t slide = 0;
    int halvings = 0;
    std::int64_t column = 0;
    std::int64_t row = 0;
    auto operator<=>(const Key&) const = default;
  };
  explicit TileCache(std::uint64_t limit_bytes) : limit_bytes_(limit_bytes) {}

  /// Null when it is not held.
  [[nodiscard]] Planes find(const Key& key);
  void keep(const Key& key, Planes planes);
  /// Different for every slide of this cache.
  [[nodiscard]] std::uint64_t next_slide();

 private:
  using Entry = std::pair<Key, Planes>;
  std::mutex mutex_;
  std::uint64_t limit_bytes_;
  std::uint64_t held_bytes_ = 0;
  std::uint64_t slides_ = 0;
  std::list<Entry> entries_;  ///< most recently used first
  std::map<Key, std::list<Entry>::iterator> index_;
};

/// The levels of a scan. A pixel of a level is the mean of four of the level below, rounded; one at the right
/// or lower border repeats what is missing. So a tile has one content, whichever way it came about. Levels
/// reduced 16 times and more come from an overview that is kept whole and filled part by part. Thread-safe;
/// requests do not wait for each other's reading.
class SlideLevels {
 public:
  /// Planes of a part of the scan, full resolution; called from several threads at once.
  using Read = std::function<std::vector<cv::Mat>(const SlideRect&)>;
  SlideLevels(std::int64_t width_px, std::int64_t height_px, Read read, TileCache& cache);

  /// Planes of one tile, smaller at the right and lower border. @throws Refused not_found for a tile outside,
  /// preparing while much of the overview is still missing; Error from reading.
  [[nodiscard]] Planes tile(int level, std::int64_t column, std::int64_t row);

 private:
  enum class Part : std::uint8_t { Empty, InWork, Filled };

  [[nodiscard]] std::int64_t width_at(int halvings) const noexcept;
  [[nodiscard]] std::int64_t height_at(int halvings) const noexcept;
  /// @param keep whether the cache takes what is made on the way.
  [[nodiscard]] Planes made(int halvings, std::int64_t column, std::int64_t row, bool keep);
  [[nodiscard]] std::vector<cv::Mat> twice_as_fine(int halvings, std::int64_t column, std::int64_t row,
                                                   bool keep);
  [[nodiscard]] Planes from_overview(int halvings, std::int64_t column, std::int64_t row);
  /// Makes part `index` unless it is there; waits for it while another thread makes it.
  void fill_part(std::size_t index);
  void store_part(std::size_t index, const std::vector<cv::Mat>& small);
  [[nodiscard]] std::vector<std::size_t> parts_of(const SlideRect& overview_rect) const;
  [[nodiscard]] double share_filled(const std::vector<std::size_t>& parts);

  std::int64_t width_px_;
  std::int64_t height_px_;
  int max_level_;
  Read read_;
  TileCache& cache_;
  std::uint64_t slide_;
  int overview_halvings_;
  std::int64_t part_columns_;
  std::mutex overview_mutex_;  ///< guards what follows
  std::condition_variable part_done_;
  std::vector<cv::Mat> overview_;
  std::vector<Part> parts_;  ///< row-major
};

}  // namespace cyto::review
