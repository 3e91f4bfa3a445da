#include "local_noise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "support/each_vector_unit.h"

namespace cyto {
namespace {

constexpr int kMesh = 12;

/// Cells of noise, flat cells and cells of slopes (a wide tail without scatter), the noise of each its own.
WorkPlane drawn_plane(std::mt19937& random) {
  WorkPlane work;
  work.bin = 2;
  work.pixel_um = 1.3;
  work.rect = {5 * kMesh, 3 * kMesh, 15 * kMesh, 4 * kMesh};
  work.signal.create(4 * kMesh, 15 * kMesh);
  work.scatter.create(work.signal.size());
  std::normal_distribution<float> noise;
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 15; ++column) {
      const auto kind = random() % 5;
      const float sigma = kind == 0 ? 0.0F : std::exp(static_cast<float>(random() % 100) / 25.0F);
      const float slope = kind == 1 ? 20.0F * sigma : 0.0F;
      for (int i = 0; i < kMesh * kMesh; ++i) {
        const int y = row * kMesh + i / kMesh;
        const int x = column * kMesh + i % kMesh;
        work.signal(y, x) = sigma * noise(random) + slope * static_cast<float>(x);
        work.scatter(y, x) = std::abs(sigma * noise(random));
      }
    }
  }
  return work;
}

std::vector<float> sorted_cell(const cv::Mat1f& plane, int row, int column) {
  const cv::Mat1f cell = plane(cv::Rect(column * kMesh, row * kMesh, kMesh, kMesh)).clone();
  std::vector<float> values(cell.begin(), cell.end());
  std::sort(values.begin(), values.end());
  return values;
}

/// The definition of docs/methods/segmentation.md, by sorting.
float plain_sigma(const WorkPlane& work, int row, int column) {
  const std::vector<float> values = sorted_cell(work.signal, row, column);
  const float tail =
      (values[rank_at(0.25F, values.size())] - values[rank_at(0.05F, values.size())]) / (1.6449F - 0.6745F);
  const std::vector<float> scatter = sorted_cell(work.scatter, row, column);
  const std::size_t smaller = rank_at(0.8F, scatter.size()) + 1;
  const double sum =
      std::accumulate(scatter.begin(), scatter.begin() + static_cast<std::ptrdiff_t>(smaller), 0.0);
  return std::min(tail, static_cast<float>(3.0 * sum / static_cast<double>(smaller) / 0.5586));
}

TEST(LocalNoise, IsThatOfSortedCellsOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(41);
    for (int round = 0; round < 5; ++round) {
      const WorkPlane work = drawn_plane(random);
      NoiseReader reader(work, 0.0, kMesh);
      for (int y = 0; y < work.signal.rows; ++y) {
        reader.read_until(y, work.signal);
      }
      const LocalNoise found = reader.found();
      cv::Mat1f plain(4, 15);
      for (int i = 0; i < 4 * 15; ++i) {
        plain(i / 15, i % 15) = plain_sigma(work, i / 15, i % 15);
      }
      const cv::Mat1f middle = rank_3x3(plain, 4);
      const cv::Mat1f widest = rank_3x3(plain, 8);
      for (int i = 0; i < 4 * 15; ++i) {
        const int row = i / 15;
        const int column = i % 15;
        EXPECT_FLOAT_EQ(found.widest.value(row, column), widest(row, column)) << unit;
        EXPECT_FLOAT_EQ(found.sigma.value(row, column),
                        std::max(middle(row, column), 0.01F * widest(row, column)))
            << unit;
      }
    }
  });
}

}  // namespace
}  // namespace cyto
