#include "leading_tiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

namespace cyto {
namespace {

TEST(LeadingTiles, AreToldOfOnceAndInOrderWhenAllBeforeThemHaveEnded) {
  constexpr std::size_t kTiles = 40;
  std::vector<std::size_t> order(kTiles);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 random(9);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    LeadingTiles leading(kTiles);
    std::vector<bool> ended(kTiles, false);
    std::vector<std::size_t> told;
    for (const std::size_t tile : order) {
      ended[tile] = true;
      leading.end(tile, [&](std::size_t now) { told.push_back(now); });
      const auto first_open = std::find(ended.begin(), ended.end(), false) - ended.begin();
      ASSERT_EQ(told.size(), static_cast<std::size_t>(first_open));
    }
    EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
  }
}

}  // namespace
}  // namespace cyto
