#include "marked_places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "support/each_vector_unit.h"

namespace cyto {
namespace {

std::vector<std::uint16_t> noisy_row(std::size_t count, unsigned spread, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::uint16_t> row(count + kRowPadding, 0xABCD);
  for (std::size_t i = 0; i < count; ++i) {
    row[i] = static_cast<std::uint16_t>(100 + random() % spread);
  }
  return row;
}

void expect_equal_to_plain() {
  for (const std::size_t count : {1U, 31U, 32U, 33U, 63U, 64U, 95U, 96U, 257U, 1000U, 1024U}) {
    for (const int bits : {1, 4, 12, 16}) {
      std::vector<std::uint16_t> row = noisy_row(count, 5000, static_cast<unsigned>(count));
      std::vector<int> plain;
      plain_choose_places(row, count, bits, plain);
      std::vector<int> fast;
      choose_places(row, count, bits, fast);
      ASSERT_EQ(fast, plain) << count << " pixels, " << bits << " bits";
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
    constexpr std::size_t kPixels = 400'000;
    std::vector<std::uint16_t> row = noisy_row(kPixels, spread, 5);
    std::vector<int> places;
    choose_places(row, kPixels, 8, places);
    EXPECT_NEAR(static_cast<double>(places.size()), kPixels / 256.0, 0.1 * kPixels / 256.0) << spread;
  }
}

TEST(MarkedPlaces, DependOnTheirOwnPixelsAlone) {
  constexpr std::size_t kPixels = 2000;
  std::vector<std::uint16_t> row = noisy_row(kPixels, 300, 9);
  std::vector<std::uint16_t> shifted = noisy_row(kPixels, 300, 10);
  std::copy_n(row.begin() + 500, 400, shifted.begin() + 713);
  std::vector<int> here;
  std::vector<int> there;
  choose_places(row, kPixels, 4, here);
  choose_places(shifted, kPixels, 4, there);
  int inside = 0;
  for (const int place : here) {
    if (place >= 500 && place + static_cast<int>(kMarkPx) <= 900) {
      ++inside;
      EXPECT_THAT(there, ::testing::Contains(place + 213));
    }
  }
  EXPECT_GT(inside, 10);
}

}  // namespace
}  // namespace cyto
