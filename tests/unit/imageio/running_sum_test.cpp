#include "running_sum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

#include "support/each_vector_unit.h"

namespace cyto {
namespace {

std::vector<std::uint8_t> random_bytes(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::uint8_t> bytes(count);
  for (std::uint8_t& byte : bytes) {
    byte = static_cast<std::uint8_t>(random());
  }
  return bytes;
}

/// Every length, sample width, stride and address that differ for a vector.
void expect_equal_to_plain() {
  for (const std::size_t bytes : {1U, 2U, 4U}) {
    for (const std::size_t stride : {1U, 2U, 3U, 4U}) {
      for (std::size_t pixels = 1; pixels < 70; ++pixels) {
        for (const std::size_t shift : {0U, 1U}) {
          const std::size_t samples = pixels * stride;
          std::vector<std::uint8_t> fast = random_bytes(shift + samples * bytes + 3, 7);
          std::vector<std::uint8_t> plain = fast;
          running_sum(fast.data() + shift, samples, bytes, stride);
          plain_running_sum(plain.data() + shift, samples, bytes, stride);
          ASSERT_EQ(fast, plain) << samples << " samples of " << bytes << " bytes, stride " << stride;
        }
      }
    }
  }
}

TEST(RunningSum, AddsUpModuloTheWidthOfTheSample) {
  std::vector<std::uint8_t> row{200, 100, 1, 255};
  running_sum(row.data(), row.size(), 1, 1);
  EXPECT_EQ(row, (std::vector<std::uint8_t>{200, 44, 45, 44}));
}

TEST(RunningSum, IsTheSameOnEveryInstructionSetOfThisMachine) {
  testing::on_each_vector_unit([](const char* name) {
    SCOPED_TRACE(name);
    expect_equal_to_plain();
  });
}

/// Every length and begin of what is copied and every address that differ for a vector.
void expect_copies_equal_to_plain() {
  for (const std::size_t shift : {0U, 1U}) {
    const std::vector<std::uint8_t> row = random_bytes(shift + 2 * 140, 11);
    std::vector<std::uint8_t> sums = row;
    plain_running_sum(sums.data() + shift, 140, 2, 1);
    for (std::size_t first = 0; first < 70; ++first) {
      for (std::size_t count = 0; count < 70; ++count) {
        std::vector<std::uint16_t> right(count + 1, 7);  // one behind: must stay
        std::memcpy(right.data(), sums.data() + shift + 2 * first, 2 * count);
        std::vector<std::uint16_t> fast(count + 1, 7);
        std::vector<std::uint16_t> plain(count + 1, 7);
        const std::uint16_t largest = count == 0 ? 0 : *std::max_element(right.begin(), right.end() - 1);
        EXPECT_EQ(copy_running_sum(row.data() + shift, first, count, fast.data()), largest);
        EXPECT_EQ(plain_copy_running_sum(row.data() + shift, first, count, plain.data()), largest);
        ASSERT_EQ(fast, right) << count << " from " << first;
        ASSERT_EQ(plain, right) << count << " from " << first;
      }
    }
  }
}

TEST(CopyRunningSum, GivesTheSumsFromAnyCountOnOnEveryInstructionSetOfThisMachine) {
  testing::on_each_vector_unit([](const char* name) {
    SCOPED_TRACE(name);
    expect_copies_equal_to_plain();
  });
}

}  // namespace
}  // namespace cyto
