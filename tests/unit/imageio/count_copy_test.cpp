#include "count_copy.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

#include "support/each_vector_unit.h"

namespace cyto {
namespace {

/// The largest count at every place of rows of every length, at even and odd addresses.
void expect_equal_to_plain() {
  std::mt19937 random(5);
  for (std::size_t count = 0; count < 100; ++count) {
    for (const std::size_t shift : {0U, 1U}) {
      std::vector<std::uint8_t> from(shift + 2 * count + 1);
      for (std::uint8_t& byte : from) {
        byte = static_cast<std::uint8_t>(random() % 200);
      }
      if (count > 0) {
        const std::uint16_t large = 0xFFF0;
        std::memcpy(from.data() + shift + 2 * (random() % count), &large, sizeof large);
      }
      std::vector<std::uint16_t> fast(count + 1, 7);
      std::vector<std::uint16_t> plain(count + 1, 7);
      ASSERT_EQ(copy_counts(from.data() + shift, count, fast.data()),
                plain_copy_counts(from.data() + shift, count, plain.data()))
          << count;
      ASSERT_EQ(fast, plain) << count;
      ASSERT_EQ(std::memcmp(fast.data(), from.data() + shift, 2 * count), 0) << count;
    }
  }
}

TEST(CountCopy, CopiesAndFindsTheLargestOnEveryInstructionSetOfThisMachine) {
  testing::on_each_vector_unit([](const char* name) {
    SCOPED_TRACE(name);
    expect_equal_to_plain();
  });
}

}  // namespace
}  // namespace cyto
