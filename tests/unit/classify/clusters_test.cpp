#include "clusters.h"

#include <gtest/gtest.h>

#include <limits>
#include <numbers>

#include "event_table.h"

namespace cyto {
namespace {

CellEllipse disc(std::uint64_t position, double x_um, double y_um, double radius_um = 5.0) {
  return {position, x_um, y_um, radius_um, radius_um, 0.0};
}

TEST(Touch, OfDiscsIsTheSumOfTheRadiiPlusTheGap) {
  EXPECT_TRUE(touch(disc(0, 0, 0), disc(1, 11.0, 0), 1.0));
  EXPECT_FALSE(touch(disc(0, 0, 0), disc(1, 11.001, 0), 1.0));
  EXPECT_TRUE(touch(disc(0, 0, 0), disc(1, 6.0, 8.0), 0.0));
}

TEST(Touch, FollowsTheOrientationOfEllipses) {
  // Half axes 8 and 3 um. Along x: 8 + 3 = 11 for the first lying and the second standing.
  const CellEllipse lying{0, 0.0, 0.0, 8.0, 3.0, 0.0};
  const auto standing_at = [](double x_um) {
    return CellEllipse{1, x_um, 0.0, 8.0, 3.0, std::numbers::pi / 2.0};
  };
  EXPECT_TRUE(touch(lying, standing_at(10.99), 0.0));
  EXPECT_FALSE(touch(lying, standing_at(11.01), 0.0));
  // A disc of 5 um on the x axis is 5 um from the outline of this ellipse when its centre is at 9.8473 um
  // (outline sampled at 200,000 points); along the line of centres the radii would give 8.97 um.
  const CellEllipse slanted{0, 0.0, 0.0, 8.0, 3.0, std::numbers::pi / 4.0};
  EXPECT_TRUE(touch(slanted, disc(1, 9.84, 0.0), 0.0));
  EXPECT_FALSE(touch(slanted, disc(1, 9.86, 0.0), 0.0));
  EXPECT_TRUE(touch(disc(0, 0.0, -9.84), {1, 0.0, 0.0, 8.0, 3.0, -std::numbers::pi / 4.0}, 0.0));
  EXPECT_FALSE(touch(disc(0, 0.0, -9.86), {1, 0.0, 0.0, 8.0, 3.0, -std::numbers::pi / 4.0}, 0.0));
}

TEST(Touch, DoesNotDependOnTheOrderOfTheCells) {
  test::Dice dice(21);
  for (int i = 0; i < 500; ++i) {
    const CellEllipse a{0, 0.0, 0.0, 6.0 + 3.0 * dice.uniform(), 4.0, 3.0 * dice.uniform()};
    const CellEllipse b{1, 20.0 * dice.uniform(), 20.0 * dice.uniform(), 7.0, 5.0, 3.0 * dice.uniform()};
    EXPECT_EQ(touch(a, b, 1.0), touch(b, a, 1.0)) << i;
  }
}

TEST(Touch, HoldsForCellsInTheSamePlace) {
  EXPECT_TRUE(touch(disc(0, 3.0, 4.0), disc(1, 3.0, 4.0), 0.0));
}

TEST(Touch, NeverHoldsForACellWithoutANumber) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(touch(disc(0, nan, 0.0), disc(1, 0.0, 0.0), 1.0));
  EXPECT_FALSE(touch(disc(0, 0.0, 0.0, infinity), disc(1, 0.0, 0.0), 1.0));
  EXPECT_TRUE(link_clusters({disc(0, nan, 0.0), disc(1, nan, 0.0), disc(2, infinity, 0.0)}, 1.0).empty());
}

TEST(LinkClusters, JoinsAChainWhoseEndsDoNotTouch) {
  std::vector<CellEllipse> cells;
  for (std::uint64_t i = 0; i < 20; ++i) {
    cells.push_back(disc(100 + i, 10.5 * static_cast<double>(i), 0.0));
  }
  const auto members = link_clusters(cells, 1.0);
  ASSERT_EQ(members.size(), 20U);
  for (const ClusterMember& member : members) {
    EXPECT_EQ(member.cluster_id, 1U);
    EXPECT_EQ(member.cluster_size, 20U);
  }
}

TEST(LinkClusters, NumbersClustersByTheirFirstMember) {
  // Positions 0 and 3 touch, 1 and 2 touch, 4 stands alone.
  const auto members =
      link_clusters({disc(0, 0, 0), disc(1, 100, 0), disc(2, 108, 0), disc(3, 8, 0), disc(4, 300, 300)}, 1.0);
  ASSERT_EQ(members.size(), 4U);
  EXPECT_EQ(members[0].position, 0U);
  EXPECT_EQ(members[0].cluster_id, 1U);
  EXPECT_EQ(members[1].cluster_id, 2U);
  EXPECT_EQ(members[2].cluster_id, 2U);
  EXPECT_EQ(members[3].position, 3U);
  EXPECT_EQ(members[3].cluster_id, 1U);
}

TEST(LinkClusters, FindsTheSameGroupsAsComparingAllPairs) {
  test::Dice dice(11);
  std::vector<CellEllipse> cells;
  for (std::uint64_t i = 0; i < 400; ++i) {
    cells.push_back({i, 600.0 * dice.uniform() - 300.0, 600.0 * dice.uniform() - 300.0,
                     4.0 + 8.0 * dice.uniform(), 3.0, std::numbers::pi * dice.uniform()});
  }
  std::vector<std::size_t> group(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    group[i] = i;
  }
  for (bool changed = true; changed;) {  // the slow way: spread the smallest number until nothing moves
    changed = false;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      for (std::size_t j = 0; j < cells.size(); ++j) {
        if (i != j && touch(cells[i], cells[j], 1.0) && group[j] < group[i]) {
          group[i] = group[j];
          changed = true;
        }
      }
    }
  }
  std::vector<std::size_t> linked(cells.size(), 0);
  for (const ClusterMember& member : link_clusters(cells, 1.0)) {
    linked[member.position] = member.cluster_id;
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      ASSERT_EQ(group[i] == group[j], linked[i] != 0 && linked[i] == linked[j]) << i << " and " << j;
    }
  }
}

TEST(LinkClusters, CopesWithAHundredThousandCells) {
  std::vector<CellEllipse> cells;
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    cells.push_back(disc(i, 10.0 * static_cast<double>(i % 316), 10.0 * static_cast<double>(i / 316)));
  }
  const auto members = link_clusters(cells, 1.0);
  ASSERT_EQ(members.size(), cells.size());
  EXPECT_EQ(members.back().cluster_size, cells.size());
}

}  // namespace
}  // namespace cyto
