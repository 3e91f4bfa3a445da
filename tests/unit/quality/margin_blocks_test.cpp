#include "cytrial/quality/margin_blocks.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace cyto {
namespace {

constexpr SlideRect kSlide{0, 0, 4000, 3000};

/// A part of a noisy slide, of one channel.
RawTile noisy_tile(const SlideRect& rect) {
  std::mt19937 random(9);
  cv::Mat1w plane(static_cast<int>(rect.height), static_cast<int>(rect.width));
  for (std::uint16_t& count : plane) {
    count = static_cast<std::uint16_t>(300 + random() % 64);
  }
  RawTile raw;
  raw.rect = rect;
  raw.planes = {plane};
  return raw;
}

void make_constant(RawTile& raw, const SlideRect& part) {
  const SlideRect inside = intersect(part, raw.rect);
  raw.planes[0](cv::Rect(static_cast<int>(inside.x - raw.rect.x), static_cast<int>(inside.y - raw.rect.y),
                         static_cast<int>(inside.width), static_cast<int>(inside.height)))
      .setTo(300);
}

TEST(MarginBlocks, ReachTwoBlocksFromTheSlidesEdge) {
  const SlideRect whole{0, 0, 320, 205};
  const MarginBlocks margin(noisy_tile(whole), whole, whole, whole, 0);
  for (std::int64_t y = 0; y < whole.height; ++y) {
    for (std::int64_t x = 0; x < whole.width; ++x) {
      // The last blocks begin at 288 and, cut, at 192.
      const bool near = x < 64 || y < 64 || x >= 256 || y >= 160;
      ASSERT_EQ(margin.hold(x, y), near) << x << ", " << y;
    }
  }
}

TEST(MarginBlocks, ReachTwoBlocksFromAConstantOneWhereverTheSeamIs) {
  const SlideRect constant{1888, 896, 32, 32};
  for (const std::int64_t right :
       {1776, 1817, 1856, 1871, 1888, 1903, 1952}) {  // of the core left of the seam
    const SlideRect left_core{1000, 700, right - 1000, 500};
    const SlideRect right_core{right, 700, 3000 - right, 500};
    for (const SlideRect& core : {left_core, right_core}) {
      const SlideRect extent = inflate_within(core, 104, kSlide);
      RawTile raw = noisy_tile(extent);
      if (!intersect(constant, extent).empty()) {
        make_constant(raw, constant);
      }
      const MarginBlocks margin(raw, core, extent, kSlide, 0);
      for (std::int64_t y = core.y; y < core.bottom(); y += 8) {
        for (std::int64_t x = core.x; x < core.right(); ++x) {
          const bool near = x >= 1824 && x < 1984 && y >= 832 && y < 992;
          ASSERT_EQ(margin.hold(x, y), near) << x << ", " << y << ", seam " << right;
        }
      }
    }
  }
}

TEST(MarginBlocks, AreToldForTheRoundedCentroidOfACoresEvent) {
  // A centroid of 1855.6 belongs to the core that begins at 1856; its whole pixel is the one before.
  const SlideRect core{1856, 704, 800, 500};
  const SlideRect extent = inflate_within(core, 192, kSlide);
  RawTile raw = noisy_tile(extent);
  make_constant(raw, {1824, 704, 32, 32});
  const MarginBlocks margin(raw, core, extent, kSlide, 0);
  EXPECT_TRUE(margin.hold(1855, 710));
  EXPECT_TRUE(margin.hold(1860, 703));
  EXPECT_FALSE(margin.hold(1855, 900));
}

TEST(MarginBlocks, SeeNothingBeyondTheExtentNorInANarrowPieceOfABlock) {
  const SlideRect core{1024, 1024, 512, 512};
  for (const std::int64_t halo_px : {0, 13, 15, 16, 40}) {
    const SlideRect extent = inflate_within(core, halo_px, kSlide);
    RawTile raw = noisy_tile(inflate_within(core, 64, kSlide));  // more than the window may look at
    make_constant(raw, {992, 1024, 32, 512});
    const MarginBlocks margin(raw, core, extent, kSlide, 0);
    EXPECT_EQ(margin.hold(1030, 1200), halo_px >= 16) << halo_px;
    EXPECT_FALSE(margin.hold(1100, 1200)) << "two blocks from it";
  }
}

TEST(MarginBlocks, NoneAreHeldByNone) {
  EXPECT_FALSE(MarginBlocks().hold(0, 0));
}

}  // namespace
}  // namespace cyto
