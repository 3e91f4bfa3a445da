#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "cytrial/core/geometry.h"

namespace cyto {

/// Decoded blocks up to a number of bytes; the one not used for longest goes first. Not thread-safe.
class BlockCache {
 public:
  using Pixels = std::shared_ptr<const std::vector<std::uint8_t>>;
  struct Key {
    std::uint64_t plane = 0;
    std::uint64_t block = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };

  explicit BlockCache(std::uint64_t limit_bytes) : limit_bytes_(limit_bytes) {}

  /// nullptr when it is not held.
  [[nodiscard]] Pixels find(const Key& key);
  /// @param place of the block on the slide.
  void insert(const Key& key, const SlideRect& place, Pixels pixels);
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
  void shrink();

  std::uint64_t limit_bytes_;
  std::uint64_t held_bytes_ = 0;
  std::list<Entry> entries_;  ///< most recently used first
  std::unordered_map<Key, std::list<Entry>::iterator, KeyHash> index_;
};

}  // namespace cyto
