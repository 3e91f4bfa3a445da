#include "marked_places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "support/each_vector_unit.h"

namespace cyto {
namespace {

struct Plane {
  Plane(int columns, int rows, unsigned spread, unsigned seed)
      : pixels(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)),
        width(columns),
        height(rows) {
    std::mt19937 random(seed);
    std::generate(pixels.begin(), pixels.end(),
                  [&] { return static_cast<std::uint16_t>(100 + random() % spread); });
  }

  [[nodiscard]] PixelRows<std::uint16_t> rows() const { return {pixels.data(), width, height, width}; }
  std::uint16_t& at(int x, int y) { return pixels[static_cast<std::size_t>(y * width + x)]; }

  /// Chosen in bands of so many rows.
  [[nodiscard]] std::vector<MarkedPlace> chosen(int bits, int band) const {
    std::vector<std::uint16_t> hashes(static_cast<std::size_t>(width));
    std::vector<MarkedPlace> all;
    std::vector<MarkedPlace> some;
    for (int y = 0; y < height; y += band) {
      choose_places(rows(), y, std::min(height, y + band), bits, hashes.data(), some);
      all.insert(all.end(), some.begin(), some.end());
    }
    return all;
  }

  std::vector<std::uint16_t> pixels;
  int width;
  int height;
};

void expect_equal_to_plain() {
  for (const int columns : {1, 7, 32, 127, 128, 300}) {
    for (const int rows : {1, 31, 32, 33, 90}) {
      for (const int bits : {1, 4, 12, 16}) {
        const Plane plane(columns, rows, 60000, static_cast<unsigned>(columns + rows));
        std::vector<MarkedPlace> plain;
        plain_choose_places(plane.rows(), bits, plain);
        ASSERT_EQ(plane.chosen(bits, 20), plain) << columns << " x " << rows << ", " << bits << " bits";
        ASSERT_EQ(plane.chosen(bits, 64), plain) << columns << " x " << rows << ", " << bits << " bits";
      }
    }
  }
}

TEST(MarkedPlaces, AreTheSameOnEveryInstructionSetOfThisMachine) {
  testing::on_each_vector_unit([](const char* name) {
    SCOPED_TRACE(name);
    expect_equal_to_plain();
  });
}

TEST(MarkedPlaces, AreAsManyAsAskedForEvenOnNoiseOfThreeCounts) {
  for (const unsigned spread : {3U, 50U, 10000U}) {
    const Plane plane(1000, 431, spread, 5);
    EXPECT_NEAR(static_cast<double>(plane.chosen(8, 256).size()), 400'000 / 256.0, 0.1 * 400'000 / 256.0)
        << spread;
  }
}

TEST(MarkedPlaces, AreNoneWhereNothingWasScanned) {
  Plane plane(300, 90, 60000, 3);
  std::fill(plane.pixels.begin(), plane.pixels.end(), std::uint16_t{0});
  EXPECT_THAT(plane.chosen(1, 64), ::testing::IsEmpty());
}

TEST(MarkedPlaces, DependOnTheirOwnPixelsAlone) {
  const Plane plane(400, 300, 300, 9);
  Plane shifted(400, 300, 300, 10);
  for (int y = 0; y < 100; ++y) {
    for (int x = 0; x < 90; ++x) {
      shifted.at(213 + x, 57 + y) = plane.pixels[static_cast<std::size_t>((100 + y) * 400 + 200 + x)];
    }
  }
  const std::vector<MarkedPlace> there = shifted.chosen(6, 300);
  int inside = 0;
  for (const MarkedPlace& place : plane.chosen(6, 300)) {
    if (place.x >= 200 && place.x < 290 && place.y >= 100 && place.y + kMarkRows <= 200) {
      ++inside;
      EXPECT_THAT(there, ::testing::Contains(MarkedPlace{place.x + 13, place.y - 43}));
    }
  }
  EXPECT_GT(inside, 10);
}

}  // namespace
}  // namespace cyto
