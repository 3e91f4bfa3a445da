#include "cytrial/measure/morphology.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "drawn_scene.h"

namespace cyto {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr PixelSize kUnit{1.0, 1.0};

// The digital area of a smooth form of perimeter P differs from the true one by a random walk of its edge
// pixels: well below P / 2 x 0.29, taken here as 1 % for P^2 / A of a disc of 20 px radius.
TEST(Morphology, MeasuresADisc) {
  const Shape shape = measure_shape(region_of(disc(30.3, 29.8, 20), 60, 60), kUnit);
  EXPECT_NEAR(shape.area_um2, kPi * 400, 0.01 * kPi * 400);
  EXPECT_NEAR(shape.diameter_um, 40, 0.2);
  EXPECT_NEAR(shape.perimeter_um, 2 * kPi * 20, 0.02 * 2 * kPi * 20);
  EXPECT_NEAR(shape.circularity, 1, 0.04);
  EXPECT_NEAR(shape.major_axis_um, 40, 0.3);
  EXPECT_NEAR(shape.minor_axis_um, 40, 0.3);
  EXPECT_LT(shape.eccentricity, 0.12);  // sqrt(1 - (1 - 2 x 0.3 / 40)^2) = 0.17 at most
  EXPECT_DOUBLE_EQ(shape.solidity, 1);
}

TEST(Morphology, MeasuresEllipsesAtEveryAngle) {
  for (int step = 0; step < 12; ++step) {
    const double angle = (step - 5.5) * kPi / 12;
    const Shape shape = measure_shape(region_of(ellipse(40.2, 40.6, 30, 15, angle), 80, 80), kUnit);
    EXPECT_NEAR(shape.area_um2, kPi * 450, 0.01 * kPi * 450) << angle;
    EXPECT_NEAR(shape.major_axis_um, 60, 0.6) << angle;
    EXPECT_NEAR(shape.minor_axis_um, 30, 0.5) << angle;
    EXPECT_NEAR(shape.eccentricity, std::sqrt(0.75), 0.01) << angle;
    // Modulo pi: the two ends of the half-turn are the same axis.
    EXPECT_NEAR(std::remainder(shape.orientation_rad - angle, kPi), 0, 0.02) << angle;
    // Ramanujan's perimeter of an ellipse, exact to 1e-4 here; four directions leave 3 %.
    const double exact = kPi * (3 * 45 - std::sqrt((3 * 30 + 15) * (30 + 3 * 15)));
    EXPECT_NEAR(shape.perimeter_um, exact, 0.03 * exact) << angle;
  }
}

TEST(Morphology, MeasuresAnUprightRectangleExactly) {
  const Shape shape = measure_shape(region_of(bar(15, 10, 12, 6, 0), 30, 20), kUnit);
  EXPECT_DOUBLE_EQ(shape.area_um2, 72);
  EXPECT_DOUBLE_EQ(shape.solidity, 1);
  EXPECT_DOUBLE_EQ(shape.major_axis_um, 4 * std::sqrt(144.0 / 12));
  EXPECT_DOUBLE_EQ(shape.minor_axis_um, 4 * std::sqrt(36.0 / 12));
  EXPECT_DOUBLE_EQ(shape.orientation_rad, 0);
  // 2 lines crossings per row, column and diagonal: rows 6, columns 12, diagonals 12 + 6 - 1 each way.
  const double crofton = 0.5 * kPi / 4 * (2 * 6 + 2 * 12 + 2 * 2 * 17 / std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(shape.perimeter_um, crofton);
}

TEST(Morphology, MeasuresATurnedRectangle) {
  const Shape shape = measure_shape(region_of(bar(40, 40, 50, 20, 0.5), 80, 80), kUnit);
  EXPECT_NEAR(shape.area_um2, 1000, 10);
  EXPECT_NEAR(shape.orientation_rad, 0.5, 0.01);
  EXPECT_NEAR(shape.major_axis_um, 4 * std::sqrt(2500.0 / 12), 0.6);
  EXPECT_NEAR(shape.minor_axis_um, 4 * std::sqrt(400.0 / 12), 0.4);
  EXPECT_NEAR(shape.perimeter_um, 140, 0.06 * 140);
  EXPECT_DOUBLE_EQ(shape.solidity, 1);
}

TEST(Morphology, TakesTheHoleOfARingIntoAreaAndSolidity) {
  const Form ring = [](double x, double y) { return disc(40, 40, 30)(x, y) && !disc(40, 40, 15)(x, y); };
  const Shape shape = measure_shape(region_of(ring, 80, 80), kUnit);
  EXPECT_NEAR(shape.area_um2, kPi * (900 - 225), 0.01 * kPi * 675);
  EXPECT_NEAR(shape.solidity, 0.75, 0.01);
  EXPECT_NEAR(shape.perimeter_um, 2 * kPi * 45, 0.02 * 2 * kPi * 45);  // outer and inner edge
}

TEST(Morphology, MeasuresOnePixel) {
  const Shape shape = measure_shape(region_of(bar(2.5, 2.5, 1, 1, 0), 5, 5), kUnit);
  EXPECT_DOUBLE_EQ(shape.area_um2, 1);
  EXPECT_DOUBLE_EQ(shape.solidity, 1);
  EXPECT_DOUBLE_EQ(shape.eccentricity, 0);
  EXPECT_DOUBLE_EQ(shape.major_axis_um, 4 / std::sqrt(12.0));
}

TEST(Morphology, SeesTheSameDiscThroughUnequalPixels) {
  const PixelSize pixel{0.5, 0.8};
  const Form disc_um = [&](double x, double y) { return disc(20, 20, 12)(x * pixel.x_um, y * pixel.y_um); };
  const Shape shape = measure_shape(region_of(disc_um, 80, 50), pixel);
  EXPECT_NEAR(shape.area_um2, kPi * 144, 0.01 * kPi * 144);
  EXPECT_NEAR(shape.diameter_um, 24, 0.15);
  EXPECT_NEAR(shape.perimeter_um, 2 * kPi * 12, 0.02 * 2 * kPi * 12);
  EXPECT_NEAR(shape.major_axis_um, 24, 0.25);
  EXPECT_NEAR(shape.minor_axis_um, 24, 0.25);
}

TEST(Morphology, TurnsTheEllipseInMicrometresNotInPixels) {
  const PixelSize pixel{0.4, 0.8};
  const Form form = [&](double x, double y) {
    return ellipse(20, 20, 15, 6, 0.6)(x * pixel.x_um, y * pixel.y_um);
  };
  const Shape shape = measure_shape(region_of(form, 100, 50), pixel);
  EXPECT_NEAR(shape.orientation_rad, 0.6, 0.02);
  EXPECT_NEAR(shape.major_axis_um, 30, 0.4);
  EXPECT_NEAR(shape.minor_axis_um, 12, 0.3);
}

TEST(Morphology, FindsTheHullOfRaggedForms) {
  // A cross of bars of 30 x 10. The hull of its centres has the area 29^2 - 4 x 50 = 641 and 4 x 9 + 4 x 10
  // centres on its edge: 641 + 38 + 1 pixels.
  const Form cross = [](double x, double y) {
    return bar(20, 20, 30, 10, 0)(x, y) || bar(20, 20, 10, 30, 0)(x, y);
  };
  const Shape shape = measure_shape(region_of(cross, 40, 40), kUnit);
  EXPECT_DOUBLE_EQ(shape.area_um2, 500);
  EXPECT_DOUBLE_EQ(shape.solidity, 500.0 / 680);
}

TEST(Morphology, FindsAHullThatIsALine) {
  for (const double angle : {0.0, kPi / 2}) {
    EXPECT_DOUBLE_EQ(measure_shape(region_of(bar(10.5, 10.5, 9, 1, angle), 20, 20), kUnit).solidity, 1);
  }
  // Three pixels on a diagonal with one left out between each pair: 3 of 5.
  const Form dots = [](double x, double y) { return std::abs(x - y) < 0.1 && static_cast<int>(x) % 2 == 0; };
  EXPECT_DOUBLE_EQ(measure_shape(region_of(dots, 5, 5), kUnit).solidity, 3.0 / 5);
}

TEST(Morphology, FindsTheHullOfFormsThatAreWideInTheMiddle) {
  // A diamond and an hourglass of the same box: only the diamond is convex.
  const Form diamond = [](double x, double y) { return std::abs(x - 10.5) + std::abs(y - 10.5) < 9.5; };
  EXPECT_DOUBLE_EQ(measure_shape(region_of(diamond, 21, 21), kUnit).solidity, 1);
  const Form hourglass = [](double x, double y) {
    return std::abs(x - 10.5) <= std::abs(y - 10.5) && std::abs(y - 10.5) < 9.5;
  };
  const Shape shape = measure_shape(region_of(hourglass, 21, 21), kUnit);
  EXPECT_DOUBLE_EQ(shape.solidity, shape.area_um2 / (19 * 19));
}

}  // namespace
}  // namespace cyto
