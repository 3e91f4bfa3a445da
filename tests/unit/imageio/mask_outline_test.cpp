#include "cytrial/imageio/mask_outline.h"

#include <gmock/gmock.h>

#include <random>
#include <set>
#include <string>

namespace cyto {
namespace {

using testing::ElementsAre;

/// A mask drawn with '#', its top-left corner at (x, y).
MaskWindow drawn(const std::vector<std::string>& rows, std::int64_t x = 0, std::int64_t y = 0) {
  MaskWindow mask{
      {x, y, static_cast<std::int64_t>(rows.front().size()), static_cast<std::int64_t>(rows.size())}, {}};
  for (const std::string& row : rows) {
    for (const char pixel : row) {
      mask.inside.push_back(pixel == '#' ? 1 : 0);
    }
  }
  return mask;
}

/// Positive for a ring that is counter-clockwise with y taken as up.
double area_of(const OutlineRing& ring) {
  double twice = 0.0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    twice += ring[i].x_px * ring[i + 1].y_px - ring[i + 1].x_px * ring[i].y_px;
  }
  return twice / 2.0;
}

/// Crossings of a ray to the right of a pixel's centre: odd inside.
bool holds(const OutlinePolygon& polygon, double x, double y) {
  int crossings = 0;
  const auto count = [&](const OutlineRing& ring) {
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const bool spans = (ring[i].y_px > y) != (ring[i + 1].y_px > y);
      crossings += spans && ring[i].x_px > x ? 1 : 0;
    }
  };
  count(polygon.outer);
  for (const OutlineRing& hole : polygon.holes) {
    count(hole);
  }
  return crossings % 2 == 1;
}

void expect_simple(const OutlineRing& ring) {
  ASSERT_GE(ring.size(), 5U);
  EXPECT_EQ(ring.front(), ring.back());
  std::set<std::pair<double, double>> corners;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    EXPECT_TRUE(corners.emplace(ring[i].x_px, ring[i].y_px).second) << "a corner occurs twice";
    EXPECT_TRUE((ring[i].x_px == ring[i + 1].x_px) != (ring[i].y_px == ring[i + 1].y_px));
  }
}

TEST(MaskOutline, OfOnePixelIsItsSquareOnTheSlide) {
  const auto outline = outline_of(drawn({"#"}, 7, 9));
  ASSERT_EQ(outline.size(), 1U);
  EXPECT_THAT(outline[0].outer, ElementsAre(SlidePoint{7, 9}, SlidePoint{8, 9}, SlidePoint{8, 10},
                                            SlidePoint{7, 10}, SlidePoint{7, 9}));
  EXPECT_TRUE(outline[0].holes.empty());
}

TEST(MaskOutline, OfAnEmptyMaskIsEmpty) {
  EXPECT_TRUE(outline_of(drawn({"..", ".."})).empty());
}

TEST(MaskOutline, KeepsAHoleAsAClockwiseRing) {
  const auto outline = outline_of(drawn({"###", "#.#", "###"}));
  ASSERT_EQ(outline.size(), 1U);
  EXPECT_EQ(area_of(outline[0].outer), 9.0);
  ASSERT_EQ(outline[0].holes.size(), 1U);
  EXPECT_EQ(area_of(outline[0].holes[0]), -1.0);
}

TEST(MaskOutline, PixelsThatMeetAtACornerAreTwoPolygons) {
  EXPECT_EQ(outline_of(drawn({"#.", ".#"})).size(), 2U);
}

TEST(MaskOutline, AGapClosedAtACornerIsAHole) {
  // One piece by edges, whose ends meet at the corner (2, 1).
  const auto outline = outline_of(drawn({"##.", "#.#", "###"}));
  ASSERT_EQ(outline.size(), 1U);
  EXPECT_EQ(outline[0].holes.size(), 1U);
  EXPECT_EQ(area_of(outline[0].outer), 8.0);
}

TEST(MaskOutline, OfRandomMasksHoldsExactlyTheirPixelsInSimpleRings) {
  std::mt19937 random(20261122);
  for (int round = 0; round < 400; ++round) {
    const auto width = static_cast<std::int64_t>(1 + random() % 9);
    const auto height = static_cast<std::int64_t>(1 + random() % 9);
    MaskWindow mask{
        {static_cast<std::int64_t>(random() % 50), static_cast<std::int64_t>(random() % 50), width, height},
        {}};
    const auto density = 2 + random() % 7;
    for (std::int64_t i = 0; i < width * height; ++i) {
      mask.inside.push_back(random() % 10 < density ? 1 : 0);
    }
    const auto polygons = outline_of(mask);
    for (const OutlinePolygon& polygon : polygons) {
      expect_simple(polygon.outer);
      EXPECT_GT(area_of(polygon.outer), 0.0);
      for (const OutlineRing& hole : polygon.holes) {
        expect_simple(hole);
        EXPECT_LT(area_of(hole), 0.0);
      }
    }
    for (std::int64_t row = 0; row < height; ++row) {
      for (std::int64_t column = 0; column < width; ++column) {
        int holders = 0;
        for (const OutlinePolygon& polygon : polygons) {
          holders += holds(polygon, static_cast<double>(mask.rect.x + column) + 0.5,
                           static_cast<double>(mask.rect.y + row) + 0.5)
                         ? 1
                         : 0;
        }
        ASSERT_EQ(holders, mask.at(column, row) ? 1 : 0) << "round " << round;
      }
    }
  }
}

}  // namespace
}  // namespace cyto
