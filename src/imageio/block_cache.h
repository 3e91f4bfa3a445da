#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <limits>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "cytrial/core/geometry.h"
#include "pixel_bytes.h"

namespace cyto {

/// Decoded blocks up to a number of bytes; the one not used for longest goes first. Of a block whose upper
/// rows are no longer needed the lower ones are kept alone. Thread-safe: a block that several threads want at
/// once is decoded by one of them, the others wait for it.
class BlockCache {
 public:
  using Pixels = std::shared_ptr<const PixelBytes>;
  struct Key {
    std::uint64_t plane = 0;
    std::uint64_t block = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Block {
    Key key;
    SlideRect place;              ///< that slide pixels are taken from it: blocks of fields hold more
    std::int64_t first_row = 0;   ///< slide row of the first decoded row, at or above the first of `place`
    std::uint64_t row_bytes = 0;  ///< of the decoded pixels
    /// Slide row from which on somebody else will ask for it; at its end or below: nobody will.
    std::int64_t kept_from = std::numeric_limits<std::int64_t>::min();
  };
  /// Whole rows of a block, from one of them to its end.
  struct Rows {
    std::int64_t first = 0;  ///< slide row that the pixels begin with
    Pixels pixels;           ///< null when the block cannot be decoded
  };

  explicit BlockCache(std::uint64_t limit_bytes) : limit_bytes_(limit_bytes) {}

  /// The block's rows from slide row `from` or one above it to the end: those held, or all that `decode`
  /// gives, of which those from block.kept_from on are kept unless they are null.
  [[nodiscard]] Rows get(const Block& block, std::int64_t from, const std::function<Pixels()>& decode);
  /// Of some planes, drops the blocks that lie wholly inside `part`, and the upper rows of those that do but
  /// for their lower rows: these are copied, so that the block's memory is free again when nobody reads from
  /// it. @param planes whether a plane is one of them, by its number.
  void release(const SlideRect& part, const std::vector<bool>& planes);
  void set_limit(std::uint64_t bytes);

 private:
  struct Entry {
    Block block;  ///< place and first row of what is held of it
    Pixels pixels;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept {
      return static_cast<std::size_t>(key.plane * 0x9E3779B97F4A7C15ULL ^ key.block);
    }
  };
  using Entries = std::list<Entry>;
  [[nodiscard]] Rows find(const Key& key, std::int64_t from);
  [[nodiscard]] static Entry part_to_keep(const Block& block, const Pixels& pixels);
  void insert(Entry part);
  Entries::iterator erase(Entries::iterator entry);
  [[nodiscard]] static Entry rows_from(std::int64_t row, const Entry& whole);
  void replace(const Pixels& whole, Entry lower);
  void shrink();

  std::mutex mutex_;
  std::condition_variable decoded_;
  std::vector<Key> in_work_;  ///< at most one per thread
  std::uint64_t limit_bytes_;
  std::uint64_t held_bytes_ = 0;
  Entries entries_;  ///< most recently used first
  std::unordered_map<Key, Entries::iterator, KeyHash> index_;
};

}  // namespace cyto
