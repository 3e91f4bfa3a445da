#include "cytrial/core/focus_limit.h"

#include <gtest/gtest.h>

namespace cyto {
namespace {

TEST(FocusLimit, StaysUpToAPixelOfElevenTenthsOfAMicrometre) {
  EXPECT_DOUBLE_EQ(focus_limit_at(0.87, {0.3, 0.3}), 0.87);
  EXPECT_DOUBLE_EQ(focus_limit_at(0.87, {1.1, 1.1}), 0.87);
}

TEST(FocusLimit, FallsInProportionTo55Percent) {
  EXPECT_NEAR(focus_limit_at(1.0, {1.2, 1.2}), 0.775, 1e-12);
  EXPECT_NEAR(focus_limit_at(1.0, {1.3, 1.3}), 0.55, 1e-12);
  EXPECT_NEAR(focus_limit_at(1.0, {2.0, 2.0}), 0.55, 1e-12);
}

TEST(FocusLimit, TakesTheMeanEdgeOfUnequalPixels) {
  EXPECT_NEAR(focus_limit_at(1.0, {1.6, 0.9}), 0.775, 1e-12);
}

}  // namespace
}  // namespace cyto
