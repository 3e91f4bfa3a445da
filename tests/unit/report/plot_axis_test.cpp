#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "day_axis.h"
#include "value_axis.h"

namespace cyto {
namespace {

constexpr PanelSpan kSpan{50.0, 220.0};

std::vector<std::string> labels_of(const ValueAxis& axis) {
  std::vector<std::string> labels;
  for (const AxisTick& tick : axis.ticks) {
    labels.push_back(tick.label);
  }
  return labels;
}

TEST(CountAxis, ShowsZeroAndTheCutOffApartForAnyGreatestCount) {
  for (const double greatest : {0.0, 1.0, 5.0, 12.0, 100.0, 4000.0, 1e6, 1e9}) {
    const ValueAxis axis = count_axis(greatest, 5.0, kSpan);
    EXPECT_EQ(axis.y(0.0), kSpan.bottom_px);
    EXPECT_GE(axis.y(0.0) - axis.y(5.0), 13.0) << greatest;
    EXPECT_THAT(labels_of(axis), testing::IsSupersetOf({"0", "5"})) << greatest;
  }
}

TEST(CountAxis, KeepsSmallCountsApartInTheUsualRange) {
  const ValueAxis axis = count_axis(100.0, 5.0, kSpan);
  EXPECT_THAT(labels_of(axis), testing::ElementsAre("0", "1", "2", "5", "10", "20", "50", "100"));
  EXPECT_GE(axis.y(0.0) - axis.y(1.0), 13.0);
  EXPECT_GE(axis.y(4.0) - axis.y(5.0), 4.0);
}

TEST(CountAxis, RisesWithTheValueAndStaysInsideThePanel) {
  const ValueAxis axis = count_axis(480.0, 5.0, kSpan);
  for (int value = 1; value <= 480; ++value) {
    EXPECT_LT(axis.y(value), axis.y(value - 1));
    EXPECT_GT(axis.y(value), kSpan.top_px);
  }
}

TEST(ValueAxis, NeverLetsTwoLabelsOverlap) {
  for (const double greatest : {0.003, 0.4, 1.0, 7.0, 31.0, 96.0, 1210.0, 98765.0, 1e9, 1e300}) {
    for (const ValueAxis& axis :
         {count_axis(greatest, 5.0, kSpan), marker_axis(greatest, 30.0, {50.0, 142.0}),
          marker_axis(greatest, 0.0, {50.0, 142.0})}) {
      ASSERT_LE(axis.ticks.size(), 20U);
      for (std::size_t i = 1; i < axis.ticks.size(); ++i) {
        EXPECT_GE(axis.y(axis.ticks[i - 1].value) - axis.y(axis.ticks[i].value), 12.9) << greatest;
      }
    }
  }
}

TEST(MarkerAxis, IsLinearUpToTenTimesTheLimitAndLogarithmicBeyond) {
  EXPECT_EQ(marker_axis(300.0, 31.3, kSpan).scale, ValueAxis::Scale::Linear);
  EXPECT_EQ(marker_axis(912.0, 31.3, kSpan).scale, ValueAxis::Scale::Log1p);
  const ValueAxis axis = marker_axis(100.0, 31.3, {0.0, 112.0});
  EXPECT_DOUBLE_EQ(axis.y(50.0), 62.0);  // 112 px show 112 units
}

TEST(MarkerAxis, WithoutValueAndLimitHasNoNumbers) {
  EXPECT_THAT(marker_axis(0.0, 0.0, kSpan).ticks, testing::IsEmpty());
}

TEST(ValueAxis, StandsValuesThatAreNotFinite) {
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_LE(count_axis(inf, 5.0, kSpan).ticks.size(), 20U);
  EXPECT_TRUE(std::isfinite(count_axis(inf, 5.0, kSpan).y(3.0)));
}

TEST(DayAxis, PutsASingleDayInTheMiddle) {
  EXPECT_EQ((DayAxis{7, 7, 100.0, 300.0}.x(7)), 200.0);
}

TEST(DayAxis, StandsDaysFarApart) {
  const DayAxis axis{std::numeric_limits<int>::min(), std::numeric_limits<int>::max(), 0.0, 100.0};
  EXPECT_NEAR(axis.x(0), 50.0, 1e-6);
}

TEST(VisitLabels, NeverOverlapInARow) {
  std::vector<Visit> visits;
  for (const int day : {0, 1, 2, 7, 14, 21, 42, 63, 84, 168}) {
    Visit& visit = visits.emplace_back();
    visit.code = "VISIT-" + std::to_string(day);
    visit.day = day;
  }
  const DayAxis axis{0, 168, 60.0, 560.0};
  const auto labels = placed_visits(visits, axis, 2);
  EXPECT_GE(labels.size(), 5U);
  for (const PlacedLabel& a : labels) {
    for (const PlacedLabel& b : labels) {
      const double needed = (text_width_px(a.text) + text_width_px(b.text)) / 2.0;
      EXPECT_TRUE(a.day == b.day || a.row != b.row || std::abs(a.x_px - b.x_px) >= needed);
    }
  }
}

TEST(ShortenedText, CutsBetweenCharactersNotBytes) {
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(shortened("abcdefg", 6), "abcde\u2026");
  EXPECT_EQ(shortened("\u00e6\u00f8\u00e5\u00e6\u00f8", 3), "\u00e6\u00f8\u2026");
}

}  // namespace
}  // namespace cyto
