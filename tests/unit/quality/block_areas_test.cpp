#include "block_areas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace cyto {
namespace {

std::vector<BlockArea> areas_of(const std::vector<std::string>& picture) {
  BlockAreas areas(static_cast<std::int64_t>(picture.front().size()),
                   static_cast<std::int64_t>(picture.size()));
  std::vector<BlockArea> found;
  const auto take = [&](const std::vector<BlockArea>& ended) {
    found.insert(found.end(), ended.begin(), ended.end());
  };
  for (const std::string& row : picture) {
    std::vector<std::uint8_t> marked;
    for (const char block : row) {
      marked.push_back(block == '#' ? 1 : 0);
    }
    take(areas.add_row(marked));
  }
  take(areas.finish());
  return found;
}

TEST(BlockAreas, ArmsThatMeetFurtherDownAreOneArea) {
  const auto found = areas_of({"......", ".#.#..", ".#.#..", ".###..", "......"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].blocks, (SlideRect{1, 1, 3, 3}));
  EXPECT_EQ(found[0].count, 7);
  EXPECT_FALSE(found[0].touches_edge);
}

TEST(BlockAreas, BlocksThatMeetAtACornerAreTwoAreas) {
  EXPECT_EQ(areas_of({"....", ".#..", "..#.", "...."}).size(), 2U);
}

TEST(BlockAreas, AnAreaKnowsThatAnArmOfItReachesTheEdge) {
  for (const auto& picture : {std::vector<std::string>{".....", "..#..", "..###", "....."},
                              {"..#..", "..#..", "....."},
                              {".....", "..#..", "..#.."},
                              {".....", "###..", "....."}}) {
    const auto found = areas_of(picture);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].touches_edge);
  }
}

TEST(BlockAreas, ARingAndWhatItEnclosesStayApart) {
  const auto found = areas_of({".......", ".#####.", ".#...#.", ".#.#.#.", ".#...#.", ".#####.", "......."});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].count, 1);
  EXPECT_EQ(found[1].count, 16);
}

}  // namespace
}  // namespace cyto
