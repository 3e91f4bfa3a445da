#include "cytrial/core/event_values.h"

#include <gtest/gtest.h>

namespace cyto {
namespace {

using Table = std::vector<float>;

TEST(EventValues, AreOneRowOfATable) {
  const auto table = std::make_shared<const Table>(Table{1, 2, 3, 4, 5, 6});
  const EventValues values(table, 1, 3);
  EXPECT_EQ(Table(values.begin(), values.end()), (Table{4, 5, 6}));
  EXPECT_EQ(values.size(), 3U);
  EXPECT_EQ(values[2], 6.0F);
}

TEST(EventValues, KeepTheirTableAsLongAsARowOfItIsLeft) {
  auto table = std::make_shared<const Table>(Table{1, 2, 3, 4});
  const std::weak_ptr<const Table> seen = table;
  EventValues first(table, 0, 2);
  EventValues second(table, 1, 2);
  table.reset();
  first = {};
  EXPECT_FALSE(seen.expired());
  EXPECT_EQ(Table(second.begin(), second.end()), (Table{3, 4}));
  second = {};
  EXPECT_TRUE(seen.expired());
}

TEST(EventValues, MayHaveMemoryOfTheirOwn) {
  const EventValues values = {7.0F, 8.0F};
  EXPECT_EQ(Table(values.begin(), values.end()), (Table{7, 8}));
  EXPECT_EQ(EventValues().size(), 0U);
}

}  // namespace
}  // namespace cyto
