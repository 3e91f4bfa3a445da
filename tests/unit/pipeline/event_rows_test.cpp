#include "event_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "cytrial/imageio/label_windows.h"
#include "support/memory_sink.h"
#include "support/temporary_folder.h"

namespace cyto {
namespace {

const FeatureSchema kSchema(std::vector<FeatureColumn>{{"y_px", ""}});

Event event_at(std::int64_t x, std::int64_t y) {
  Event event;
  event.anchor = {x, y, 1};
  event.values = {static_cast<float>(y)};
  return event;
}

TEST(EventRows, WritesEventsTopToBottomThenLeftToRight) {
  test::MemoryEvents out(kSchema);
  EventRows rows(out, nullptr, 1, 0);
  rows.add({{0, {event_at(5, 9), event_at(3, 2)}}}, 0);
  rows.add({{0, {event_at(1, 2), event_at(2, 4)}}}, 0);
  rows.add({{1, {event_at(0, 1030)}}}, 1);
  rows.finish();
  EXPECT_EQ(out.values(), (std::vector<float>{2, 2, 4, 9, 1030}));
  EXPECT_EQ(rows.written(), 5U);
}

TEST(EventRows, GivesTheSameOrderForOneTileOrMany) {
  test::MemoryEvents one(kSchema);
  EventRows together(one, nullptr, 1, 0);
  together.add({{0, {event_at(7, 1), event_at(1, 8)}}, {1, {event_at(3, 1100)}}, {0, {event_at(900, 5)}}}, 0);
  together.finish();

  test::MemoryEvents many(kSchema);
  EventRows apart(many, nullptr, 1, 0);
  apart.add({{0, {event_at(900, 5)}}}, 0);
  apart.add({{0, {event_at(1, 8), event_at(7, 1)}}}, 0);
  apart.add({{1, {event_at(3, 1100)}}}, 1);
  apart.finish();
  EXPECT_EQ(one.values(), many.values());
}

/// Beside one another, on one place with other areas, with equal areas and other values, some NaN.
TEST(EventRows, OrdersByPlaceThenAreaThenBitsOfValues) {
  const auto event = [](std::int64_t x, std::int64_t area, float value) {
    Event made;
    made.anchor = {x * area, 9 * area, area};
    made.values = {value};
    return made;
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  test::MemoryEvents out(kSchema);
  EventRows rows(out, nullptr, 1, 0);
  rows.add({{0, {event(4, 7, 7), event(4, 5, nan), event(4, 5, 6), event(3, 9, 1), event(4, 5, 5)}}}, 0);
  rows.finish();
  const std::vector<float> expected{1, 5, 6, nan, 7};
  ASSERT_EQ(out.values().size(), expected.size());
  EXPECT_EQ(std::memcmp(out.values().data(), expected.data(), expected.size() * sizeof(float)), 0);
}

TEST(EventRows, HoldsEventsBackUntilTheirWindowRowIsComplete) {
  test::MemoryEvents out(kSchema);
  EventRows rows(out, nullptr, 1, 0);
  rows.add({{0, {event_at(5, 9)}}}, 0);
  EXPECT_EQ(out.size(), 0U);
  rows.add({{1, {event_at(5, 1100)}}}, 1);
  EXPECT_EQ(out.size(), 1U);
}

/// Pixels in the label image of an event of the second row of windows whose mask begins so far above the line
/// of the grid that windows of that row may look at it.
int labelled_pixels(std::int64_t raised_px) {
  constexpr std::int32_t kFirstRow = 1024 - 359;
  const test::TemporaryFolder folder;
  LabelImages labels(folder.path(), 64, 2048);
  test::MemoryEvents out(kSchema);
  EventRows rows(out, &labels, 1, raised_px);
  Event reaching_up = event_at(5, 1000);
  for (std::int32_t y = kFirstRow; y < kFirstRow + 400; ++y) {
    reaching_up.nucleus_spans.push_back({y, 5, 1});
  }
  rows.add({{0, {event_at(5, 9)}}}, 0);
  rows.add({{1, {reaching_up}}}, 1);
  rows.add({{2, {}}}, 2);
  rows.finish();
  const std::vector<std::uint32_t> found =
      LabelWindows(folder / "nuclei.tif", 64, 2048).read({0, 0, 64, 2048}).labels;
  return static_cast<int>(std::count(found.begin(), found.end(), 2U));
}

TEST(EventRows, NoRowOfALabelImageIsWrittenBeforeWindowsThatReachUpToIt) {
  EXPECT_EQ(labelled_pixels(359), 400);
  EXPECT_LT(labelled_pixels(103), 400) << "the test sees a bound that is too low";
}

}  // namespace
}  // namespace cyto
