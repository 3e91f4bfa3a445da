#include "memory_touch.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>

#include "granted_threads.h"

namespace cyto {
namespace {

constexpr std::uint64_t kMib = 1U << 20U;

MemoryPlan plan_of(std::uint64_t tile_mib, std::size_t tiles, std::uint64_t cache_mib) {
  MemoryPlan plan;
  plan.bytes_per_tile = tile_mib * kMib;
  plan.live_tiles = tiles;
  plan.cache_bytes = cache_mib * kMib;
  return plan;
}

TEST(MemoryTouch, IsOfLessThanIsPlannedAndOfNothingForOneThread) {
  for (const std::size_t threads : {1U, 2U, 3U, 16U, 200U}) {
    for (const std::size_t tiles : {1U, 2U, 500U}) {
      const MemoryPlan plan = plan_of(72, std::min<std::size_t>(threads + 1, 5), 212);
      const std::uint64_t bytes = bytes_sure_to_be_used(plan, tiles, 6 * kMib, threads);
      const std::uint64_t at_work = std::min({threads, tiles, plan.live_tiles});
      EXPECT_LE(bytes, at_work * plan.bytes_per_tile / 2 + plan.cache_bytes / 2);
      EXPECT_EQ(bytes == 0, threads == 1) << threads << " threads, " << tiles << " tiles";
    }
  }
}

TEST(MemoryTouch, DoesNotFollowAPlanForVeryManyBlocks) {
  EXPECT_EQ(bytes_sure_to_be_used(plan_of(10, 3, 4000), 100, 6 * kMib, 2), (10 + 128) * kMib);
}

TEST(MemoryTouch, IsOfNothingWherePlanesMayBeMappedApart) {
  EXPECT_EQ(bytes_sure_to_be_used(plan_of(72, 3, 200), 100, 32 * kMib, 2), 0U);
}

TEST(MemoryTouch, ReachesMemoryThatWasOnlyAskedFor) {
  const auto faults = [](std::uint64_t bytes) {
    rusage before{};
    rusage after{};
    ::getrusage(RUSAGE_SELF, &before);
    touch_together(bytes, calling_thread());
    ::getrusage(RUSAGE_SELF, &after);
    return after.ru_minflt - before.ru_minflt;
  };
  faults(0);
  EXPECT_GE(faults(256 * kMib), 128 + faults(0)) << "a large page holds 2 MiB";
}

TEST(MemoryTouch, IsGivenBackToTheHeap) {
  const GrantedThreads threads(2);
  threads.each(2, [](std::size_t) {});  // TBB's own memory
  const auto used = [] { return ::mallinfo2().uordblks + ::mallinfo2().hblkhd; };
  const auto before = used();
  touch_together(100 * kMib, threads);
  EXPECT_LT(used(), before + kMib);
  touch_together(0, threads);
  touch_together(kMib, threads);
}

TEST(MemoryTouch, IsSharedOutInWholePieces) {
  class Counting final : public Workers {
   public:
    [[nodiscard]] std::size_t threads() const noexcept override { return 1; }
    void each(std::size_t count, const std::function<void(std::size_t)>& job) const override {
      jobs = count;
      calling_thread().each(count, job);
    }
    void while_waiting(const std::function<void()>&, const std::function<void()>&) const override {}
    void go_through(EventSource&, const LookAtBatch&) const override {}
    mutable std::size_t jobs = 0;
  };
  const Counting workers;
  touch_together(40 * kMib, workers);
  EXPECT_EQ(workers.jobs, 5U);  // of 8 MiB
}

}  // namespace
}  // namespace cyto
