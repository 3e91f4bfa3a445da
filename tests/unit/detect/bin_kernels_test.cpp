#include "bin_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "support/each_vector_unit.h"

namespace cyto {
namespace {

TEST(BinKernels, AverageWholeBinsAsOneByOneOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(31);
    constexpr int kColumns = 211;
    for (const int bin : {1, 2, 3, 4, 5}) {
      std::vector<float> values(static_cast<std::size_t>(kColumns * bin));
      std::generate(values.begin(), values.end(),
                    [&] { return static_cast<float>(random() % 60000) * 0.37F; });
      for (const int rows : {1, bin}) {
        const BinRows bins{values.data(), rows, kColumns, bin};
        const int count = (kColumns - 1) / bin;
        std::vector<float> means(static_cast<std::size_t>(count));
        bin_means(bins, 1, count, means.data());
        for (int i = 0; i < count; ++i) {
          ASSERT_EQ(means[static_cast<std::size_t>(i)], bin_mean(bins, 1 + i * bin, 1 + (i + 1) * bin))
              << unit << ", bins of " << bin << ", number " << i;
        }
      }
    }
  });
}

TEST(BinKernels, TellTheScatterOfWholeBinsAsOneByOneOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(32);
    constexpr int kColumns = 211;
    for (const int bin : {2, 3, 4, 5}) {
      std::vector<float> values(static_cast<std::size_t>(kColumns * bin));
      std::generate(values.begin(), values.end(),
                    [&] { return static_cast<float>(random() % 60000) * 0.37F; });
      const BinRows bins{values.data(), bin, kColumns, bin};
      const int count = (kColumns - 1) / bin;
      std::vector<float> scatters(static_cast<std::size_t>(count));
      bin_scatters(bins, 1, count, scatters.data());
      for (int i = 0; i < count; ++i) {
        ASSERT_EQ(scatters[static_cast<std::size_t>(i)], bin_scatter(bins, 1 + i * bin))
            << unit << ", bins of " << bin << ", number " << i;
      }
    }
  });
}

TEST(BinKernels, ReadBinsOfTwoByTwoCountsAsThoseOfRealNumbersOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(34);
    for (const int count : {1, 3, 7, 8, 16, 17, 100}) {
      const int columns = 2 * count;
      std::vector<std::uint16_t> counts(static_cast<std::size_t>(2 * columns));
      std::generate(counts.begin(), counts.end(), [&] { return static_cast<std::uint16_t>(random()); });
      counts.front() = std::numeric_limits<std::uint16_t>::max();
      const std::vector<float> values(counts.begin(), counts.end());
      const BinRows bins{values.data(), 2, columns, 2};
      std::vector<float> levels(static_cast<std::size_t>(count));
      std::generate(levels.begin(), levels.end(),
                    [&] { return static_cast<float>(random() % 60000) * 0.37F; });
      std::vector<float> signal(levels.size());
      std::vector<float> scatters(levels.size());
      bins_of_counts({counts.data(), counts.data() + columns, levels.data()}, count, signal.data(),
                     scatters.data());
      for (int i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        ASSERT_EQ(signal[at], bin_mean(bins, 2 * i, 2 * i + 2) - levels[at]) << unit << ", " << count;
        ASSERT_EQ(scatters[at], bin_scatter(bins, 2 * i)) << unit << ", " << count << " bins";
      }
    }
  });
}

TEST(BinKernels, SlopesDoNotScatterAndNoiseScattersAsTheMeanOfItsBinDoes) {
  std::mt19937 random(33);
  std::normal_distribution<float> noise(0.0F, 10.0F);
  for (const int bin : {2, 3, 4, 5}) {
    constexpr int kColumns = 20000;
    std::vector<float> slope(static_cast<std::size_t>(kColumns * bin));
    std::vector<float> scattered(slope.size());
    for (int y = 0; y < bin; ++y) {
      for (int x = 0; x < kColumns; ++x) {
        const auto at = static_cast<std::size_t>(y * kColumns + x);
        slope[at] = static_cast<float>(3 * x + 7 * y);
        scattered[at] = slope[at] + noise(random);
      }
    }
    double squares = 0.0;
    const int count = kColumns / bin;
    for (int i = 0; i < count; ++i) {
      EXPECT_EQ(bin_scatter({slope.data(), bin, kColumns, bin}, i * bin), 0.0F);
      const double scatter = bin_scatter({scattered.data(), bin, kColumns, bin}, i * bin);
      squares += scatter * scatter;
    }
    EXPECT_NEAR(std::sqrt(squares / count), 10.0 / bin, 0.3 / bin) << "bins of " << bin;
  }
}

}  // namespace
}  // namespace cyto
