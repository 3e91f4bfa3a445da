#include "row_spans.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "region_bits.h"
#include "shape_meter.h"
#include "support/each_vector_unit.h"

namespace cyto {
namespace {

int drawn(std::mt19937& random, int most) {
  return static_cast<int>(random() % static_cast<unsigned>(most + 1));
}

/// A region with the given runs, in a frame with a border of one pixel.
MeasuredRegion region_of(std::vector<PixelRun> runs, cv::Size frame) {
  MeasuredRegion region{{20, 30}, frame, std::move(runs), 0};
  for (const PixelRun& run : region.runs) {
    region.area_px += run.end - run.begin;
  }
  return region;
}

/// One run in each row; rows need not touch each other.
MeasuredRegion drawn_region(std::mt19937& random, int rows, int columns) {
  std::vector<PixelRun> runs;
  for (int y = 1; y <= rows; ++y) {
    const int begin = 1 + drawn(random, columns - 1);
    runs.push_back({y, begin, begin + 1 + drawn(random, columns - begin)});
  }
  return region_of(std::move(runs), {columns + 2, rows + 2});
}

/// A part of some rows of a region, each of one run, in a frame of its own.
MeasuredRegion drawn_part(std::mt19937& random, const MeasuredRegion& whole) {
  const int rows = static_cast<int>(whole.runs.size());
  const int first = drawn(random, rows - 1);
  const int last = first + drawn(random, rows - 1 - first);
  MeasuredRegion part{whole.corner + cv::Point(0, first), {whole.frame.width, last - first + 3}, {}, 0};
  for (int row = first; row <= last; ++row) {
    const PixelRun& run = whole.runs[static_cast<std::size_t>(row)];
    const int begin = run.begin + drawn(random, run.end - run.begin - 1);
    const int end = begin + 1 + drawn(random, run.end - begin - 1);
    part.runs.push_back({run.y - first, begin, end});
    part.area_px += end - begin;
  }
  return part;
}

void expect_same(const ShapeSums& found, const ShapeSums& expected) {
  EXPECT_EQ(found.crossings.straight, expected.crossings.straight);
  EXPECT_EQ(found.crossings.diagonal, expected.crossings.diagonal);
  EXPECT_EQ(found.indices.n, expected.indices.n);
  EXPECT_EQ(found.indices.x, expected.indices.x);
  EXPECT_EQ(found.indices.y, expected.indices.y);
  EXPECT_EQ(found.indices.xx, expected.indices.xx);
  EXPECT_EQ(found.indices.yy, expected.indices.yy);
  EXPECT_EQ(found.indices.xy, expected.indices.xy);
}

/// Places of the inner pixels among the values of the region.
std::vector<std::size_t> inner_pixels_by_bits(const RegionBits& inner, const MeasuredRegion& whole) {
  std::vector<PixelRun> runs;
  inner.list_runs(runs);
  std::vector<std::size_t> places;
  for (const PixelRun& run : runs) {
    std::size_t place = 0;
    for (const PixelRun& row : whole.runs) {
      place += row.y < run.y ? static_cast<std::size_t>(row.end - row.begin) : 0;
    }
    const PixelRun& row = whole.runs[static_cast<std::size_t>(run.y - 1)];
    place += static_cast<std::size_t>(run.begin - row.begin);
    for (int x = run.begin; x < run.end; ++x) {
      places.push_back(place++);
    }
  }
  return places;
}

TEST(RowSpans, CountAsBitsDoOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    SCOPED_TRACE(unit);
    std::mt19937 random(31);
    for (int round = 0; round < 400; ++round) {
      const int rows = 1 + drawn(random, round % 8 == 0 ? kMostSpanEdge - 3 : 20);
      const int columns = 1 + drawn(random, round % 8 == 0 ? kMostSpanEdge - 3 : 20);
      const MeasuredRegion whole = drawn_region(random, rows, columns);
      const MeasuredRegion part = drawn_part(random, whole);
      RowSpans spans, part_spans, inner_spans;
      ASSERT_TRUE(spans.read(whole, whole));
      ASSERT_TRUE(part_spans.read(part, whole));
      RegionBits bits, part_bits, inner_bits;
      bits.read(whole, whole);
      part_bits.read(part, whole);

      expect_same(spans.sums(), shape_sums(whole, bits));
      const InnerCounts found = inner_spans.read_inner(spans, part_spans);
      const InnerCounts expected = inner_bits.read_inner(bits, part_bits);
      EXPECT_EQ(found.inner, expected.inner);
      EXPECT_EQ(found.edge, expected.edge);
      EXPECT_EQ(found.inner_edge, expected.inner_edge);

      const std::vector<float> values(static_cast<std::size_t>(whole.area_px));
      std::vector<EdgePixels> listed;
      inner_spans.list_rows(spans, values.data(), listed);
      std::vector<std::size_t> places;
      for (const EdgePixels& row : listed) {
        for (std::size_t i = 0; i < row.count; ++i) {
          places.push_back(static_cast<std::size_t>(row.here + i - values.data()));
        }
      }
      EXPECT_EQ(places, inner_pixels_by_bits(inner_bits, whole));
      ASSERT_FALSE(::testing::Test::HasFailure()) << "round " << round;
    }
  });
}

TEST(RowSpans, ListTheNeighboursAboveAndBelow) {
  // Rows begin in columns 1, 2 and 1; the only inner pixels are columns 3 and 4 of the second.
  const MeasuredRegion region = region_of({{1, 1, 6}, {2, 2, 7}, {3, 1, 7}}, {8, 5});
  RowSpans spans, inner;
  ASSERT_TRUE(spans.read(region, region));
  EXPECT_EQ(inner.read_inner(spans, spans).inner, 2);
  const std::vector<float> values(static_cast<std::size_t>(region.area_px));
  std::vector<EdgePixels> listed;
  inner.list_rows(spans, values.data(), listed);
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].count, 2U);
  EXPECT_EQ(listed[0].above - values.data(), 2);
  EXPECT_EQ(listed[0].here - values.data(), 5 + 1);
  EXPECT_EQ(listed[0].below - values.data(), 10 + 2);
}

TEST(RowSpans, RefuseRowsWithGapsAndLargeFrames) {
  RowSpans spans;
  const MeasuredRegion gap = region_of({{1, 1, 3}, {1, 5, 6}, {2, 1, 6}}, {8, 4});
  EXPECT_FALSE(spans.read(gap, gap));
  const MeasuredRegion missing = region_of({{1, 1, 3}, {3, 1, 6}}, {8, 5});
  EXPECT_FALSE(spans.read(missing, missing));
  const MeasuredRegion wide = region_of({{1, 1, kMostSpanEdge}}, {kMostSpanEdge + 1, 3});
  EXPECT_FALSE(spans.read(wide, wide));
  const MeasuredRegion widest = region_of({{1, 1, kMostSpanEdge - 1}}, {kMostSpanEdge, 3});
  EXPECT_TRUE(spans.read(widest, widest));
}

}  // namespace
}  // namespace cyto
