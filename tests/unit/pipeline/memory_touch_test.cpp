#include "memory_touch.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/resource.h>

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

TEST(MemoryTouch, IsOfTwoFifthsOfThePlanForALongPassOfSeveralThreads) {
  const MemoryPlan plan = plan_of(75, 3, 210);
  EXPECT_EQ(bytes_to_touch(plan, 128, 6 * kMib, 2), (60 + 84) * kMib);
  EXPECT_EQ(bytes_to_touch(plan, 8, 6 * kMib, 2), (60 + 84) * kMib);
  EXPECT_EQ(bytes_to_touch(plan, 128, 6 * kMib, 16), (90 + 84) * kMib) << "three tiles live at once";
}

TEST(MemoryTouch, IsOfNothingForOneThreadAndForFewTiles) {
  const MemoryPlan plan = plan_of(72, 5, 212);
  EXPECT_EQ(bytes_to_touch(plan, 128, 6 * kMib, 1), 0U);
  EXPECT_EQ(bytes_to_touch(plan, 7, 6 * kMib, 2), 0U);
  EXPECT_EQ(bytes_to_touch(plan, 15, 6 * kMib, 4), 0U);
}

TEST(MemoryTouch, DoesNotFollowAPlanForVeryManyBlocks) {
  EXPECT_EQ(bytes_to_touch(plan_of(10, 3, 4000), 100, 6 * kMib, 2), (8 + 128) * kMib);
}

TEST(MemoryTouch, IsOfNothingWherePlanesMayBeMappedApart) {
  EXPECT_EQ(bytes_to_touch(plan_of(72, 3, 200), 100, 32 * kMib, 2), 0U);
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
  EXPECT_EQ(workers.jobs, 10U);  // of 4 MiB
}

}  // namespace
}  // namespace cyto
