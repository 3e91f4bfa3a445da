#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "blur_kernel.h"
#include "support/each_vector_unit.h"

namespace cyto {
namespace {

std::vector<float> drawn(std::size_t n, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<float> values(n);
  for (float& value : values) {
    value = static_cast<float>(random() % 100000) / 7.0F - 3000.0F;
  }
  return values;
}

TEST(BlurLine, GivesTheBitsOfThePlainLoopOnEveryVectorUnit) {
  constexpr std::size_t kRadius = 10;
  const std::vector<float> line = drawn(400, 3);
  std::vector<BlurTap> taps;
  for (std::size_t i = 1; i <= kRadius; ++i) {
    const float* centre = line.data() + kRadius;
    taps.push_back({centre - i, centre + i, 0.3F / static_cast<float>(i)});
  }
  for (const std::size_t n : {1U, 15U, 64U, 77U, 380U}) {
    std::vector<float> plain(n);
    blur_line_reference(line.data() + kRadius, 0.21F, taps, n, plain.data());
    testing::on_each_vector_unit([&](const char* unit) {
      std::vector<float> out(n);
      blur_line(line.data() + kRadius, 0.21F, taps, n, out.data());
      EXPECT_EQ(out, plain) << unit << ", " << n << " values";
    });
  }
}

}  // namespace
}  // namespace cyto
