#include "work_plane.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "gaussian.h"
#include "nucleus_regions.h"
#include "support/drawn_tile.h"

namespace cyto {
namespace {

constexpr float kUnset = std::numeric_limits<float>::quiet_NaN();

bool same(const cv::Mat1f& a, const cv::Mat1f& b) {
  return a.size() == b.size() && cv::countNonZero(a != b) == 0;  // NaN differs from itself
}

TEST(GaussianBlur, GivesTheSameValuesWhereverTheWindowBegins) {
  std::mt19937 random(12);
  cv::Mat1f plane(60, 90);
  for (float& value : plane) {
    value = static_cast<float>(random() % 5000);
  }
  const cv::Mat1f whole = gaussian_blur(plane, 1.7);
  const cv::Mat1f part = gaussian_blur(plane(cv::Rect(13, 7, 61, 41)).clone(), 1.7);
  const int margin = gaussian_radius_px(1.7);
  for (int y = margin; y < 41 - margin; ++y) {
    for (int x = margin; x < 61 - margin; ++x) {
      ASSERT_EQ(part(y, x), whole(y + 7, x + 13));
    }
  }
}

TEST(GaussianBlur, KeepsAConstant) {
  const cv::Mat1f blurred = gaussian_blur(cv::Mat1f(20, 20, 1234.0F), 2.5);
  for (const float value : blurred) {
    ASSERT_NEAR(value, 1234.0F, 1e-3F);
  }
}

TEST(GaussianRows, AreTheSameInAnyStepsAndNeedNoRowFurtherThanTheirReach) {
  std::mt19937 random(13);
  cv::Mat1f plane(47, 33);
  for (float& value : plane) {
    value = static_cast<float>(random() % 5000);
  }
  for (const double sigma_px : {0.0, 0.3, 1.2}) {
    cv::Mat1f filled(plane.size(), kUnset);
    GaussianRows rows(filled, sigma_px);
    int set = 0;
    for (int end = 0; end < plane.rows;) {
      end = std::min(plane.rows, end + static_cast<int>(random() % 9));
      for (; set < std::min(plane.rows, end + rows.radius_px()); ++set) {
        plane.row(set).copyTo(filled.row(set));
      }
      rows.make_until(end);
    }
    EXPECT_TRUE(same(rows.result(), gaussian_blur(plane, sigma_px))) << sigma_px;
    EXPECT_EQ(same(rows.result(), plane), sigma_px == 0.0);
  }
}

CorrectedTile noisy_tile(double pixel_um, int depth) {
  testing::Drawing drawing(61, 75, pixel_um);
  drawing.disc(drawing.nuclear, 30 * pixel_um, 25 * pixel_um, 20 * pixel_um, 900.0F);
  drawing.add_noise(5);
  return corrected(drawing, 1003, 2005, depth);
}

TEST(WorkRows, AreTheSameInAnySteps) {
  std::mt19937 random(14);
  for (const double pixel_um : {0.3, 0.65, 2.0}) {
    for (const int depth : {CV_8U, CV_16U, CV_32F}) {
      const CorrectedTile tile = noisy_tile(pixel_um, depth);
      const WorkPlane whole = make_work_plane(tile, 0);
      WorkRows rows(tile, 0);
      for (int end = 0; end < whole.signal.rows;) {
        end = std::min(whole.signal.rows, end + 1 + static_cast<int>(random() % 3));
        rows.set_until(end);
        ASSERT_TRUE(same(rows.plane().signal.rowRange(0, end), whole.signal.rowRange(0, end)));
        if (end > 1 && whole.bin > 1) {
          ASSERT_TRUE(same(rows.plane().scatter.rowRange(0, end), whole.scatter.rowRange(0, end)));
        }
      }
      EXPECT_EQ(whole.scatter.empty(), whole.bin == 1);
    }
  }
}

TEST(WorkRows, GiveCutBinsTheScatterOfThoseNextToThem) {
  const WorkPlane work = make_work_plane(noisy_tile(0.65, CV_16U), 0);
  ASSERT_EQ(work.bin, 2);
  ASSERT_EQ(work.tile_origin, cv::Point(-1, -1));
  const int right = work.scatter.cols - 1;
  EXPECT_TRUE(same(work.scatter.row(0), work.scatter.row(1)));
  EXPECT_TRUE(same(work.scatter.col(0), work.scatter.col(1)));
  EXPECT_FALSE(same(work.scatter.col(right), work.scatter.col(right - 1))) << "the last column is whole";
  EXPECT_FALSE(same(work.scatter.row(1), work.scatter.row(2)));
}

TEST(NucleusField, IsTheSameOfRowsThatAreSetInTurn) {
  const WorkPlane whole = make_work_plane(noisy_tile(0.65, CV_16U), 0);
  WorkPlane work = whole;
  work.signal = cv::Mat1f(whole.signal.size(), kUnset);
  work.scatter = cv::Mat1f(whole.scatter.size(), kUnset);
  const SlideRect part = inflate_within(whole.rect, -4, whole.rect);
  const auto set_rows = [&](int rows) {
    whole.signal.rowRange(0, rows).copyTo(work.signal.rowRange(0, rows));
    whole.scatter.rowRange(0, rows).copyTo(work.scatter.rowRange(0, rows));
  };
  for (const auto& make : {&make_nucleus_field, &make_stain_field}) {
    const NucleusField in_turn = make(work, part, set_rows);
    const NucleusField at_once = make(whole, part, [](int /*rows*/) {});
    EXPECT_TRUE(same(in_turn.smooth, at_once.smooth));
    EXPECT_TRUE(same(in_turn.line, at_once.line));
    EXPECT_TRUE(same(in_turn.surface, at_once.surface));
    EXPECT_TRUE(same(in_turn.noise.plane(), at_once.noise.plane()));
    EXPECT_TRUE(same(in_turn.bright.plane(), at_once.bright.plane()));
    work.signal.setTo(kUnset);
    work.scatter.setTo(kUnset);
  }
}

}  // namespace
}  // namespace cyto
