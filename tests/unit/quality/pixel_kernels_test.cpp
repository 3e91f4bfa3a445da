#include "pixel_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "support/each_vector_unit.h"

namespace cyto {
namespace {

constexpr std::size_t kWidth = 256;
constexpr std::size_t kWhitePixels = 1024;
/// Few values, so that neighbours are often equal; values of half the range and more, whose sign a careless
/// kernel would mistake; the whole range.
const std::vector<std::pair<unsigned, unsigned>> kSpreads{{3, 0}, {50, 32740}, {65536, 0}};

std::vector<std::uint16_t> drawn_pixels(std::mt19937& random, std::size_t count, unsigned spread,
                                        unsigned base) {
  std::vector<std::uint16_t> pixels(count);
  std::generate(pixels.begin(), pixels.end(),
                [&] { return static_cast<std::uint16_t>(base + random() % spread); });
  return pixels;
}

TEST(PixelKernels, SumBlocksAsThePlainFormOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(1);
    for (const auto& [spread, base] : kSpreads) {
      for (int rows = 1; rows <= 32; ++rows) {
        const auto pixels = drawn_pixels(random, 5 * kWidth, spread, base);
        const PixelRows<std::uint16_t> block{pixels.data(), 40, rows, 32};
        ASSERT_TRUE(sum_block(block) == plain_sum_block(block)) << unit << ' ' << rows;
      }
    }
    const std::vector<std::uint16_t> white(kWhitePixels, 65535);
    ASSERT_EQ(sum_block({white.data(), 32, 32, 32}).sum, kWhitePixels * 65535) << unit;
  });
}

TEST(PixelKernels, CountStandingPixelsOfColumnsAsThePlainFormOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(2);
    for (const auto& [spread, base] : kSpreads) {
      for (int columns = 64; columns <= static_cast<int>(kWidth); ++columns) {
        const auto pixels = drawn_pixels(random, 20 * kWidth, spread, base);
        const PixelRows<std::uint16_t> rows{pixels.data(), static_cast<std::ptrdiff_t>(kWidth), 20, columns};
        std::vector<std::vector<std::uint16_t>> counts(4, std::vector<std::uint16_t>(kWidth));
        count_standing_columns(rows, counts[0].data(), counts[1].data());
        plain_count_standing_columns(rows, counts[2].data(), counts[3].data());
        ASSERT_EQ(counts[0], counts[2]) << unit << ' ' << columns;
        ASSERT_EQ(counts[1], counts[3]) << unit << ' ' << columns;
      }
    }
  });
}

TEST(PixelKernels, CountStandingPixelsOfRowsAsThePlainFormOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(3);
    for (const auto& [spread, base] : kSpreads) {
      for (int n = 0; n <= 100; ++n) {
        const auto pixels = drawn_pixels(random, 300, spread, base);
        const std::uint16_t* row = pixels.data() + 100;
        const StandingPixels found = count_standing(row - 100, row, row + 100, n);
        const StandingPixels plain = plain_count_standing(row - 100, row, row + 100, n);
        ASSERT_EQ(found.higher, plain.higher) << unit << ' ' << n;
        ASSERT_EQ(found.lower, plain.lower) << unit << ' ' << n;
      }
    }
  });
}

TEST(PixelKernels, CountStepsAsThePlainFormOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(4);
    for (const auto& [spread, base] : kSpreads) {
      for (int width = 4; width <= static_cast<int>(kWidth); ++width) {
        const auto row = drawn_pixels(random, static_cast<std::size_t>(width), spread, base);
        const auto other = drawn_pixels(random, static_cast<std::size_t>(width), spread, base);
        StepCounts found;
        StepCounts plain;
        count_steps(row.data(), other.data(), width, found);
        plain_count_steps(row.data(), other.data(), width, plain);
        ASSERT_EQ(found.looked_at, plain.looked_at) << unit << ' ' << width;
        ASSERT_EQ(found.greatest, plain.greatest) << unit << ' ' << width;
        ASSERT_EQ(found.pairs, plain.pairs) << unit << ' ' << width;
        ASSERT_EQ(found.equal, plain.equal) << unit << ' ' << width;
      }
    }
  });
}

}  // namespace
}  // namespace cyto
