#include "lossy_compression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spoiled_scan.h"

namespace cyto {
namespace {

using test::Scan;
using testing::Contains;
using testing::Each;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Leaves `kept` of the difference between a pixel and the mean of its block of 8 x 8.
void flatten_blocks(cv::Mat& plane, double kept) {
  for (int y = 0; y < plane.rows; y += 8) {
    for (int x = 0; x < plane.cols; x += 8) {
      cv::Mat block = plane(cv::Rect(x, y, 8, 8));
      const double mean = cv::mean(block)[0];
      block.convertTo(block, plane.type(), kept, (1.0 - kept) * mean);
    }
  }
}

Scan flattened(double kept) {
  Scan scan = Scan::noisy(1024, 1024, 3000.0, 80.0);
  for (cv::Mat& plane : scan.raw.planes) {
    flatten_blocks(plane, kept);
  }
  return scan;
}

TEST(LossyCompression, NoiseHasNoTracesOfBlocks) {
  const Scan scan = Scan::noisy(1024, 1024);
  EXPECT_LT(block_traces_of(scan.raw.planes[0](cv::Rect(0, 0, 256, 256))).steps, 0.07F);
  EXPECT_THAT(scan.judge().flags, IsEmpty());
}

TEST(LossyCompression, WeakBlocksAreFlaggedWithTheirChannel) {
  Scan scan = Scan::noisy(1024, 1024, 3000.0, 80.0);
  flatten_blocks(scan.raw.planes[1], 0.05);
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(verdict.flags, Contains(testing::AllOf(Field(&QualityFlag::code, "lossy_compression"),
                                                     Field(&QualityFlag::text, HasSubstr("in CK:")))));
}

TEST(LossyCompression, BlocksWithoutTheirNoiseLeaveNoCount) {
  const Scan scan = flattened(0.0);
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults,
              Contains(testing::AllOf(Field(&TileFailure::channel, "CK"),
                                      Field(&TileFailure::problem, HasSubstr("the limit is 30.0 %")),
                                      Field(&TileFailure::remedy, HasSubstr("without loss")))));
}

TEST(LossyCompression, EqualRowsOfABlockAreNoFieldWrittenTwice) {
  EXPECT_THAT(flattened(0.0).judge().faults,
              Each(Field(&TileFailure::problem, Not(HasSubstr("holds the same pixels")))));
}

TEST(LossyCompression, TheBlocksMayBeginAnywhere) {
  Scan scan = flattened(0.05);
  const cv::Mat shifted = scan.raw.planes[0](cv::Rect(3, 5, 256, 256)).clone();
  EXPECT_GT(block_traces_of(shifted).steps, 0.07F);
}

TEST(LossyCompression, APatternOfColumnsIsNoCompression) {
  Scan scan = Scan::noisy(1024, 1024);
  for (cv::Mat& plane : scan.raw.planes) {
    for (int x = 0; x < plane.cols; x += 8) {
      plane.col(x) += 200;
    }
  }
  EXPECT_THAT(scan.judge().flags, Not(Contains(Field(&QualityFlag::code, "lossy_compression"))));
}

TEST(LossyCompression, NucleiAloneAreMeasuredAndFlagged) {
  Scan scan = flattened(0.0);
  scan.panel.channels.resize(1);
  scan.raw.planes.resize(1);
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(verdict.flags, Contains(Field(&QualityFlag::code, "lossy_compression")));
}

}  // namespace
}  // namespace cyto
