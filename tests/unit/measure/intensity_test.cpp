#include "cytrial/measure/intensity.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "drawn_scene.h"

namespace cyto {
namespace {

TEST(Intensity, SummarizesAnOddNumberOfPixels) {
  const Intensity result = summarize({5, -1, 2}, 1);
  EXPECT_DOUBLE_EQ(result.mean_adu, 2);
  EXPECT_DOUBLE_EQ(result.median_adu, 2);
  EXPECT_DOUBLE_EQ(result.max_adu, 5);
  EXPECT_DOUBLE_EQ(result.integrated_adu, 6);
  EXPECT_DOUBLE_EQ(result.sd_adu, std::sqrt(6.0));
  EXPECT_DOUBLE_EQ(result.saturated_share, 1.0 / 3);
}

TEST(Intensity, TakesTheMiddleOfTheTwoMiddlePixels) {
  EXPECT_DOUBLE_EQ(summarize({7, 1, 4, 100}, 0).median_adu, 5.5);
  EXPECT_DOUBLE_EQ(summarize({1, 2}, 0).median_adu, 1.5);
}

TEST(Intensity, KeepsNegativeMaxima) {
  EXPECT_DOUBLE_EQ(summarize({-3, -2}, 0).max_adu, -2);
}

TEST(Intensity, KnowsNothingOfNoPixels) {
  const Intensity result = summarize({}, 0);
  EXPECT_TRUE(std::isnan(result.mean_adu));
  EXPECT_TRUE(std::isnan(result.median_adu));
  EXPECT_TRUE(std::isnan(result.integrated_adu));
}

TEST(Intensity, FindsTheExactMedianOfAnyList) {
  std::mt19937 random(20260115);
  for (std::size_t size = 1; size < 400; size += 7) {
    // Ties, a far outlier, and values that differ in the last bit.
    std::vector<float> values(size);
    std::generate(values.begin(), values.end(), [&] { return static_cast<float>(random() % 50) * 0.1F - 2; });
    values[random() % size] = 1e20F;
    values[random() % size] = std::nextafter(values[0], 1e30F);
    std::vector<float> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const double median =
        0.5 * (static_cast<double>(sorted[(size - 1) / 2]) + static_cast<double>(sorted[size / 2]));
    EXPECT_EQ(summarize(values, 0).median_adu, median) << size;
    EXPECT_EQ(summarize(values, 0).max_adu, static_cast<double>(sorted.back())) << size;
  }
}

TEST(Intensity, ReadsTheRegionAndNothingElse) {
  const MeasuredRegion region = region_of(bar(4, 3, 2, 2, 0), 8, 6);
  cv::Mat1f plane(6, 8, 1000.0F);
  cv::Mat1f background(6, 8, 7.0F);
  plane(2, 3) = 10;
  plane(2, 4) = 11;
  plane(3, 3) = 12;
  plane(3, 4) = 13;
  EXPECT_EQ(gather_above_background(plane, background, region), (std::vector<float>{3, 4, 5, 6}));
  EXPECT_DOUBLE_EQ(mean_over(plane, region), 11.5);
  cv::Mat1b saturated = cv::Mat1b::zeros(6, 8);
  saturated(3, 4) = 255;
  saturated(0, 0) = 255;
  EXPECT_EQ(count_set(saturated, region), 1);
}

TEST(CytokeratinOverlap, CountsTheBrightShareOfTheNucleus) {
  // The 95th percentile of 20 pixels is the 19th: 100. Half of it is 50.
  std::vector<float> cell(20, 100.0F);
  cell[0] = 49.9F;
  cell[1] = 50;
  cell[2] = 900;
  EXPECT_DOUBLE_EQ(cytokeratin_overlap({49.9F, 50, 100, 100}, cell), 0.75);
}

TEST(CytokeratinOverlap, IsZeroWithoutSignalAndUnknownWithoutNucleus) {
  EXPECT_DOUBLE_EQ(cytokeratin_overlap({-1, 1}, {-1, -2, 0}), 0);
  EXPECT_TRUE(std::isnan(cytokeratin_overlap({}, {1, 2})));
}

TEST(MeasuredRegion, SubtractsAPartWhateverTheirBoxes) {
  cv::Mat1i labels = cv::Mat1i::zeros(10, 12);
  labels(cv::Rect(2, 3, 6, 5)) = 1;
  const MeasuredRegion whole = cut_region(labels, 1, cv::Rect(2, 3, 6, 5));
  cv::Mat1i part_labels = cv::Mat1i::zeros(10, 12);
  part_labels(cv::Rect(6, 6, 4, 3)) = 1;
  const MeasuredRegion rest = subtract(whole, cut_region(part_labels, 1, cv::Rect(5, 5, 6, 5)));
  EXPECT_EQ(rest.area_px, 30 - 4);
  EXPECT_EQ(
      spans_of(rest, {100, 200, 12, 10}),
      (std::vector<MaskSpan>{{203, 102, 6}, {204, 102, 6}, {205, 102, 6}, {206, 102, 4}, {207, 102, 4}}));
}

}  // namespace
}  // namespace cyto
