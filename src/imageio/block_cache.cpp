#include "block_cache.h"

#include <utility>

namespace cyto {

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
