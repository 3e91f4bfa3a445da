#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "spoiled_scan.h"

namespace cyto {
namespace {

using test::Scan;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

void brighten(Scan& scan, std::size_t channel, const SlideRect& rect, double factor) {
  cv::Mat part =
      scan.raw.planes[channel](cv::Rect(static_cast<int>(rect.x), static_cast<int>(rect.y),
                                        static_cast<int>(rect.width), static_cast<int>(rect.height)));
  part *= factor;
}

TEST(Coverage, ACleanScanIsUsableAsAWhole) {
  Scan scan = Scan::noisy(1024, 1024);
  for (std::int64_t at = 10; at < 1024; at += 40) {
    scan.add_nucleus(at, (at * 7) % 1024);
  }
  const Coverage coverage = scan.judge().coverage;
  EXPECT_EQ(coverage, (Coverage{1.0, 1.0, 1.0}));
  EXPECT_EQ(coverage.usable_share(), 1.0);
}

TEST(Coverage, APartWhoseNucleiAreBlurredIsTakenOffAndFlagged) {
  Scan scan = Scan::noisy(2048, 1024);
  for (std::int64_t y = 16; y < 1024; y += 32) {
    for (std::int64_t x = 16; x < 2048; x += 32) {
      scan.add_nucleus(x, y, x < 512);
    }
  }
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(verdict.flags, Contains(Field(&QualityFlag::code, "out_of_focus_area")));
  // Two columns of grid cells, and the next, a third of whose neighbourhood is blurred.
  EXPECT_NEAR(verdict.coverage.in_focus_area_share, 0.625, 1e-9);
  EXPECT_NEAR(verdict.coverage.usable_share(), 0.625, 1e-9);
}

TEST(Coverage, SomeBlurredNucleiEverywhereAreNotAPartOutOfFocus) {
  Scan scan = Scan::noisy(1024, 1024);
  int number = 0;
  for (std::int64_t y = 16; y < 1024; y += 32) {
    for (std::int64_t x = 16; x < 1024; x += 32) {
      scan.add_nucleus(x, y, ++number % 6 == 0);
    }
  }
  EXPECT_EQ(scan.judge().coverage.in_focus_area_share, 1.0);
}

TEST(Coverage, AScanOutOfFocusLeavesNoCount) {
  Scan scan = Scan::noisy(1024, 1024);
  for (std::int64_t y = 16; y < 1024; y += 32) {
    for (std::int64_t x = 16; x < 1024; x += 32) {
      scan.add_nucleus(x, y, true);
    }
  }
  const auto faults = scan.judge().faults;
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_THAT(faults.front().problem, HasSubstr("in focus"));
  EXPECT_THAT(faults.front().remedy, HasSubstr("scan again"));
}

TEST(Coverage, NucleiAloneAreMeasuredOutOfFocusToo) {
  Scan scan = Scan::noisy(512, 512);
  scan.panel.channels.resize(1);
  scan.raw.planes.resize(1);
  for (std::int64_t at = 16; at < 512; at += 16) {
    scan.add_nucleus(at, at, true);
  }
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(verdict.flags, Contains(Field(&QualityFlag::code, "out_of_focus_area")));
}

TEST(Coverage, ALongBrightFibreIsAnArtefactAndABrightClusterIsNot) {
  Scan scan = Scan::noisy(1024, 1024);
  brighten(scan, 1, {300, 300, 120, 120}, 20.0);
  EXPECT_EQ(scan.judge().coverage.unobstructed_share, 1.0);
  brighten(scan, 1, {100, 610, 800, 20}, 20.0);
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  ASSERT_THAT(verdict.flags, SizeIs(1));
  EXPECT_EQ(verdict.flags.front().code, "large_artefact");
  EXPECT_THAT(verdict.flags.front().text, HasSubstr("channel CK"));
  EXPECT_NEAR(verdict.coverage.unobstructed_share, 1.0 - 26.0 / 1024.0, 0.01);
}

TEST(Coverage, ABrightAreaFullOfNucleiIsTissue) {
  Scan scan = Scan::noisy(1024, 1024);
  brighten(scan, 1, {100, 600, 400, 300}, 20.0);
  for (std::int64_t y = 610; y < 890; y += 32) {
    for (std::int64_t x = 110; x < 490; x += 32) {
      scan.add_nucleus(x, y);
    }
  }
  EXPECT_EQ(scan.judge().coverage.unobstructed_share, 1.0);
}

/// A ring of weak light, as the rim of a bubble is, in one channel.
void draw_rim(Scan& scan, std::size_t channel, int x0, int y0, int radius) {
  cv::Mat1w plane = scan.raw.planes[channel];
  for (int y = std::max(0, y0 - radius); y < std::min(plane.rows, y0 + radius); ++y) {
    for (int x = std::max(0, x0 - radius); x < std::min(plane.cols, x0 + radius); ++x) {
      const double distance = std::hypot(x - x0, y - y0);
      if (distance < radius && distance > radius - 80) {
        plane(y, x) = static_cast<std::uint16_t>(plane(y, x) / 3);
      }
    }
  }
}

TEST(Coverage, ABubbleIsTakenOffWithAllThatItsDarkRimSurrounds) {
  Scan scan = Scan::noisy(2048, 2048);
  draw_rim(scan, 1, 500, 500, 220);
  scan.add_nuclei({0, 800, 2048, 1248}, 40);
  scan.add_nuclei({800, 0, 1248, 800}, 40);
  const QualityVerdict verdict = scan.judge();
  EXPECT_THAT(verdict.faults, IsEmpty());
  EXPECT_THAT(verdict.flags, Contains(Field(&QualityFlag::code, "large_artefact")));
  EXPECT_NEAR(verdict.coverage.unobstructed_share, 1.0 - 440.0 * 440.0 / (2048.0 * 2048.0), 0.01);
}

TEST(Coverage, LargeBubblesLeaveNoCount) {
  Scan scan = Scan::noisy(1024, 1024);
  draw_rim(scan, 1, 400, 400, 250);
  scan.add_nuclei({0, 700, 1024, 324}, 23);
  const auto faults = scan.judge().faults;
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_EQ(faults.front().channel, "CK");
  EXPECT_THAT(faults.front().remedy, HasSubstr("bubbles"));
}

TEST(Coverage, UnevenLightIsNoBubble) {
  Scan scan = Scan::noisy(1024, 1024);
  for (cv::Mat& plane : scan.raw.planes) {
    for (int x = 0; x < plane.cols; ++x) {
      const double off = (x - 512) / 512.0;
      plane.col(x) *= 1.0 - 0.6 * off * off;
    }
  }
  EXPECT_EQ(scan.judge().coverage.unobstructed_share, 1.0);
}

TEST(Coverage, SaturationIsFlaggedAndThenRefused) {
  Scan scan = Scan::noisy(1024, 1024);
  scan.panel.channels[2].saturation_adu = 4095.0;
  scan.fill(2, {100, 100, 50, 50}, 4095.0);
  const QualityVerdict some = scan.judge();
  EXPECT_THAT(some.faults, IsEmpty());
  EXPECT_THAT(some.flags, Contains(Field(&QualityFlag::code, "saturated_area")));
  scan.fill(2, {200, 200, 500, 500}, 4095.0);
  EXPECT_THAT(scan.judge().faults, Contains(Field(&TileFailure::remedy, HasSubstr("less exposure"))));
}

TEST(Coverage, UsableCountsEveryLossAsIfNoTwoOverlapped) {
  EXPECT_DOUBLE_EQ((Coverage{0.8, 0.9, 0.75}).usable_share(), 0.8 * 0.65);
  EXPECT_EQ((Coverage{1.0, 0.25, 0.5}).usable_share(), 0.0);
}

}  // namespace
}  // namespace cyto
