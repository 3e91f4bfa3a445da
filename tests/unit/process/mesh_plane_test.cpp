#include "cytrial/process/slide_mesh.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include "cytrial/process/background.h"
#include "cytrial/process/saturation.h"
#include "support/each_vector_unit.h"

namespace cyto {
namespace {

/// A mesh over a window of odd size and place.
MeshPlane drawn_mesh(std::mt19937& random, std::int64_t cell_px) {
  const SlideRect rect{1013, 507, 97, 41};
  SlideMesh mesh = make_slide_mesh(rect, cell_px);
  std::generate(mesh.value.begin(), mesh.value.end(),
                [&] { return static_cast<float>(random() % 100000) / 100.0F; });
  return {mesh, rect, 300.0F};
}

template <typename Count>
void expect_runs_less_the_mesh(const char* unit) {
  std::mt19937 random(11);
  for (const std::int64_t cell_px : {1, 9, 25, 200}) {
    const MeshPlane mesh = drawn_mesh(random, cell_px);
    cv::Mat_<Count> counts(mesh.rows(), mesh.cols());
    std::generate(counts.begin(), counts.end(), [&] { return static_cast<Count>(random()); });
    for (int round = 0; round < 200; ++round) {
      const int y = static_cast<int>(random() % 41);
      const int begin = static_cast<int>(random() % 97);
      const int end = begin + 1 + static_cast<int>(random() % static_cast<unsigned>(97 - begin));
      std::vector<float> above(static_cast<std::size_t>(end - begin) + MeshPlane::kRunMargin, -1.0F);
      std::vector<float> there(above);
      const std::vector<PixelRun> runs{{y - 3, begin - 5, end - 5}};
      mesh.subtract_from(counts, runs, {5, 3}, above.data(), there.data());
      for (int x = begin; x < end; ++x) {
        const auto i = static_cast<std::size_t>(x - begin);
        ASSERT_EQ(there[i], mesh(y, x)) << unit << ", cells of " << cell_px << ", column " << x;
        ASSERT_EQ(above[i], static_cast<float>(counts(y, x)) - mesh(y, x)) << unit << ", column " << x;
      }
      // A row's end is nobody's margin.
      EXPECT_TRUE(std::all_of(above.begin() + (97 - begin), above.end(), [](float v) { return v == -1.0F; }));
    }
  }
}

TEST(MeshPlane, IsTakenFromCountsOfEveryTypeOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    expect_runs_less_the_mesh<std::uint8_t>(unit);
    expect_runs_less_the_mesh<std::uint16_t>(unit);
    expect_runs_less_the_mesh<float>(unit);
  });
}

TEST(MeshPlane, ReadsRowsAsItReadsPixelsOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(12);
    for (const std::int64_t cell_px : {1, 9, 25, 200}) {
      const MeshPlane mesh = drawn_mesh(random, cell_px);
      const cv::Mat1f plane = mesh.plane();
      for (int y = 0; y < plane.rows; ++y) {
        for (int x = 0; x < plane.cols; ++x) {
          ASSERT_EQ(plane(y, x), mesh(y, x)) << unit << ", cells of " << cell_px << " at " << x << ", " << y;
        }
      }
    }
  });
}

TEST(MeshPlane, OverAPartHasTheSameValues) {
  std::mt19937 random(13);
  const MeshPlane whole = drawn_mesh(random, 9);
  const MeshPlane part = whole.over({1020, 510, 50, 30});
  ASSERT_EQ(cv::Size(part.cols(), part.rows()), cv::Size(50, 30));
  for (int y = 0; y < part.rows(); ++y) {
    for (int x = 0; x < part.cols(); ++x) {
      ASSERT_EQ(part(y, x), whole(y + 3, x + 7));
    }
  }
}

TEST(MeshPlane, OverBinsHasTheValuesAtTheirCentres) {
  std::mt19937 random(15);
  const MeshPlane pixels = drawn_mesh(random, 10).over({900, 600, 90, 60});
  const MeshPlane threes = pixels.over_bins({300, 200, 30, 20}, 3);
  const MeshPlane twos = pixels.over_bins({450, 300, 45, 30}, 2);
  for (int y = 0; y < threes.rows(); ++y) {
    for (int x = 0; x < threes.cols(); ++x) {
      ASSERT_EQ(threes(y, x), pixels(3 * y + 1, 3 * x + 1));
    }
  }
  // The centres of cells of ten pixels lie between bins of two: the mesh is bilinear over each of them.
  for (int y = 0; y < twos.rows(); ++y) {
    for (int x = 0; x < twos.cols(); ++x) {
      const float sum = pixels(2 * y, 2 * x) + pixels(2 * y, 2 * x + 1) + pixels(2 * y + 1, 2 * x) +
                        pixels(2 * y + 1, 2 * x + 1);
      ASSERT_NEAR(twos(y, x), sum / 4.0F, 0.001F) << "bin " << x << ", " << y;
    }
  }
}

TEST(MeshPlane, OverBinsLargerThanItsCellsHasTheValuesAtTheirCentres) {
  std::mt19937 random(16);
  for (const std::int64_t cell_px : {1, 4, 9}) {
    // From before the mesh's first cell to behind its last.
    const MeshPlane pixels = drawn_mesh(random, cell_px).over({1005, 495, 120, 60});
    const MeshPlane bins = pixels.over_bins({67, 33, 8, 4}, 15);
    for (int y = 0; y < bins.rows(); ++y) {
      for (int x = 0; x < bins.cols(); ++x) {
        ASSERT_EQ(bins(y, x), pixels(15 * y + 7, 15 * x + 7)) << "cells of " << cell_px;
      }
    }
  }
}

TEST(MeshPlane, OverNothingHasNoPixels) {
  EXPECT_EQ(MeshPlane(SlideMesh{}, SlideRect{}).cols(), 0);
}

TEST(SlideMesh, RanksNeighboursAsSortingDoesOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    std::mt19937 random(14);
    for (const cv::Size size : {cv::Size(1, 5), cv::Size(2, 2), cv::Size(3, 3), cv::Size(50, 7)}) {
      cv::Mat1f value(size);
      std::generate(value.begin(), value.end(), [&] { return static_cast<float>(random() % 40); });
      for (std::size_t rank = 0; rank < 9; ++rank) {
        const cv::Mat1f ranked = rank_3x3(value, rank);
        for (int y = 0; y < value.rows; ++y) {
          for (int x = 0; x < value.cols; ++x) {
            const cv::Mat1f around =
                value(cv::Rect(x - 1, y - 1, 3, 3) & cv::Rect(cv::Point(0, 0), size)).clone();
            std::vector<float> near(around.begin(), around.end());
            std::sort(near.begin(), near.end());
            ASSERT_EQ(ranked(y, x), near[near.size() * rank / 9]) << unit << ", rank " << rank;
          }
        }
      }
    }
  });
}

/// Dark counts with a few bright ones; of the whole range where `wide`.
template <typename Count>
cv::Mat_<Count> drawn_counts(std::mt19937& random, bool wide) {
  cv::Mat_<Count> counts(131, 170);
  constexpr unsigned kMost = std::numeric_limits<Count>::max();
  for (Count& count : counts) {
    const unsigned dark = 20 + random() % 30;
    const unsigned far = random() % 3 == 0 ? kMost - random() % 3 : random() % 3;
    count = static_cast<Count>(wide ? far : dark + (random() % 5 == 0 ? random() % (kMost - 50) : 0));
  }
  return counts;
}

template <typename Count>
void expect_the_background_of_real_numbers(const char* unit, double pixel_um, bool wide) {
  std::mt19937 random(21);
  const cv::Mat_<Count> counts = drawn_counts<Count>(random, wide);
  cv::Mat1f real;
  counts.convertTo(real, CV_32F);
  const SlideRect rect{1001, 333, counts.cols, counts.rows};
  const PixelSize pixel{pixel_um, pixel_um};
  const cv::Mat1f found = local_background(counts, rect, pixel).plane();
  const cv::Mat1f expected = local_background(real, rect, pixel).plane();
  EXPECT_TRUE(std::equal(found.begin(), found.end(), expected.begin()))
      << unit << ", pixels of " << pixel_um << " um";
}

TEST(LocalBackground, OfCountsIsThatOfTheSameRealNumbersOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    for (const double pixel_um : {0.2, 0.65, 2.5}) {
      for (const bool wide : {false, true}) {
        expect_the_background_of_real_numbers<std::uint8_t>(unit, pixel_um, wide);
        expect_the_background_of_real_numbers<std::uint16_t>(unit, pixel_um, wide);
      }
    }
  });
}

TEST(SaturationMask, FindsOnePixelAnywhereOnEveryVectorUnit) {
  testing::on_each_vector_unit([](const char* unit) {
    for (int x = 0; x < 70; ++x) {
      cv::Mat1w counts(3, 70, std::uint16_t{4094});
      EXPECT_TRUE(saturation_mask(counts, 4095.0).empty()) << unit;
      counts(1, x) = 4095;
      const cv::Mat1b mask = saturation_mask(counts, 4095.0);
      ASSERT_FALSE(mask.empty()) << unit << ", column " << x;
      EXPECT_EQ(mask(1, x), 255) << unit;
      EXPECT_EQ(cv::countNonZero(mask), 1) << unit;
    }
  });
}

}  // namespace
}  // namespace cyto
