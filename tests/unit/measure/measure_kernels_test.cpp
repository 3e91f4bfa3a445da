#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <random>
#include <vector>

#include "bit_kernels.h"
#include "code_kernels.h"
#include "edge_kernel.h"
#include "moment_kernels.h"
#include "support/each_vector_unit.h"
#include "texture_kernels.h"

namespace cyto {
namespace {

std::vector<float> drawn_values(std::mt19937& random, std::size_t n) {
  std::vector<float> values(n);
  std::generate(values.begin(), values.end(),
                [&] { return static_cast<float>(random() % 100000) * 0.037F - 500.0F; });
  return values;
}

TEST(MomentKernels, SumAsTheirPlainFormsOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(1);
    for (std::size_t n = 0; n < 70; ++n) {
      std::array<std::vector<float>, 4> values;
      std::array<const float*, 4> lists{};
      for (std::size_t i = 0; i < 4; ++i) {
        values[i] = drawn_values(random, n + kSumMargin);
        lists[i] = values[i].data();
      }
      const std::array<double, 4> pivots{1.1, -20.3, 1e6, 0};
      std::array<double, 4> found{};
      std::array<double, 4> plain{};
      sum_four(lists.data(), n, found.data());
      plain_sum_four(lists.data(), n, plain.data());
      ASSERT_EQ(found, plain) << unit << ' ' << n;
      found = {};
      if (n == 0) {
        continue;
      }
      std::array<double, 4> found_squares{};
      std::array<double, 4> plain_squares{};
      std::array<double, 4> found_largest{};
      std::array<double, 4> plain_largest{};
      sum_moments_of_four(lists.data(), pivots.data(), n, found.data(), found_squares.data(),
                          found_largest.data());
      plain_sum_moments_of_four(lists.data(), pivots.data(), n, plain.data(), plain_squares.data(),
                                plain_largest.data());
      ASSERT_EQ(found, plain) << unit << ' ' << n;
      ASSERT_EQ(found_squares, plain_squares) << unit << ' ' << n;
      ASSERT_EQ(found_largest, plain_largest) << unit << ' ' << n;
    }
  });
}

TEST(CodeKernels, GiveTheCodesOfTheirPlainFormOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(6);
    for (std::size_t n = 1; n < 200; ++n) {
      const std::vector<float> values = drawn_values(random, n);
      // Values beyond both ends; all in one class.
      for (const CodeScale scale : {CodeScale{-100.0F, 0.1F}, CodeScale{}}) {
        std::vector<std::uint8_t> found(n + kCodeMargin);
        std::vector<std::uint8_t> plain(found.size());
        put_codes(values.data(), n, scale, found.data());
        plain_put_codes(values.data(), n, scale, plain.data());
        ASSERT_EQ(found, plain) << unit << ' ' << n;
      }
    }
  });
}

TEST(CodeKernels, FindEveryRankAmongCodesOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(7);
    for (std::size_t n = 1; n < 150; n += 3) {
      std::vector<float> values = drawn_values(random, n);
      std::vector<std::uint8_t> codes(n + kCodeMargin);
      put_codes(values.data(), n, {0.0F, 0.05F}, codes.data());
      std::vector<std::uint8_t> sorted(codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(n));
      std::sort(sorted.begin(), sorted.end());
      values.resize(n + kCodeMargin);
      std::vector<float> taken(n + kCodeMargin);
      for (std::size_t rank = 0; rank < n; ++rank) {
        std::array<CodeRank, 3> lists{};
        const std::array<const std::uint8_t*, 3> same{codes.data(), codes.data(), codes.data()};
        const std::array<std::size_t, 3> ranks{n - 1 - rank, rank, rank / 2};
        find_codes(same.data(), lists.size(), n, ranks.data(), lists.data());
        const CodeRank found = lists[1];
        ASSERT_EQ(lists[0].code, sorted[n - 1 - rank]) << unit << ' ' << n;
        ASSERT_EQ(lists[2].code, sorted[rank / 2]) << unit << ' ' << n;
        ASSERT_EQ(found.code, sorted[rank]) << unit << ' ' << n;
        const auto first = std::lower_bound(sorted.begin(), sorted.end(), found.code);
        ASSERT_EQ(found.below, static_cast<std::size_t>(first - sorted.begin())) << unit << ' ' << n;

        std::vector<float> members;
        float largest = -std::numeric_limits<float>::infinity();
        for (std::size_t i = 0; i < n; ++i) {
          if (codes[i] == found.code) {
            members.push_back(values[i]);
          } else if (codes[i] < found.code) {
            largest = std::max(largest, values[i]);
          }
        }
        taken.resize(take_coded(values.data(), codes.data(), n, found.code, taken.data()));
        ASSERT_EQ(taken, members) << unit << ' ' << n;
        taken.resize(n + kCodeMargin);
        ASSERT_EQ(largest_below(values.data(), codes.data(), n, found.code), largest) << unit << ' ' << n;
      }
    }
  });
}

TEST(MomentKernels, TakeAsTheirPlainFormOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(2);
    for (std::size_t n = 0; n < 100; ++n) {
      const std::vector<float> values = drawn_values(random, n);
      std::vector<std::uint8_t> marks(n);
      std::generate(marks.begin(), marks.end(), [&] { return static_cast<std::uint8_t>(random() % 2); });
      std::vector<float> found(n + kMarkMargin);
      std::vector<float> plain(found.size());
      take_marked(values.data(), marks.data(), n, found.data());
      plain_take_marked(values.data(), marks.data(), n, plain.data());
      const auto marked = std::count(marks.begin(), marks.end(), 1);
      ASSERT_TRUE(std::equal(found.begin(), found.begin() + marked, plain.begin())) << unit << ' ' << n;
    }
  });
}

/// A few runs per row of a plane, none at its border.
std::vector<PixelRun> drawn_runs(std::mt19937& random, int rows, int columns) {
  std::vector<PixelRun> runs;
  for (int y = 1; y + 1 < rows; ++y) {
    for (int x = 1 + static_cast<int>(random() % 9); x + 1 < columns;) {
      const int end = std::min(columns - 1, x + 1 + static_cast<int>(random() % 60));
      runs.push_back({y, x, end});
      x = end + 1 + static_cast<int>(random() % 9);
    }
  }
  return runs;
}

TEST(TextureKernels, GiveTheLevelsAndCodesOfTheirPlainFormsOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(3);
    for (int columns = 3; columns < 90; ++columns) {
      constexpr int kRows = 7;
      const std::vector<PixelRun> runs = drawn_runs(random, kRows, columns);
      const auto wide = static_cast<std::size_t>(columns);
      const std::size_t most = kRows * wide + kTextureMargin;
      std::vector<float> values = drawn_values(random, most);
      const float brightest = *std::max_element(values.begin(), values.end());
      for (std::size_t i = 0; i < 16; ++i) {
        values[i] = brightest * static_cast<float>(i) / 16.0F;
      }
      std::vector<std::uint8_t> levels(most, kOutsideLevel);
      std::vector<std::uint8_t> plain = levels;
      put_levels(values.data(), runs, wide, brightest, levels.data());
      plain_put_levels(values.data(), runs, wide, brightest, plain.data());
      ASSERT_EQ(levels, plain) << unit << ' ' << columns;

      std::array<std::vector<std::uint8_t>, 8> codes;
      codes.fill(std::vector<std::uint8_t>(most));
      const auto at = [&](std::size_t i) { return codes[i].data(); };
      pair_codes(plain.data(), runs, wide, {at(0), at(1), at(2), at(3)});
      plain_pair_codes(plain.data(), runs, wide, {at(4), at(5), at(6), at(7)});
      std::size_t pixels = 0;
      for (const PixelRun& run : runs) {
        pixels += static_cast<std::size_t>(run.end - run.begin);
      }
      for (std::size_t i = 0; i < kPairDirections; ++i) {
        ASSERT_TRUE(std::equal(at(i), at(i) + pixels, at(i + 4))) << unit << ' ' << columns;
        ASSERT_TRUE(std::all_of(at(i), at(i) + pixels, [](std::uint8_t code) { return code < kPairCodes; }));
      }
    }
  });
}

TEST(TextureKernels, SumPairsAsTheirPlainFormsOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(8);
    for (const unsigned most : {1U, 5U, 300U, 6000U}) {  // the last beyond the logarithms that are remembered
      std::array<SmallCounts, kPairDirections> tables{};
      for (SmallCounts& table : tables) {
        std::generate_n(table.begin(), kPairCodes,
                        [&] { return static_cast<std::uint16_t>(random() % most); });
      }
      std::array<SmallCounts, kPairDirections> plain_tables = tables;
      PairCounts counts{};
      PairCounts plain{};
      for (int round = 0; round < 2; ++round) {
        collect_counts(tables, counts);
        plain_collect_counts(plain_tables, plain);
        ASSERT_EQ(counts, plain) << unit << ' ' << most;
        ASSERT_EQ(tables, (std::array<SmallCounts, kPairDirections>{})) << unit << ' ' << most;
      }
      const PairSums found = sum_pairs(counts);
      const PairSums expected = plain_sum_pairs(counts);
      ASSERT_EQ(found.pairs, expected.pairs) << unit << ' ' << most;
      ASSERT_EQ(found.squared_distance, expected.squared_distance) << unit << ' ' << most;
      ASSERT_EQ(found.nearness, expected.nearness) << unit << ' ' << most;
      ASSERT_EQ(found.logarithms, expected.logarithms) << unit << ' ' << most;
    }
  });
}

TEST(EdgeKernel, GivesTheSumsOfItsPlainFormOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(4);
    for (std::size_t rows = 0; rows < 40; ++rows) {
      constexpr std::size_t kMost = 50;
      constexpr std::size_t kWide = 1 + kMost + kEdgeMargin;
      const std::vector<float> plane = drawn_values(random, (rows + 3) * kWide);
      std::vector<EdgePixels> pixels;
      for (std::size_t y = 0; y < rows; ++y) {
        const float* const first = plane.data() + y * kWide + 1;
        pixels.push_back({first, first + kWide, first + 2 * kWide, 1 + random() % kMost});
      }
      const EdgeSums found = sum_edges(pixels);
      const EdgeSums plain = plain_sum_edges(pixels);
      ASSERT_EQ(found.along_x, plain.along_x) << unit << ' ' << rows;
      ASSERT_EQ(found.along_y, plain.along_y) << unit << ' ' << rows;
      ASSERT_EQ(found.roughness, plain.roughness) << unit << ' ' << rows;
    }
  });
}

TEST(BitKernels, FindAndCountAsTheirPlainFormsOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937_64 random(5);
    for (std::size_t stride = 1; stride < 4; ++stride) {
      for (std::size_t rows = 0; rows < 20; ++rows) {
        // A word, an empty row, the rows, an empty row, a word, the margin.
        const std::size_t n = rows * stride;
        const std::size_t first = 1 + stride;
        std::vector<std::uint64_t> whole(first + n + stride + 1 + kBitMargin);
        std::vector<std::uint64_t> part(whole.size());
        for (std::size_t i = first; i < first + n; ++i) {
          whole[i] = random() | random() | random() | random();
          if ((i - first) % stride == stride - 1) {
            whole[i] &= ~std::uint64_t{0} >> 1U;  // a row's last column is its border
          }
          part[i] = whole[i] & (random() | random() | random());
        }
        const CrossingCounts found = count_crossings(part.data() + 1, n + stride, stride);
        const CrossingCounts plain = plain_count_crossings(part.data() + 1, n + stride, stride);
        ASSERT_EQ(found.straight, plain.straight) << unit << ' ' << rows;
        ASSERT_EQ(found.diagonal, plain.diagonal) << unit << ' ' << rows;

        std::vector<std::uint64_t> inner(whole.size());
        std::vector<std::uint64_t> plain_inner(whole.size());
        const InnerCounts counts =
            find_inner(whole.data() + first, part.data() + first, n, stride, inner.data() + first);
        const InnerCounts plain_counts = plain_find_inner(whole.data() + first, part.data() + first, n,
                                                          stride, plain_inner.data() + first);
        ASSERT_EQ(inner, plain_inner) << unit << ' ' << rows;
        ASSERT_EQ(counts.inner, plain_counts.inner) << unit << ' ' << rows;
        ASSERT_EQ(counts.edge, plain_counts.edge) << unit << ' ' << rows;
        ASSERT_EQ(counts.inner_edge, plain_counts.inner_edge) << unit << ' ' << rows;
      }
    }
  });
}

}  // namespace
}  // namespace cyto
