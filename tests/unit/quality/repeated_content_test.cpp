#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spoiled_scan.h"

namespace cyto {
namespace {

using test::Scan;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

void copy_part(Scan& scan, std::size_t channel, const cv::Rect& from, const cv::Point& to) {
  const cv::Mat part = scan.raw.planes[channel](from).clone();
  part.copyTo(scan.raw.planes[channel](cv::Rect(to, from.size())));
}

TEST(RepeatedContent, AFieldThatStandsTwiceIsAFaultWhereverItLies) {
  for (const cv::Point to : {cv::Point(512, 512), cv::Point(613, 427)}) {
    for (const int type : {CV_8U, CV_16U, CV_32F}) {
      Scan scan = Scan::noisy(1100, 1000, 100.0, 3.0, type);
      copy_part(scan, 1, {37, 11, 300, 300}, to);
      const auto faults = scan.judge().faults;
      ASSERT_THAT(faults, SizeIs(1)) << type;
      EXPECT_EQ(faults.front().channel, "CK");
      EXPECT_THAT(faults.front().problem, HasSubstr("the same pixels"));
      EXPECT_GE(faults.front().rect.x, to.x);
      EXPECT_LE(faults.front().rect.right(), to.x + 300);
    }
  }
}

TEST(RepeatedContent, AStripeOfAFewRowsThatStandsTwiceIsAFault) {
  Scan scan = Scan::noisy(4096, 1000, 100.0, 3.0, CV_16U);
  copy_part(scan, 0, {0, 300, 4096, 16}, {0, 701});
  const auto faults = scan.judge().faults;
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_THAT(faults.front().problem, HasSubstr("the same pixels"));
}

TEST(RepeatedContent, AScanWithEveryRowTwiceIsAFault) {
  Scan scan = Scan::noisy(1200, 1000, 100.0, 3.0, CV_16U);
  for (int y = 0; y + 1 < 1000; y += 2) {
    scan.raw.planes[1].row(y).copyTo(scan.raw.planes[1].row(y + 1));
  }
  const auto faults = scan.judge().faults;
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_EQ(faults.front().channel, "CK");
  EXPECT_THAT(faults.front().problem, HasSubstr("the same pixels"));
}

TEST(RepeatedContent, AChannelThatIsACopyOfAnotherIsAFault) {
  Scan scan = Scan::noisy(600, 600);
  scan.raw.planes[2] = scan.raw.planes[1].clone();
  const auto faults = scan.judge().faults;
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_THAT(faults.front().problem, HasSubstr("channel CD45 holds the same pixels"));
  EXPECT_THAT(faults.front().problem, HasSubstr("as channel CK at column"));
}

TEST(RepeatedContent, EvenOneCountOfNoiseIsTellingEnough) {
  EXPECT_THAT(Scan::noisy(2048, 1500, 20.0, 1.0, CV_8U).judge().faults, IsEmpty());
}

TEST(RepeatedContent, AlikeObjectsOnACleanBackgroundAreNoRepeatedField) {
  EXPECT_THAT(Scan::clipped(2048, 1024).judge().faults, IsEmpty());
}

}  // namespace
}  // namespace cyto
