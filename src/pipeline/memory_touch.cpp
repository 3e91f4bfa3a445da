#include "memory_touch.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace cyto {
namespace {

constexpr std::uint64_t kMib = 1U << 20U;
constexpr std::uint64_t kMostOfBlocks = 128 * kMib;
/// A heap maps larger pieces apart, and gives those back to the system.
constexpr std::size_t kPieceBytes = 16 * kMib;
constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kLargePageBytes = 2 * kMib;

}  // namespace

std::uint64_t bytes_sure_to_be_used(const MemoryPlan& plan, std::size_t tiles, std::size_t threads) {
  if (threads < 2) {
    return 0;
  }
  const std::uint64_t at_work = std::min({threads, tiles, plan.live_tiles});
  return at_work * plan.bytes_per_tile / 2 + std::min(plan.cache_bytes / 2, kMostOfBlocks);
}

void touch_together(std::uint64_t bytes, const Workers& workers) {
  std::vector<std::unique_ptr<char[]>> pieces;
  for (std::uint64_t i = 0; i < bytes / kPieceBytes; ++i) {
    pieces.emplace_back(new (std::nothrow) char[kPieceBytes]);
    if (!pieces.back()) {
      pieces.pop_back();
      break;
    }
  }
  constexpr std::size_t kLargePages = kPieceBytes / kLargePageBytes;
  workers.each(pieces.size() * kLargePages, [&pieces](std::size_t i) {
    // Volatile: nobody reads what is written.
    volatile char* const begin = pieces[i / kLargePages].get() + i % kLargePages * kLargePageBytes;
    for (std::size_t at = 0; at < kLargePageBytes; at += kPageBytes) {
      begin[at] = 0;
    }
  });
}

}  // namespace cyto
