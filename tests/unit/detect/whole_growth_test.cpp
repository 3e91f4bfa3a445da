#include "whole_growth.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <vector>

#include "object_growth.h"

namespace cyto {
namespace {

cv::Mat1i ellipse(const cv::Size& window, const cv::Point& centre, const cv::Size& axes, int angle) {
  cv::Mat1i plane = cv::Mat1i::zeros(window);
  cv::ellipse(plane, centre, axes, angle, 0, 360, cv::Scalar(1), cv::FILLED);
  return plane;
}

TEST(ReachesWhole, IsSaidOnlyWhereGrowthPixelByPixelReachesTheWholeObject) {
  cv::RNG random(51);
  const cv::Size window(60, 60);
  int whole = 0;
  for (int round = 0; round < 400; ++round) {
    const auto axes = [&](int least, int most) {
      return cv::Size(random.uniform(least, most), random.uniform(least, most));
    };
    const cv::Point centre(30, 30);
    const cv::Point aside(random.uniform(22, 39), random.uniform(22, 39));
    cv::Mat1i nuclei = ellipse(window, aside, axes(1, 8), random.uniform(0, 180));
    cv::Mat1i objects = ellipse(window, centre, axes(1, 16), random.uniform(0, 180));
    if (round % 4 == 0) {  // another nucleus, perhaps in the way
      nuclei(cv::Rect(random.uniform(10, 48), random.uniform(10, 48), 2, 2)).setTo(2);
    }
    if (round % 5 == 0) {  // a notch, which may leave two runs in a row or part two rows
      objects(cv::Rect(random.uniform(20, 38), random.uniform(20, 38), 3, 3)).setTo(0);
    }
    if (cv::countNonZero(nuclei == 1) == 0) {
      continue;
    }
    BitPlane nuclear(window);
    nuclear.add(LabelRuns(nuclei));
    const ObjectRuns by_label(nuclei);
    const ObjectRuns object(objects);
    const int steps = random.uniform(1, 18);
    // As many steps within 1.1 px each.
    const ObjectRuns grown = grow_sharing(by_label, nuclear, object, {0, 1, 0}, 1.1 * (steps + 0.5));
    if (reaches_whole(by_label.of(1), object.of(1), nuclear, steps)) {
      ++whole;
      ObjectRuns both(window);
      append_whole(by_label.of(1), object.of(1), both);
      EXPECT_EQ(cv::norm(both.plane(), grown.plane(), cv::NORM_INF), 0.0) << round;
      const auto found = grown.of(1);
      EXPECT_TRUE(std::equal(found.begin(), found.end(), both.all().begin(), both.all().end())) << round;
    }
  }
  EXPECT_GT(whole, 20);
  EXPECT_LT(whole, 340);
}

}  // namespace
}  // namespace cyto
