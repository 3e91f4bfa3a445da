#include "../../../src/review/slide_levels.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "../../../src/review/http_message.h"
#include "cytrial/core/error.h"

namespace cyto::review::test {
namespace {

/// A made-up scan: every pixel a value of its own place.
class Scan {
 public:
  Scan(std::int64_t width, std::int64_t height) : plane_(static_cast<int>(height), static_cast<int>(width)) {
    for (int row = 0; row < plane_.rows; ++row) {
      for (int column = 0; column < plane_.cols; ++column) {
        plane_(row, column) = static_cast<std::uint16_t>((row * 7919 + column * 104729) % 60000);
      }
    }
  }
  [[nodiscard]] SlideLevels levels(TileCache& cache) {
    return {plane_.cols, plane_.rows, [this](const SlideRect& rect) { return read(rect); }, cache};
  }
  std::atomic<int> reads{0};
  std::atomic<bool> damaged{false};

 private:
  [[nodiscard]] std::vector<cv::Mat> read(const SlideRect& rect) {
    ++reads;
    if (damaged) {
      throw Error(ErrorCode::Io, "scan", "cannot be read here");
    }
    return {plane_(cv::Rect(static_cast<int>(rect.x), static_cast<int>(rect.y), static_cast<int>(rect.width),
                            static_cast<int>(rect.height)))
                .clone()};
  }
  cv::Mat1w plane_;
};

bool same(const Planes& a, const Planes& b) {
  return a->size() == b->size() && (*a)[0].size() == (*b)[0].size() &&
         cv::norm((*a)[0], (*b)[0], cv::NORM_INF) == 0.0;
}

TEST(SlideLevels, ATileIsTheSameHoweverItCameAbout) {
  Scan scan(3001, 2050);
  TileCache warm_cache(64U << 20U);
  SlideLevels warm = scan.levels(warm_cache);
  for (int level = 12; level >= 0; --level) {  // every level has all finer ones at hand
    const std::int64_t scale = std::int64_t{1} << static_cast<unsigned>(12 - level);
    for (std::int64_t row = 0; row * 256 * scale < 2050; ++row) {
      for (std::int64_t column = 0; column * 256 * scale < 3001; ++column) {
        TileCache cold_cache(0);
        SlideLevels cold = scan.levels(cold_cache);
        ASSERT_TRUE(same(warm.tile(level, column, row), cold.tile(level, column, row)))
            << level << "/" << column << "_" << row;
      }
    }
  }
}

TEST(SlideLevels, EachIsTheHalfOfTheOneBelow) {
  Scan scan(1030, 600);
  TileCache cache(64U << 20U);
  SlideLevels levels = scan.levels(cache);
  const cv::Mat1w fine = (*levels.tile(11, 0, 0))[0];
  const cv::Mat1w half = (*levels.tile(10, 0, 0))[0];
  EXPECT_EQ(half(5, 9), (fine(10, 18) + fine(10, 19) + fine(11, 18) + fine(11, 19) + 2) / 4);
  // 515 pixels wide: the last tile has 3 columns; the next level 258, the last of them from a single column.
  EXPECT_EQ((*levels.tile(10, 2, 0))[0].cols, 3);
  const cv::Mat1w last = (*levels.tile(9, 1, 0))[0];
  EXPECT_EQ(last.size(), cv::Size(2, 150));
  const cv::Mat1w border = (*levels.tile(10, 2, 0))[0];
  EXPECT_EQ(last(0, 1), (2 * border(0, 2) + 2 * border(1, 2) + 2) / 4);
}

TEST(SlideLevels, WhatIsKeptIsNotReadAgainAndTheCacheStaysWithinItsBytes) {
  Scan scan(4096, 4096);
  TileCache cache(64U << 20U);
  SlideLevels levels = scan.levels(cache);
  (void)levels.tile(9, 0, 0);  // 1/8: 16 tiles of 1/2 below it
  EXPECT_EQ(scan.reads, 16);
  for (const int level : {9, 10, 11}) {
    (void)levels.tile(level, 0, 0);
  }
  EXPECT_EQ(scan.reads, 16);
  (void)levels.tile(8, 0, 0);  // the overview: the whole scan, but what is held
  EXPECT_EQ(scan.reads, 64);
  (void)levels.tile(0, 0, 0);
  EXPECT_EQ(scan.reads, 64);

  TileCache small(300'000);  // two tiles of 131,072 bytes
  SlideLevels forgetful = scan.levels(small);
  for (const int column : {0, 1, 2}) {
    (void)forgetful.tile(11, column, 0);
  }
  scan.reads = 0;
  (void)forgetful.tile(11, 2, 0);
  (void)forgetful.tile(11, 1, 0);
  EXPECT_EQ(scan.reads, 0);
  (void)forgetful.tile(11, 0, 0);
  EXPECT_EQ(scan.reads, 1);
}

TEST(SlideLevels, ManyAtOnceGetTheSameOverview) {
  Scan scan(5000, 4100);
  TileCache cache(1U << 20U);
  SlideLevels levels = scan.levels(cache);
  std::vector<Planes> seen(8);
  std::vector<std::thread> crowd;
  for (Planes& one : seen) {
    crowd.emplace_back([&] { one = levels.tile(8, 0, 0); });
  }
  for (std::thread& one : crowd) {
    one.join();
  }
  for (const Planes& one : seen) {
    EXPECT_TRUE(same(one, seen[0]));
  }
}

TEST(SlideLevels, APlaceThatCannotBeReadIsAnErrorEachTimeAndNeverBlack) {
  Scan scan(4096, 4096);
  TileCache cache(64U << 20U);
  SlideLevels levels = scan.levels(cache);
  scan.damaged = true;
  for (const int level : {12, 11, 9, 8, 0}) {
    EXPECT_THROW((void)levels.tile(level, 0, 0), Error) << level;
    EXPECT_THROW((void)levels.tile(level, 0, 0), Error) << level;
  }
  scan.damaged = false;
  EXPECT_NO_THROW((void)levels.tile(8, 0, 0));
  EXPECT_THROW((void)levels.tile(12, 16, 0), Refused);
}

}  // namespace
}  // namespace cyto::review::test
