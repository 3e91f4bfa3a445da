#include "cytrial/process/value_ranks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

#include "support/each_vector_unit.h"

namespace cyto {
namespace {

/// Values with a dense low end, a few far ones, and, when `whole`, many equal ones.
std::vector<float> drawn_values(std::mt19937& random, bool whole) {
  std::vector<float> values(1 + random() % 1100);
  for (float& value : values) {
    value = static_cast<float>(random() % 4000) / 100.0F - 20.0F + (random() % 12 == 0 ? 3000.0F : 0.0F);
    value = whole ? std::floor(value) : value;
  }
  return values;
}

/// Holds ranks of drawn lists against sorting, on every vector unit.
/// @param prepare called with the ranks of a list that was read, the list in order, and the number of the
/// round.
void expect_ranks_of_sorting(unsigned seed, int ranks_asked,
                             const std::function<void(ValueRanks& ranks, const std::vector<float>& sorted,
                                                      int round, std::mt19937& random)>& prepare) {
  testing::on_each_vector_unit([&](const char* unit) {
    std::mt19937 random(seed);
    ValueRanks ranks;
    for (int round = 0; round < 200; ++round) {
      const std::vector<float> values = drawn_values(random, round % 2 == 0);
      std::vector<float> sorted = values;
      std::sort(sorted.begin(), sorted.end());
      ranks.read(values);
      prepare(ranks, sorted, round, random);
      for (int i = 0; i < ranks_asked; ++i) {
        const std::size_t rank = random() % values.size();
        ASSERT_EQ(ranks.at(rank), sorted[rank]) << unit << ", rank " << rank << " of " << values.size();
      }
    }
  });
}

TEST(ValueRanks, FindsWhatSortingFindsOnEveryVectorUnit) {
  expect_ranks_of_sorting(5, 5, [](ValueRanks&, const std::vector<float>&, int, std::mt19937&) {});
}

TEST(ValueRanks, FindsRanksAmongNeighbouringNumbersAndHugeOnes) {
  const float next = std::nextafter(1.0F, 2.0F);
  ValueRanks ranks;
  std::vector<float> values(100, 1.0F);
  std::fill_n(values.begin(), 40, next);
  ranks.read(values);
  EXPECT_EQ(ranks.at(59), 1.0F);
  EXPECT_EQ(ranks.at(60), next);

  std::fill_n(values.begin(), 50, -3e38F);
  std::fill_n(values.begin() + 50, 30, 3e38F);
  ranks.read(values);
  EXPECT_EQ(ranks.at(49), -3e38F);
  EXPECT_EQ(ranks.at(50), 1.0F);
  EXPECT_EQ(ranks.at(70), 3e38F);
}

TEST(ValueRanks, FindsTheSameWhateverIsExpected) {
  expect_ranks_of_sorting(
      6, 3, [](ValueRanks& ranks, const std::vector<float>& sorted, int round, std::mt19937& random) {
        for (int i = 0; i < round % 20; ++i) {
          ranks.expect(i % 3 == 0 ? sorted[random() % sorted.size()]
                                  : static_cast<float>(random() % 4000) - 500.0F);
        }
      });
}

TEST(ValueRanks, TakesTheQuantileAtTheRankBelow) {
  const std::vector<float> values{5.0F, 1.0F, 3.0F, 2.0F, 4.0F};
  ValueRanks ranks;
  ranks.read(values);
  EXPECT_EQ(ranks.quantile(0.0F), 1.0F);
  EXPECT_EQ(ranks.quantile(0.6F), 3.0F);
  EXPECT_EQ(ranks.quantile(1.0F), 5.0F);
}

}  // namespace
}  // namespace cyto
