#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cyto {

// Sets that are joined again and again. Each member names a lower one of its set in `parent`, or itself; the
// lowest is the set's root.

/// Root of a member's set; shortens the way there.
[[nodiscard]] inline std::int32_t find_root(std::vector<std::int32_t>& parent, std::int32_t at) {
  while (parent[static_cast<std::size_t>(at)] != at) {
    std::int32_t& up = parent[static_cast<std::size_t>(at)];
    up = parent[static_cast<std::size_t>(up)];
    at = up;
  }
  return at;
}

/// Makes one set of those of two members.
inline void join_sets(std::vector<std::int32_t>& parent, std::int32_t one, std::int32_t other) {
  const std::int32_t a = find_root(parent, one);
  const std::int32_t b = find_root(parent, other);
  parent[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
}

}  // namespace cyto
