#include "block_cache.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

namespace cyto {

BlockCache::Rows BlockCache::get(const Block& block, std::int64_t from,
                                 const std::function<Pixels()>& decode) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (Rows held = find(block.key, from); held.pixels) {
      return held;
    }
    if (std::find(in_work_.begin(), in_work_.end(), block.key) == in_work_.end()) {
      break;
    }
    decoded_.wait(lock);
  }
  in_work_.push_back(block.key);
  lock.unlock();
  // Whatever happens to this thread, nobody may wait for it for ever.
  const auto done = [&](Entry part) {
    lock.lock();
    std::erase(in_work_, block.key);
    decoded_.notify_all();  // they wait for the lock, even when there is no memory to keep the pixels
    if (part.pixels) {
      insert(std::move(part));
    }
  };
  Pixels pixels;
  Entry part;
  try {
    pixels = decode();
    part = part_to_keep(block, pixels);
  } catch (...) {
    done({});
    throw;
  }
  done(std::move(part));
  return {block.first_row, pixels};
}

/// Without pixels where there are none, or nobody else will ask for them.
BlockCache::Entry BlockCache::part_to_keep(const Block& block, const Pixels& pixels) {
  if (!pixels || block.kept_from >= block.place.bottom()) {
    return {block, nullptr};
  }
  const Entry whole{block, pixels};
  return block.kept_from > block.place.y ? rows_from(block.kept_from, whole) : whole;
}

BlockCache::Rows BlockCache::find(const Key& key, std::int64_t from) {
  const auto it = index_.find(key);
  if (it == index_.end() || from < it->second->block.first_row) {
    return {};
  }
  entries_.splice(entries_.begin(), entries_, it->second);
  return {it->second->block.first_row, it->second->pixels};
}

void BlockCache::insert(Entry part) {
  const Key key = part.block.key;
  if (const auto lower_rows = index_.find(key); lower_rows != index_.end()) {
    erase(lower_rows->second);
  }
  Entries entry;  // list and index change both or, when there is no memory, neither
  entry.push_front(std::move(part));
  index_[key] = entry.begin();
  held_bytes_ += entry.front().pixels->size();
  entries_.splice(entries_.begin(), entry);
  shrink();
}

BlockCache::Entries::iterator BlockCache::erase(Entries::iterator entry) {
  held_bytes_ -= entry->pixels->size();
  index_.erase(entry->block.key);
  return entries_.erase(entry);
}

void BlockCache::release(const SlideRect& part, const std::vector<bool>& planes) {
  // Copied and freed outside the lock: other threads read meanwhile.
  std::vector<Entry> free;
  std::vector<Entry> cut;
  {
    const std::lock_guard lock(mutex_);
    for (auto it = entries_.begin(); it != entries_.end();) {
      const SlideRect& place = it->block.place;
      const SlideRect inside = planes[it->block.key.plane] ? intersect(place, part) : SlideRect{};
      if (inside == place) {
        free.push_back(*it);
        it = erase(it);
        continue;
      }
      if (inside.y == place.y && inside.width == place.width && inside.height > 0) {
        cut.push_back(*it);
      }
      ++it;
    }
  }
  free.clear();
  for (Entry& whole : cut) {
    replace(whole.pixels, rows_from(part.bottom(), whole));
    whole.pixels.reset();
  }
}

BlockCache::Entry BlockCache::rows_from(std::int64_t row, const Entry& whole) {
  Entry lower = whole;
  SlideRect& place = lower.block.place;
  place = {place.x, row, place.width, place.bottom() - row};
  lower.block.first_row = row;
  const auto left_out = static_cast<std::size_t>(row - whole.block.first_row) * whole.block.row_bytes;
  auto pixels = std::make_shared<PixelBytes>(static_cast<std::size_t>(place.height) * whole.block.row_bytes);
  std::memcpy(pixels->data(), whole.pixels->data() + left_out, pixels->size());
  pixels->set_hold_differences(whole.pixels->hold_differences());
  lower.pixels = std::move(pixels);
  return lower;
}

/// Unless the block is no longer held, or is held anew.
void BlockCache::replace(const Pixels& whole, Entry lower) {
  const std::lock_guard lock(mutex_);
  const auto held = index_.find(lower.block.key);
  if (held != index_.end() && held->second->pixels == whole) {
    held_bytes_ -= whole->size() - lower.pixels->size();
    *held->second = std::move(lower);
  }
}

void BlockCache::set_limit(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  limit_bytes_ = bytes;
  shrink();
}

void BlockCache::shrink() {
  while (held_bytes_ > limit_bytes_ && !entries_.empty()) {
    erase(std::prev(entries_.end()));
  }
}

}  // namespace cyto
