#include "event_rows.h"

#include <gtest/gtest.h>

#include "support/memory_sink.h"

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

TEST(EventRows, HoldsEventsBackUntilTheirWindowRowIsComplete) {
  test::MemoryEvents out(kSchema);
  EventRows rows(out, nullptr, 1, 0);
  rows.add({{0, {event_at(5, 9)}}}, 0);
  EXPECT_EQ(out.size(), 0U);
  rows.add({{1, {event_at(5, 1100)}}}, 1);
  EXPECT_EQ(out.size(), 1U);
}

}  // namespace
}  // namespace cyto
