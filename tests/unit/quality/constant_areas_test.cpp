#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "cytrial/quality/slide_quality.h"

namespace cyto {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A slide of three channels whose pixels the test may spoil.
struct Scan {
  SlideDescription about;
  Panel panel;
  RawTile raw;

  Scan(std::int64_t width, std::int64_t height) {
    about.files = {"scan.tif"};
    about.width_px = width;
    about.height_px = height;
    about.fields = {{"scan.tif", {0, 0, width, height}, {0, 0, width, height}}};
    panel.channels = {{"DAPI", ChannelRole::Nuclear, {}, {}, {}},
                      {"CK", ChannelRole::Cytokeratin, {}, {}, {}},
                      {"CD45", ChannelRole::Leukocyte, {}, {}, {}}};
    raw.rect = {0, 0, width, height};
  }

  static Scan noisy(std::int64_t width, std::int64_t height, double level = 300.0, double noise = 8.0,
                    int type = CV_16U) {
    Scan scan(width, height);
    std::mt19937 random(5);
    std::normal_distribution<float> pixel(static_cast<float>(level), static_cast<float>(noise));
    for (std::size_t channel = 0; channel < 3; ++channel) {
      cv::Mat1f plane(static_cast<int>(height), static_cast<int>(width));
      std::generate(plane.begin(), plane.end(), [&] { return pixel(random); });
      scan.raw.planes.emplace_back();
      plane.convertTo(scan.raw.planes.back(), type);
    }
    return scan;
  }

  /// Haze-free 8-bit background clipped to 0, with smooth bright spots that are not clipped.
  static Scan clipped(std::int64_t width, std::int64_t height) {
    Scan scan(width, height);
    std::mt19937 random(6);
    std::uniform_int_distribution<int> at_x(0, static_cast<int>(width) - 1);
    std::uniform_int_distribution<int> at_y(0, static_cast<int>(height) - 1);
    for (std::size_t channel = 0; channel < 3; ++channel) {
      cv::Mat1b plane(static_cast<int>(height), static_cast<int>(width), uchar{0});
      for (int spot = 0; spot < 200; ++spot) {
        draw_spot(plane, at_x(random), at_y(random));
      }
      scan.raw.planes.push_back(plane);
    }
    return scan;
  }

  static void draw_spot(cv::Mat1b& plane, int x0, int y0) {
    for (int y = std::max(0, y0 - 12); y < std::min(plane.rows, y0 + 12); ++y) {
      for (int x = std::max(0, x0 - 12); x < std::min(plane.cols, x0 + 12); ++x) {
        const int height = 144 - (x - x0) * (x - x0) - (y - y0) * (y - y0);
        plane(y, x) = static_cast<uchar>(std::max<int>(plane(y, x), std::max(0, height)));
      }
    }
  }

  void fill(std::size_t channel, const SlideRect& rect, double value) {
    raw.planes[channel](cv::Rect(static_cast<int>(rect.x), static_cast<int>(rect.y),
                                 static_cast<int>(rect.width), static_cast<int>(rect.height)))
        .setTo(value);
  }
  void fill_all(const SlideRect& rect, double value) {
    for (std::size_t channel = 0; channel < raw.planes.size(); ++channel) {
      fill(channel, rect, value);
    }
  }

  [[nodiscard]] QualityVerdict judge(std::int64_t window_px = 1024) const {
    SlideQuality quality(about, panel);
    for (std::int64_t y = 0; y < about.height_px; y += window_px) {
      for (std::int64_t x = 0; x < about.width_px; x += window_px) {
        quality.add(examine_window(raw, intersect({x, y, window_px, window_px}, raw.rect)));
      }
    }
    return quality.judge();
  }
};

TEST(ConstantAreas, ANoisyScanIsWithoutFinding) {
  for (const int type : {CV_8U, CV_16U, CV_32F}) {
    const QualityVerdict verdict = Scan::noisy(700, 610, 100.0, 3.0, type).judge();
    EXPECT_THAT(verdict.faults, IsEmpty());
    EXPECT_THAT(verdict.flags, IsEmpty());
    EXPECT_EQ(verdict.scanned_share, 1.0);
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
  EXPECT_NEAR(verdict.scanned_share, 1.0 - (1024.0 * 256 + 130 * 400) / (1024.0 * 1024), 0.01);
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
  EXPECT_EQ(verdict.scanned_share, 1.0);
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

TEST(ConstantAreas, TheVerdictDoesNotDependOnTheWindows) {
  Scan scan = Scan::noisy(1100, 900);
  scan.fill(1, {700, 300, 333, 222}, 0.0);
  scan.fill_all({0, 0, 1100, 70}, 0.0);
  const QualityVerdict large = scan.judge(1024);
  const QualityVerdict small = scan.judge(256);
  ASSERT_EQ(large.faults.size(), small.faults.size());
  EXPECT_EQ(large.faults.front().problem, small.faults.front().problem);
  EXPECT_EQ(large.flags, small.flags);
  EXPECT_EQ(large.scanned_share, small.scanned_share);
}

}  // namespace
}  // namespace cyto
