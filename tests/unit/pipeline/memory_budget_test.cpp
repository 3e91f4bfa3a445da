#include "cytrial/pipeline/memory_budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cytrial/core/error.h"
#include "cytrial/pipeline/run_config.h"

namespace cyto {
namespace {

constexpr std::uint64_t kMiB = 1ULL << 20U;

MemoryDemand four_channels(std::int64_t width_px) {
  MemoryDemand demand;
  demand.slide_width_px = width_px;
  demand.channels = 4;
  demand.event_columns = 120;
  demand.cache_for_one_decode = 100 * kMiB;
  return demand;
}

TEST(PlanMemory, StaysInsideTheBudget) {
  const TileGrid grid = make_tile_grid(16384, 16384, kWindowPx, 160, 1024);
  for (const std::uint64_t budget : {600 * kMiB, 1024 * kMiB, 4096 * kMiB}) {
    const MemoryPlan plan = plan_memory(budget, 8, grid, four_channels(16384));
    EXPECT_LE(plan.live_tiles * plan.bytes_per_tile + plan.cache_bytes, budget);
    EXPECT_GE(plan.live_tiles, 1U);
  }
}

TEST(PlanMemory, FitsASlideOfFortyThousandPixelsIntoTheDefaultBudgetWithATileForEveryThread) {
  const TileGrid grid = make_tile_grid(40960, 40960, kWindowPx, 136, 1024);
  MemoryDemand demand = four_channels(40960);
  demand.slide_height_px = 40960;
  demand.cache_for_one_decode = 400 * kMiB;
  demand.quality_bytes = 20 * kMiB;
  const MemoryPlan plan = plan_memory(ResourceLimits{}.memory_bytes, 2, grid, demand);
  EXPECT_GE(plan.live_tiles, 2U);
  EXPECT_EQ(plan.cache_bytes, demand.cache_for_one_decode);
}

TEST(PlanMemory, CountsTheClassificationOfAllEventsOfTheDensestSlide) {
  const TileGrid grid = make_tile_grid(1024, 1024, kWindowPx, 160, 1024);
  MemoryDemand demand = four_channels(131'072);
  EXPECT_NO_THROW((void)plan_memory(1024 * kMiB, 2, grid, demand));
  demand.slide_height_px = 131'072;
  EXPECT_THROW((void)plan_memory(1024 * kMiB, 2, grid, demand), Error);
}

TEST(PlanMemory, PlansForATileMoreThanOneMoreThreadWasSeenToNeedButNotTwice) {
  const TileGrid grid = make_tile_grid(4096, 4096, kWindowPx, 102, 1024);
  constexpr std::uint64_t kWindow = 1228ULL * 1228ULL;
  constexpr std::uint64_t kSeen = 33 * kWindow;  // of four channels of 16 bit, docs/performance.md
  const std::uint64_t planned = plan_memory(1024 * kMiB, 2, grid, four_channels(4096)).bytes_per_tile;
  EXPECT_GT(planned, kSeen + 5 * 4 * kWindow - 1) << "flat fields and masks are not counted";
  EXPECT_LT(planned, 2 * kSeen);
}

TEST(PlanMemory, NeverKeepsMoreTilesThanThreadsCanUse) {
  const TileGrid grid = make_tile_grid(4096, 4096, kWindowPx, 160, 1024);
  EXPECT_EQ(plan_memory(64 * 1024 * kMiB, 2, grid, four_channels(4096)).live_tiles, 3U);
}

TEST(PlanMemory, GivesTheCacheWhatDecodingOnceNeedsAndNoMore) {
  const TileGrid grid = make_tile_grid(4096, 4096, kWindowPx, 160, 1024);
  EXPECT_EQ(plan_memory(64 * 1024 * kMiB, 2, grid, four_channels(4096)).cache_bytes, 100 * kMiB);
}

TEST(PlanMemory, RefusesABudgetBelowOneTileAndNamesOneThatWouldDo) {
  const TileGrid grid = make_tile_grid(16384, 16384, kWindowPx, 160, 4096);
  try {
    (void)plan_memory(100 * kMiB, 2, grid, four_channels(16384));
    FAIL() << "a budget of 100 MiB was accepted";
  } catch (const Error& problem) {
    EXPECT_EQ(problem.code(), ErrorCode::Usage);
    EXPECT_THAT(problem.what(), testing::HasSubstr("give at least"));
    const std::string text = problem.remedy();
    const std::uint64_t enough = std::stoull(text.substr(std::string("give at least ").size()));
    EXPECT_NO_THROW((void)plan_memory(enough * kMiB, 2, grid, four_channels(16384)));
  }
}

}  // namespace
}  // namespace cyto
