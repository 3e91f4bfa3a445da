#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "cytrial/core/geometry.h"
#include "pixel_bytes.h"

namespace cyto {

/// Decoded blocks up to a number of bytes; the one not used for longest goes first. Thread-safe: a block that
/// several threads want at once is decoded by one of them, the others wait for it.
class BlockCache {
 public:
  using Pixels = std::shared_ptr<const PixelBytes>;
  struct Key {
    std::uint64_t plane = 0;
    std::uint64_t block = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };

  explicit BlockCache(std::uint64_t limit_bytes) : limit_bytes_(limit_bytes) {}

  /// The block's pixels: those held, or what `decode` gives, which is kept unless it is null.
  /// @param place of the block on the slide.
  [[nodiscard]] Pixels get(const Key& key, const SlideRect& place, const std::function<Pixels()>& decode);
  /// Drops the blocks that lie wholly inside `part`.
  void release(const SlideRect& part);
  void set_limit(std::uint64_t bytes);

 private:
  struct Entry {
    Key key;
    SlideRect place;
    Pixels pixels;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept {
      return static_cast<std::size_t>(key.plane * 0x9E3779B97F4A7C15ULL ^ key.block);
    }
  };
  [[nodiscard]] Pixels find(const Key& key);
  void insert(const Key& key, const SlideRect& place, Pixels pixels);
  void shrink();

  std::mutex mutex_;
  std::condition_variable decoded_;
  std::vector<Key> in_work_;  ///< at most one per thread
  std::uint64_t limit_bytes_;
  std::uint64_t held_bytes_ = 0;
  std::list<Entry> entries_;  ///< most recently used first
  std::unordered_map<Key, std::list<Entry>::iterator, KeyHash> index_;
};

}  // namespace cyto
