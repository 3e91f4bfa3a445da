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
/// Far below what a heap maps apart and gives back to the system.
constexpr std::uint64_t kLargestPlane = 8 * kMib;
/// Enough pieces to share out evenly, of more than one large page each.
constexpr std::size_t kPieceBytes = 4 * kMib;
constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kLeastTilesPerThread = 4;

}  // namespace

std::uint64_t bytes_to_touch(const MemoryPlan& plan, std::size_t tiles, std::uint64_t plane_bytes,
                             std::size_t threads) {
  if (threads < 2 || tiles < kLeastTilesPerThread * threads || plane_bytes > kLargestPlane) {
    return 0;
  }
  const std::uint64_t at_work = std::min(threads, plan.live_tiles);
  return at_work * plan.bytes_per_tile * 2 / 5 + std::min(plan.cache_bytes * 2 / 5, kMostOfBlocks);
}

void touch_together(std::uint64_t bytes, const Workers& workers) {
  // All are kept until all are touched: what is given back at once would be given out again.
  std::vector<std::unique_ptr<char[]>> pieces(bytes / kPieceBytes);
  workers.each(pieces.size(), [&pieces](std::size_t i) {
    pieces[i].reset(new (std::nothrow) char[kPieceBytes]);
    // Volatile: nobody reads what is written.
    volatile char* const begin = pieces[i].get();
    for (std::size_t at = 0; begin != nullptr && at < kPieceBytes; at += kPageBytes) {
      begin[at] = 0;
    }
  });
}

}  // namespace cyto
