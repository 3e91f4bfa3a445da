#include "block_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>
#include <random>
#include <thread>

namespace {
thread_local bool no_memory = false;  ///< the next request fails
}

// The whole test program asks for memory here.
void* operator new(std::size_t bytes) {
  void* const memory = no_memory ? nullptr : std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) {
    no_memory = false;
    throw std::bad_alloc();
  }
  return memory;
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t /*bytes*/) noexcept {
  std::free(memory);
}

namespace cyto {
namespace {

constexpr std::int64_t kEdge = 64;
constexpr std::uint64_t kRowBytes = 2 * kEdge;
constexpr std::uint64_t kBlockBytes = kEdge * kRowBytes;

std::uint8_t byte_at(std::uint64_t plane, std::int64_t x_px, std::int64_t y, std::uint64_t byte) {
  return static_cast<std::uint8_t>(plane * 101 + static_cast<std::uint64_t>(x_px * 7 + y * 31) + byte * 3);
}

/// Blocks of 64 x 64 pixels of 16 bit from a slide without end, each pixel of which is known.
class Slide {
 public:
  explicit Slide(std::uint64_t limit_bytes) : cache(limit_bytes) {}

  static BlockCache::Block block(std::uint64_t plane, std::int64_t column, std::int64_t row) {
    return {{plane, static_cast<std::uint64_t>(row * 1000 + column)},
            {column * kEdge, row * kEdge, kEdge, kEdge},
            row * kEdge,
            kRowBytes};
  }

  BlockCache::Rows get(const BlockCache::Block& block, std::int64_t from) {
    return cache.get(block, from, [&] {
      ++decoded;
      const auto pixels = std::make_shared<PixelBytes>(kBlockBytes);
      for (std::int64_t y = 0; y < kEdge; ++y) {
        for (std::uint64_t b = 0; b < kRowBytes; ++b) {
          pixels->data()[static_cast<std::uint64_t>(y) * kRowBytes + b] =
              byte_at(block.key.plane, block.place.x, block.place.y + y, b);
        }
      }
      return pixels;
    });
  }

  BlockCache cache;
  int decoded = 0;
};

/// The rows from `from` to the end of the block.
bool are_right(const BlockCache::Block& block, const BlockCache::Rows& rows, std::int64_t from) {
  if (!rows.pixels || rows.first > from || rows.first < block.place.y ||
      rows.pixels->size() != static_cast<std::uint64_t>(block.place.bottom() - rows.first) * kRowBytes) {
    return false;
  }
  for (std::int64_t y = rows.first; y < block.place.bottom(); ++y) {
    for (std::uint64_t b = 0; b < kRowBytes; ++b) {
      if (rows.pixels->data()[static_cast<std::uint64_t>(y - rows.first) * kRowBytes + b] !=
          byte_at(block.key.plane, block.place.x, y, b)) {
        return false;
      }
    }
  }
  return true;
}

TEST(BlockCache, KeepsTheLowerRowsAloneOfABlockWhoseUpperRowsAreReleased) {
  Slide slide(2 * kBlockBytes);
  const auto block = Slide::block(0, 1, 2);
  const BlockCache::Rows whole = slide.get(block, 128);
  slide.cache.release({0, 0, 128, 176}, {true});
  const BlockCache::Rows rows = slide.get(block, 176);
  EXPECT_EQ(slide.decoded, 1);
  EXPECT_EQ(rows.first, 176);
  EXPECT_TRUE(are_right(block, rows, 176));
  EXPECT_TRUE(are_right(block, whole, 128)) << "who has the pixels keeps them";
  slide.cache.release({0, 0, 500, 176}, {true});
  EXPECT_EQ(slide.get(block, 190).pixels, rows.pixels) << "nothing is left to cut off";
}

TEST(BlockCache, DecodesABlockAgainWhenARowIsWantedThatIsNoLongerHeld) {
  Slide slide(2 * kBlockBytes);
  const auto block = Slide::block(0, 0, 0);
  (void)slide.get(block, 0);
  slide.cache.release({0, 0, 64, 40}, {true});
  EXPECT_TRUE(are_right(block, slide.get(block, 39), 39));
  EXPECT_EQ(slide.decoded, 2);
  EXPECT_TRUE(are_right(block, slide.get(block, 0), 0));
  EXPECT_EQ(slide.decoded, 2) << "now all of it is held";
}

TEST(BlockCache, KeepsOfABlockOnlyWhatSomebodyElseWillAskFor) {
  Slide slide(2 * kBlockBytes);
  auto block = Slide::block(0, 1, 2);
  block.kept_from = 176;
  const BlockCache::Rows whole = slide.get(block, 128);
  EXPECT_TRUE(are_right(block, whole, 128)) << "who has it decoded has all of it";
  const BlockCache::Rows rows = slide.get(block, 176);
  EXPECT_EQ(slide.decoded, 1);
  EXPECT_EQ(rows.first, 176);
  EXPECT_TRUE(are_right(block, rows, 176));

  auto lonely = Slide::block(0, 0, 0);
  lonely.kept_from = kEdge;
  EXPECT_TRUE(are_right(lonely, slide.get(lonely, 0), 0));
  EXPECT_EQ(slide.get(block, 176).pixels, rows.pixels) << "nothing had to go for it";
  (void)slide.get(lonely, 0);
  EXPECT_EQ(slide.decoded, 3) << "nothing of it was kept";
}

TEST(BlockCache, WhoWaitsForTheRowsThatAreKeptGetsThem) {
  Slide slide(2 * kBlockBytes);
  auto block = Slide::block(0, 0, 0);
  block.kept_from = 40;
  std::atomic<bool> waiting{false};
  BlockCache::Rows waited_for;
  std::thread other;
  (void)slide.cache.get(block, 0, [&] {
    other = std::thread([&] {
      waiting = true;
      waited_for = slide.get(block, 40);
    });
    while (!waiting) {
      std::this_thread::yield();
    }
    ++slide.decoded;
    const auto pixels = std::make_shared<PixelBytes>(kBlockBytes);
    std::fill_n(pixels->data(), kBlockBytes, std::uint8_t{7});
    return pixels;
  });
  other.join();
  EXPECT_EQ(slide.decoded, 1);
  EXPECT_EQ(waited_for.first, 40);
}

TEST(BlockCache, CutsOffNothingBelowOrBesideWhatIsReleased) {
  Slide slide(2 * kBlockBytes);
  const auto block = Slide::block(0, 1, 1);
  const BlockCache::Rows whole = slide.get(block, 64);
  for (const SlideRect& part :
       {SlideRect{0, 0, 127, 100}, SlideRect{65, 0, 900, 100}, SlideRect{0, 0, 900, 64},
        SlideRect{0, 65, 900, 10}, SlideRect{0, 65, 900, 900}}) {
    slide.cache.release(part, {true});
    EXPECT_EQ(slide.get(block, 64).pixels, whole.pixels);
  }
  slide.cache.release({64, 64, 64, 64}, {true});
  (void)slide.get(block, 64);
  EXPECT_EQ(slide.decoded, 2) << "released as a whole";
}

TEST(BlockCache, KeepsTheBlocksOfPlanesThatAreNotReleased) {
  Slide slide(4 * kBlockBytes);
  const auto kept = Slide::block(0, 0, 0);
  const auto released = Slide::block(1, 0, 0);
  const BlockCache::Rows whole = slide.get(kept, 0);
  (void)slide.get(released, 0);
  slide.cache.release({0, 0, 64, 32}, {false, true});
  EXPECT_EQ(slide.get(kept, 0).pixels, whole.pixels);
  EXPECT_EQ(slide.get(released, 32).first, 32);
  slide.cache.release({0, 0, 64, 64}, {false, true});
  EXPECT_EQ(slide.get(kept, 0).pixels, whole.pixels);
  (void)slide.get(released, 0);
  EXPECT_EQ(slide.decoded, 3);
}

TEST(BlockCache, ReleasesABlockWithoutWhatTheSlideDoesNotTakeOfIt) {
  Slide slide(2 * kBlockBytes);
  const BlockCache::Block cropped{{0, 7}, {0, 0, 50, 54}, -10, kRowBytes};  // 14 columns, 10 rows outside
  const auto get = [&](std::int64_t from) {
    return slide.cache.get(cropped, from, [&] {
      ++slide.decoded;
      const auto pixels = std::make_shared<PixelBytes>(kBlockBytes);
      for (std::uint64_t i = 0; i < kBlockBytes; ++i) {
        pixels->data()[i] = static_cast<std::uint8_t>(i / kRowBytes);
      }
      return pixels;
    });
  };
  EXPECT_EQ(get(0).first, -10);
  slide.cache.release({0, 0, 50, 20}, {true});
  const BlockCache::Rows rows = get(20);
  EXPECT_EQ(slide.decoded, 1);
  EXPECT_EQ(rows.first, 20);
  ASSERT_EQ(rows.pixels->size(), 34 * kRowBytes);
  EXPECT_EQ(rows.pixels->data()[0], 30) << "slide row 20";
  slide.cache.release({0, 0, 50, 54}, {true});
  (void)get(30);
  EXPECT_EQ(slide.decoded, 2);
}

TEST(BlockCache, CountsOfACutBlockTheRowsThatAreHeld) {
  Slide slide(2 * kBlockBytes);
  const auto first = Slide::block(0, 0, 0);
  const auto second = Slide::block(0, 1, 0);
  const auto third = Slide::block(0, 2, 0);
  (void)slide.get(first, 0);
  (void)slide.get(second, 0);
  slide.cache.release({0, 0, 128, 32}, {true});  // two halves
  (void)slide.get(third, 0);
  (void)slide.get(first, 32);
  (void)slide.get(second, 32);
  (void)slide.get(third, 0);
  EXPECT_EQ(slide.decoded, 3) << "all find room";
  (void)slide.get(Slide::block(0, 3, 0), 0);
  (void)slide.get(third, 0);
  EXPECT_EQ(slide.decoded, 4) << "the halves, not used for longest, went first";
  (void)slide.get(second, 32);
  EXPECT_EQ(slide.decoded, 5);
}

TEST(BlockCache, NobodyWaitsForAThreadThatHasNoMemoryToKeepItsBlock) {
  for (int round = 0; round < 20; ++round) {
    Slide slide(2 * kBlockBytes);
    auto block = Slide::block(0, 0, 0);
    block.kept_from = round % 2 == 0 ? 0 : 32;  // all rows, or copies of the lower ones
    std::atomic<bool> in_work{false};
    std::thread waiting([&] {
      while (!in_work) {
        std::this_thread::yield();
      }
      EXPECT_TRUE(are_right(block, slide.get(block, 32), 32));
    });
    const auto decode = [&] {
      in_work = true;
      for (int i = 0; i < 1000; ++i) {
        std::this_thread::yield();  // the other one comes to wait
      }
      const auto pixels = std::make_shared<PixelBytes>(kBlockBytes);
      no_memory = true;
      return pixels;
    };
    EXPECT_THROW((void)slide.cache.get(block, 0, decode), std::bad_alloc);
    waiting.join();
    EXPECT_TRUE(are_right(block, slide.get(block, 32), 32));
    EXPECT_EQ(slide.decoded, 1) << "what the other one decoded is held";
  }
}

TEST(BlockCache, GivesTheRightRowsWhateverWasReleasedAndWhateverFindsRoom) {
  std::mt19937 random(11);
  const auto below = [&](std::int64_t end) {
    return std::uniform_int_distribution<std::int64_t>(0, end - 1)(random);
  };
  for (const std::uint64_t limit : {std::uint64_t{0}, 5 * kBlockBytes / 2, 100 * kBlockBytes}) {
    Slide slide(limit);
    for (int i = 0; i < 2000; ++i) {
      if (below(4) == 0) {
        slide.cache.release({below(3) * 50, below(3) * 50, below(300), below(300)}, {below(3) > 0, true});
      }
      const auto block = Slide::block(static_cast<std::uint64_t>(below(2)), below(4), below(4));
      const std::int64_t from = block.place.y + below(kEdge);
      ASSERT_TRUE(are_right(block, slide.get(block, from), from)) << i;
    }
  }
}

}  // namespace
}  // namespace cyto
