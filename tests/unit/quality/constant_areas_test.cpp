#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spoiled_scan.h"

namespace cyto {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using test::Scan;

TEST(ConstantAreas, ANoisyScanIsWithoutFinding) {
  for (const int type : {CV_8U, CV_16U, CV_32F}) {
    const QualityVerdict verdict = Scan::noisy(700, 610, 100.0, 3.0, type).judge();
    EXPECT_THAT(verdict.faults, IsEmpty());
    EXPECT_THAT(verdict.flags, IsEmpty());
    EXPECT_EQ(verdict.coverage.analysed_share, 1.0);
  }
}

TEST(ConstantAreas, ABlockLostInOneChannelIsAFaultThatNamesChannelPlaceAndRemedy) {
  Scan scan = Scan::noisy(1024, 768);
  scan.fill(1, {512, 256, 256, 128}, 0.0);
  const QualityVerdict verdict = scan.judge();
  ASSERT_THAT(verdict.faults, SizeIs(1));
  const TileFailure& fault = verdict.faults.front();
  EXPECT_EQ(fault.file, "scan.tif");
  EXPECT_EQ(fault.channel, "CK");
  EXPECT_EQ(fault.rect, (SlideRect{512, 256, 256, 128}));
  EXPECT_THAT(fault.problem, HasSubstr("256 x 128 px at slide column 512, row 256"));
  EXPECT_THAT(fault.remedy, HasSubstr("scan the slide again"));
}

TEST(ConstantAreas, EveryConstantIsAFaultNotOnlyZero) {
  for (const double value : {0.0, 300.0, 65535.0}) {
    Scan scan = Scan::noisy(1024, 768);
    scan.fill(0, {128, 128, 64, 64}, value);
    EXPECT_THAT(scan.judge().faults, SizeIs(1)) << value;
  }
}

TEST(ConstantAreas, APartOffTheGridIsFound) {
  Scan scan = Scan::noisy(1000, 768);
  scan.fill(2, {333, 111, 150, 77}, 0.0);
  EXPECT_THAT(scan.judge().faults, Contains(Field(&TileFailure::channel, "CD45")));
}

TEST(ConstantAreas, HalfOfAChannelLostInSmallBlocksIsFound) {
  Scan scan = Scan::noisy(1024, 512);
  for (std::int64_t y = 0; y < 512; y += 64) {
    for (std::int64_t x = y % 128; x < 1024; x += 128) {
      scan.fill(1, {x, y, 64, 64}, 0.0);
    }
  }
  const auto faults = scan.judge().faults;
  ASSERT_THAT(faults, SizeIs(11));
  EXPECT_THAT(faults.back().problem, HasSubstr("in 54 more such areas"));
}

TEST(ConstantAreas, AChannelThatIsOneConstantEverywhereIsAFault) {
  Scan scan = Scan::noisy(600, 600);
  scan.fill(1, scan.raw.rect, 7.0);
  const auto faults = scan.judge().faults;
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_THAT(faults.front().problem, HasSubstr("channel CK has one constant value over the whole scan"));
  scan.fill_all(scan.raw.rect, 7.0);
  EXPECT_THAT(scan.judge().faults, SizeIs(1));
}

TEST(ConstantAreas, AMarginWithoutPictureLowersTheScannedShareAndIsFlagged) {
  Scan scan = Scan::noisy(1024, 1024);
  scan.fill_all({0, 0, 1024, 256}, 0.0);
  scan.fill_all({0, 256, 130, 400}, 0.0);
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(verdict.flags, Contains(Field(&QualityFlag::code, "unscanned_area")));
  EXPECT_NEAR(verdict.coverage.analysed_share, 1.0 - (1024.0 * 256 + 130 * 400) / (1024.0 * 1024), 0.01);
}

TEST(ConstantAreas, AScanThatIsNearlyAllMarginIsAFault) {
  Scan scan = Scan::noisy(1024, 1024);
  scan.fill_all({0, 0, 1024, 800}, 0.0);
  EXPECT_THAT(scan.judge().faults, SizeIs(1));
}

TEST(ConstantAreas, AHoleWithinTheScanIsAFault) {
  Scan scan = Scan::noisy(1024, 1024);
  scan.fill_all({300, 300, 128, 128}, 0.0);
  const auto faults = scan.judge().faults;
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_EQ(faults.front().channel, "");
  EXPECT_THAT(faults.front().problem, HasSubstr("hole"));
}

TEST(ConstantAreas, ABackgroundClippedToZeroIsNoFault) {
  const QualityVerdict verdict = Scan::clipped(1024, 768).judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_EQ(verdict.coverage.analysed_share, 1.0);
}

TEST(ConstantAreas, AnAreaAtTheCameraLimitIsNotTakenForLost) {
  Scan scan = Scan::noisy(1024, 768);
  cv::Mat plane = scan.raw.planes[1];
  for (int y = 0; y < 300; ++y) {  // a bright disk: its edge crosses blocks
    for (int x = 0; x < 300; ++x) {
      if ((x - 150) * (x - 150) + (y - 150) * (y - 150) < 140 * 140) {
        plane.at<ushort>(y + 200, x + 200) = 4095;
      }
    }
  }
  EXPECT_THAT(scan.judge().faults, IsEmpty());
}

TEST(ConstantAreas, AFewDeadLinesAreFlaggedAndManyAreAFault) {
  Scan scan = Scan::noisy(1024, 1024);
  scan.fill(1, {0, 500, 1024, 1}, 0.0);
  scan.fill(1, {77, 0, 1, 1024}, 0.0);
  const QualityVerdict few = scan.judge();
  EXPECT_THAT(few.faults, IsEmpty());
  ASSERT_THAT(few.flags, SizeIs(1));
  EXPECT_EQ(few.flags.front().code, "dead_lines");
  for (std::int64_t y = 0; y < 1024; y += 32) {
    scan.fill(1, {0, y, 1024, 2}, 0.0);
  }
  const auto many = scan.judge().faults;
  ASSERT_THAT(many, SizeIs(1));
  EXPECT_THAT(many.front().problem, HasSubstr("rows or columns"));
}

TEST(ConstantAreas, AMarginThatEndsBetweenBlocksIsNotTakenForDeadLines) {
  Scan scan = Scan::noisy(1024, 1024);
  scan.fill_all({0, 0, 1024, 117}, 0.0);
  scan.fill_all({0, 0, 45, 1024}, 0.0);
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(verdict.flags, SizeIs(1));
}

TEST(ConstantAreas, AMarginNarrowerThanABlockIsNotTakenForDeadLines) {
  for (const std::int64_t size : {1024, 1029, 1000, 901}) {  // rests of 0, 5, 8 and 5 px behind whole blocks
    Scan scan = Scan::noisy(size, size);
    scan.fill_all({0, 0, size, 16}, 0.0);
    scan.fill_all({0, 0, 20, size}, 0.0);
    scan.fill_all({size - 24, 0, 24, size}, 0.0);
    scan.fill_all({0, size - 14, size, 14}, 0.0);
    const QualityVerdict verdict = scan.judge();
    EXPECT_THAT(verdict.faults, IsEmpty()) << size;
    ASSERT_THAT(verdict.flags, SizeIs(1)) << size;
    EXPECT_EQ(verdict.flags.front().code, "unscanned_area");
    const auto side = static_cast<double>(size);
    EXPECT_NEAR(verdict.coverage.analysed_share, (side - 44) * (side - 30) / (side * side), 0.03) << size;
  }
}

/// Empties what lies outside a round picture whose centre is moved by `dx`, `dy`.
void cut_round(Scan& scan, std::size_t channel, int dx, int dy) {
  cv::Mat plane = scan.raw.planes[channel];
  const int radius = plane.cols / 2;
  for (int y = 0; y < plane.rows; ++y) {
    for (int x = 0; x < plane.cols; ++x) {
      const int across = x - dx - radius;
      const int down = y - dy - radius;
      if (across * across + down * down > radius * radius) {
        plane.at<ushort>(y, x) = 0;
      }
    }
  }
}

TEST(ConstantAreas, ChannelsAlignedWithOneAnotherNeedNotEndAtTheSamePixel) {
  Scan scan = Scan::noisy(1024, 1024);
  cut_round(scan, 0, 0, 0);
  cut_round(scan, 1, 3, -2);
  cut_round(scan, 2, -2, 3);
  const QualityVerdict round = scan.judge();
  EXPECT_THAT(round.faults, IsEmpty());
  EXPECT_THAT(round.flags, Contains(Field(&QualityFlag::code, "unscanned_area")));
  scan.fill(1, {480, 0, 128, 128}, 0.0);  // and a part lost beside the margin
  EXPECT_THAT(scan.judge().faults, Contains(Field(&TileFailure::channel, "CK")));
}

TEST(ConstantAreas, AShiftOfOneChannelByAFewPixelsIsFlagged) {
  Scan scan = Scan::noisy(768, 768);
  scan.fill(1, {0, 0, 3, 768}, 0.0);
  scan.fill(1, {0, 766, 768, 2}, 0.0);
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(verdict.flags, Contains(Field(&QualityFlag::code, "dead_lines")));
}

TEST(ConstantAreas, LinesLostInAllChannelsWithinTheScanAreNoMargin) {
  Scan scan = Scan::noisy(1024, 1024);
  scan.fill_all({0, 100, 1024, 16}, 0.0);
  EXPECT_THAT(scan.judge().faults, SizeIs(3));
}

TEST(ConstantAreas, AMarginReachesTheEdgeAcrossARestTooNarrowForABlock) {
  Scan scan = Scan::noisy(1029, 903);
  scan.fill_all({829, 703, 200, 200}, 0.0);
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  ASSERT_THAT(verdict.flags, SizeIs(1));
  EXPECT_EQ(verdict.flags.front().code, "unscanned_area");
}

TEST(ConstantAreas, TheVerdictDoesNotDependOnTheOrderOfTheWindows) {
  Scan scan = Scan::noisy(2300, 1900);
  scan.fill(1, {900, 950, 333, 222}, 0.0);
  scan.fill_all({0, 0, 2300, 70}, 0.0);
  const QualityVerdict forwards = scan.judge();
  const QualityVerdict backwards = scan.judge(true);
  ASSERT_EQ(forwards.faults.size(), backwards.faults.size());
  EXPECT_EQ(forwards.faults.front().problem, backwards.faults.front().problem);
  EXPECT_EQ(forwards.flags, backwards.flags);
  EXPECT_EQ(forwards.coverage, backwards.coverage);
}

}  // namespace
}  // namespace cyto
