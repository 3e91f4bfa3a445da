#include "block_cache.h"

#include <algorithm>
#include <utility>

namespace cyto {

BlockCache::Pixels BlockCache::get(const Key& key, const SlideRect& place,
                                   const std::function<Pixels()>& decode) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (Pixels held = find(key)) {
      return held;
    }
    if (std::find(in_work_.begin(), in_work_.end(), key) == in_work_.end()) {
      break;
    }
    decoded_.wait(lock);
  }
  in_work_.push_back(key);
  lock.unlock();
  // Whatever happens to this thread, nobody may wait for it for ever.
  const auto done = [&](Pixels pixels) {
    lock.lock();
    std::erase(in_work_, key);
    if (pixels) {
      insert(key, place, std::move(pixels));
    }
    decoded_.notify_all();
  };
  Pixels pixels;
  try {
    pixels = decode();
  } catch (...) {
    done(nullptr);
    throw;
  }
  done(pixels);
  return pixels;
}

BlockCache::Pixels BlockCache::find(const Key& key) {
  const auto it = index_.find(key);
  if (it == index_.end()) {
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, it->second);
  return it->second->pixels;
}

void BlockCache::insert(const Key& key, const SlideRect& place, Pixels pixels) {
  held_bytes_ += pixels->size();
  entries_.push_front({key, place, std::move(pixels)});
  index_[key] = entries_.begin();
  shrink();
}

void BlockCache::release(const SlideRect& part) {
  const std::lock_guard lock(mutex_);
  for (auto it = entries_.begin(); it != entries_.end();) {
    if (intersect(it->place, part) == it->place) {
      held_bytes_ -= it->pixels->size();
      index_.erase(it->key);
      it = entries_.erase(it);
    } else {
      ++it;
    }
  }
}

void BlockCache::set_limit(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  limit_bytes_ = bytes;
  shrink();
}

void BlockCache::shrink() {
  while (held_bytes_ > limit_bytes_ && !entries_.empty()) {
    held_bytes_ -= entries_.back().pixels->size();
    index_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

}  // namespace cyto
