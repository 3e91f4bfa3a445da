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
  const TileGrid grid = make_tile_grid(16384, 16384, kWindow, 160, 1024);
  for (const std::uint64_t budget : {600 * kMiB, 1024 * kMiB, 4096 * kMiB}) {
    const MemoryPlan plan = plan_memory(budget, 8, grid, four_channels(16384));
    EXPECT_LE(plan.live_tiles * plan.bytes_per_tile + plan.cache_bytes, budget);
    EXPECT_GE(plan.live_tiles, 1U);
  }
}

TEST(PlanMemory, FitsASlideOfFortyThousandPixelsIntoTheDefaultBudgetWithATileForEveryThread) {
  const TileGrid grid = make_tile_grid(40960, 40960, kWindow, 136, 1024);
  MemoryDemand demand = four_channels(40960);
  demand.slide_height_px = 40960;
  demand.cache_for_one_decode = 400 * kMiB;
  demand.quality_bytes = 20 * kMiB;
  demand.background_bytes = 41 * kMiB;
  demand.work_pixel_px = 2;  // 0.5 um per pixel, as the halo
  const MemoryPlan plan = plan_memory(ResourceLimits{}.memory_bytes, 2, grid, demand);
  EXPECT_GE(plan.live_tiles, 2U);
  EXPECT_TRUE(plan.keep_levels);
  EXPECT_EQ(plan.cache_bytes, demand.cache_for_one_decode);
}

TEST(PlanMemory, KeepsLevelsOfTheBackgroundInWhatIsLeftAndGivesNothingUpForThem) {
  const TileGrid grid = make_tile_grid(16384, 16384, kWindow, 102, 1024);
  MemoryDemand demand = four_channels(16384);
  demand.surroundings_bytes = 4096 * kMiB;
  const MemoryPlan without = plan_memory(1024 * kMiB, 2, grid, demand);
  EXPECT_TRUE(without.keep_levels) << "no bytes find room everywhere";
  for (const std::uint64_t bytes :
       {kMiB, without.surroundings_bytes, without.surroundings_bytes + 1, 4096 * kMiB}) {
    demand.background_bytes = bytes;
    const MemoryPlan plan = plan_memory(1024 * kMiB, 2, grid, demand);
    EXPECT_EQ(plan.keep_levels, bytes <= without.surroundings_bytes) << bytes;
    EXPECT_EQ(plan.live_tiles, without.live_tiles);
    EXPECT_EQ(plan.cache_bytes, without.cache_bytes);
    EXPECT_EQ(plan.surroundings_bytes, without.surroundings_bytes - (plan.keep_levels ? bytes : 0));
  }
}

TEST(PlanMemory, CountsTheClassificationOfAllEventsOfTheDensestSlide) {
  const TileGrid grid = make_tile_grid(1024, 1024, kWindow, 160, 1024);
  MemoryDemand demand = four_channels(131'072);
  EXPECT_NO_THROW((void)plan_memory(1024 * kMiB, 2, grid, demand));
  demand.slide_height_px = 131'072;
  EXPECT_THROW((void)plan_memory(1024 * kMiB, 2, grid, demand), Error);
}

/// Of a window with a halo of 102 px in the slide's last corner: there is no other that its core could leave
/// pixels to.
constexpr std::uint64_t kPixels = 2305ULL * 1281ULL;

TEST(PlanMemory, PlansForATileMoreThanOneMoreThreadWasSeenToNeedButNotTwice) {
  const TileGrid grid = make_tile_grid(8192, 8192, kWindow, 102, 1024);
  // Of four channels of 16 bit, docs/performance.md.
  constexpr std::uint64_t kSeenWithWorkPixelsOfOne = 33 * kPixels;
  constexpr std::uint64_t kSeenWithWorkPixelsOfTwo = 20 * kPixels;
  MemoryDemand demand = four_channels(8192);
  const auto planned = [&] { return plan_memory(1024 * kMiB, 2, grid, demand).bytes_per_tile; };
  constexpr std::uint64_t kMasks = 4 * kPixels;
  EXPECT_GE(planned(), kSeenWithWorkPixelsOfOne + kMasks);
  EXPECT_LT(planned(), 2 * kSeenWithWorkPixelsOfOne);
  demand.work_pixel_px = 2;
  EXPECT_GE(planned(), kSeenWithWorkPixelsOfTwo + kMasks);
  EXPECT_LT(planned(), 2 * kSeenWithWorkPixelsOfTwo);
  const std::uint64_t without = planned();
  demand.flat_fields = true;
  EXPECT_EQ(planned(), without + 4 * 4 * kPixels) << "a plane of real numbers per channel";
}

TEST(PlanMemory, PlansForChannelsReadWhenObjectsWereFoundInTheRoomThatThisTook) {
  const TileGrid grid = make_tile_grid(8192, 8192, kWindow, 102, 1024);
  constexpr std::uint64_t kOfChannel = 3;  // count and mask
  MemoryDemand demand = four_channels(8192);
  demand.work_pixel_px = 2;
  const auto planned = [&] { return plan_memory(4096 * kMiB, 2, grid, demand).bytes_per_tile; };
  const std::uint64_t at_once = planned();
  demand.further_channels = 2;
  EXPECT_EQ(planned(), at_once - 2 * kOfChannel * kPixels) << "finding needs more than measuring";
  demand.channels = 8;
  demand.further_channels = 6;
  constexpr std::uint64_t kMeasuring = 5;
  EXPECT_EQ(planned(), (8 * kOfChannel + kMeasuring) * kPixels) << "all channels need more than finding";
  demand.flat_fields = true;
  EXPECT_EQ(planned(), (8 * (kOfChannel + 4) + kMeasuring + 4) * kPixels) << "and a plane on its way";
}

TEST(PlanMemory, SetsTheEventsOfTheHighestRowOfWindowsAside) {
  const TileGrid grid = make_tile_grid(8192, 8192, kWindow, 102, 1024);
  MemoryDemand demand = four_channels(8192);
  demand.cache_for_one_decode = 4096 * kMiB;
  const std::uint64_t with_few = plan_memory(1024 * kMiB, 1, grid, demand).cache_bytes;
  demand.event_columns += 100;
  constexpr std::uint64_t kHighest = 1024 + 155;  // the last row: what the others are moved up is its own
  constexpr std::uint64_t kEvents = 8192 * kHighest / 256;
  EXPECT_EQ(plan_memory(1024 * kMiB, 1, grid, demand).cache_bytes,
            with_few - kEvents * 2 * 100 * sizeof(float));
}

TEST(PlanMemory, SetsTheCalibrationAside) {
  const TileGrid grid = make_tile_grid(4096, 4096, kWindow, 160, 1024);
  MemoryDemand demand = four_channels(4096);
  demand.slide_height_px = 4096;
  demand.cache_for_one_decode = 4096 * kMiB;
  const MemoryPlan without = plan_memory(1024 * kMiB, 2, grid, demand);
  demand.calibration_bytes = 134 * kMiB;
  EXPECT_EQ(plan_memory(1024 * kMiB, 2, grid, demand).cache_bytes, without.cache_bytes - 134 * kMiB);
  EXPECT_THROW((void)plan_memory(170 * kMiB, 2, grid, demand), Error);
}

TEST(PlanMemory, NeverKeepsMoreTilesThanThreadsCanUse) {
  const TileGrid grid = make_tile_grid(4096, 4096, kWindow, 160, 1024);
  EXPECT_EQ(plan_memory(64 * 1024 * kMiB, 2, grid, four_channels(4096)).live_tiles, 3U);
}

TEST(PlanMemory, GivesTheCacheWhatDecodingOnceNeedsAndNoMore) {
  const TileGrid grid = make_tile_grid(4096, 4096, kWindow, 160, 1024);
  EXPECT_EQ(plan_memory(64 * 1024 * kMiB, 2, grid, four_channels(4096)).cache_bytes, 100 * kMiB);
}

TEST(PlanMemory, RefusesABudgetBelowOneTileAndNamesOneThatWouldDo) {
  const TileGrid grid = make_tile_grid(16384, 16384, kWindow, 160, 4096);
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

TEST(PlanMemory, KeepsPixelsForPicturesOnlyOfWhatNothingElseNeeds) {
  const TileGrid grid = make_tile_grid(16384, 16384, kWindow, 160, 1024);
  MemoryDemand demand = four_channels(16384);
  demand.slide_height_px = 16384;
  const std::uint64_t least = 4096 * kMiB;
  std::uint64_t tight = 0;
  for (std::uint64_t budget = 200 * kMiB; budget < least; budget += 10 * kMiB) {
    demand.surroundings_bytes = 0;
    MemoryPlan without;
    try {
      without = plan_memory(budget, 2, grid, demand);
    } catch (const Error&) {
      continue;
    }
    EXPECT_EQ(without.surroundings_bytes, 0U);
    demand.surroundings_bytes = 30 * kMiB;
    const MemoryPlan with = plan_memory(budget, 2, grid, demand);
    EXPECT_EQ(with.live_tiles, without.live_tiles);
    EXPECT_EQ(with.cache_bytes, without.cache_bytes);
    EXPECT_LE(with.live_tiles * with.bytes_per_tile + with.cache_bytes + with.surroundings_bytes, budget);
    tight += with.surroundings_bytes < demand.surroundings_bytes ? 1 : 0;
  }
  EXPECT_GT(tight, 0U) << "no budget was too small for them";
  EXPECT_EQ(plan_memory(least, 2, grid, demand).surroundings_bytes, demand.surroundings_bytes);
}

TEST(PlanMemory, LeavesRoomForTheClassificationBesideThePixelsKeptForPictures) {
  const TileGrid grid = make_tile_grid(1024, 1024, kWindow, 160, 1024);
  MemoryDemand demand = four_channels(65'536);
  demand.slide_height_px = 65'536;
  demand.cache_for_one_decode = 0;
  demand.surroundings_bytes = 1024 * kMiB;
  constexpr std::uint64_t kEvents = 65'536ULL * 65'536ULL / 256;
  constexpr std::uint64_t kBudget = 1500 * kMiB;
  EXPECT_LE(
      plan_memory(kBudget, 2, grid, demand).surroundings_bytes + demand.bytes_to_classify_event * kEvents,
      kBudget);
}

}  // namespace
}  // namespace cyto
