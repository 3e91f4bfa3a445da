#include "compact_parts.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/core.hpp>
#include <vector>

#include "label_runs.h"

namespace cyto {
namespace {

constexpr double kPixelUm = 1.3;

/// Draws an ellipse [um]; its left half has one label, its right half the other.
void draw(cv::Mat1i& labels, cv::Point2d centre, cv::Size2d half, std::int32_t left, std::int32_t right) {
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      const double dx = (x * kPixelUm - centre.x) / half.width;
      const double dy = (y * kPixelUm - centre.y) / half.height;
      if (dx * dx + dy * dy <= 1.0) {
        labels(y, x) = dx < 0.0 ? left : right;
      }
    }
  }
}

/// Whether the two basins of a plane are one nucleus for certain.
bool compact(const cv::Mat1i& labels, float second_peak = 100.0F, const DetectionOptions& options = {}) {
  NucleusRegions regions;
  regions.cores = LabelRuns(labels);
  regions.floors = {0.0F, 10.0F, 12.0F};
  regions.peaks = {0.0F, 100.0F, second_peak};
  const std::vector<std::int32_t> parts = touching_parts(regions.cores, regions.floors.size());
  EXPECT_EQ(parts, (std::vector<std::int32_t>{0, 1, 1}));
  return compact_parts(regions, parts, kPixelUm, options)[1] != Compactness::Doubtful;
}

cv::Mat1i ellipse(double half_width, double half_height, cv::Point2d centre = {20.0, 20.0}) {
  cv::Mat1i labels = cv::Mat1i::zeros(40, 40);
  draw(labels, centre, {half_width, half_height}, 1, 2);
  return labels;
}

TEST(CompactParts, AreEllipsesTooShortForTwoNuclei) {
  EXPECT_TRUE(compact(ellipse(3.5, 3.5)));
  EXPECT_TRUE(compact(ellipse(4.4, 3.2)));
  EXPECT_TRUE(compact(ellipse(5.2, 3.2))) << "without a waist";
  EXPECT_FALSE(compact(ellipse(6.5, 4.5))) << "long enough for two";
  EXPECT_FALSE(compact(ellipse(6.5, 6.5))) << "wide";
  EXPECT_FALSE(compact(ellipse(4.5, 1.6))) << "slender";
  EXPECT_FALSE(compact(ellipse(1.5, 1.5))) << "a speck";
}

TEST(CompactParts, AreTheSameWhereverTheyLie) {
  for (int step = 0; step < 12; ++step) {
    const cv::Point2d at(8.0 * kPixelUm + step * kPixelUm, 8.0 * kPixelUm + 2.0 * step * kPixelUm);
    EXPECT_TRUE(compact(ellipse(3.5, 3.5, at)));
    EXPECT_FALSE(compact(ellipse(6.5, 4.5, at)));
  }
}

TEST(CompactParts, AreNoTwoDiscsSideBySide) {
  cv::Mat1i labels = cv::Mat1i::zeros(40, 40);
  draw(labels, {20.0, 20.0}, {2.7, 2.7}, 1, 1);
  draw(labels, {25.2, 20.0}, {2.7, 2.7}, 2, 2);
  EXPECT_FALSE(compact(labels));
}

TEST(CompactParts, AreTheShorterTheLessTheyFillTheirEllipse) {
  const auto with_waist = [](double half_length) {
    cv::Mat1i labels = ellipse(half_length, 3.4);
    draw(labels, {20.0, 15.6}, {1.6, 2.7}, 0, 0);
    draw(labels, {20.0, 24.4}, {1.6, 2.7}, 0, 0);
    return labels;
  };
  EXPECT_TRUE(compact(with_waist(4.3)));
  EXPECT_TRUE(compact(ellipse(5.2, 3.4)));
  EXPECT_FALSE(compact(with_waist(5.2)));
}

TEST(CompactParts, DoNotFillMuchLessThanTheirEllipse) {
  cv::Mat1i labels = ellipse(4.0, 4.0);
  EXPECT_TRUE(compact(labels));
  draw(labels, {20.0, 23.0}, {2.2, 4.0}, 0, 0);  // a bay
  EXPECT_FALSE(compact(labels));
}

TEST(CompactParts, AreAboutAsBrightInAllBasins) {
  EXPECT_TRUE(compact(ellipse(3.5, 3.5), 80.0F));
  EXPECT_FALSE(compact(ellipse(3.5, 3.5), 70.0F)) << "a faint thing beside a nucleus";
}

TEST(CompactParts, AreNoWiderThanANucleusMayBe) {
  DetectionOptions options;
  options.max_nucleus_diameter_um = 6.0;
  EXPECT_FALSE(compact(ellipse(3.5, 3.5), 100.0F, options));
}

TEST(TouchingParts, AreNamedByTheirLowestLabel) {
  const cv::Mat1i labels = (cv::Mat1i(4, 6) << 4, 4, 0, 2, 0, 5,  //
                            0, 4, 3, 2, 0, 5,                     //
                            0, 0, 0, 0, 6, 0,                     //
                            1, 0, 0, 0, 0, 7);
  EXPECT_EQ(touching_parts(LabelRuns(labels), 9), (std::vector<std::int32_t>{0, 1, 2, 2, 2, 5, 6, 7, 8}))
      << "corners do not touch";
}

TEST(TouchingParts, ReachThroughManyLabels) {
  cv::Mat1i labels(1, 50);
  for (int x = 0; x < labels.cols; ++x) {
    labels(0, x) = (x * 7) % 50 + 1;  // neighbours' labels are far apart
  }
  std::vector<std::int32_t> all(51, 1);
  all[0] = 0;
  EXPECT_EQ(touching_parts(LabelRuns(labels), 51), all);
}

}  // namespace
}  // namespace cyto
