#include "cytrial/validation/score_masks.h"

#include <gtest/gtest.h>

#include "cytrial/core/error.h"

namespace cyto::validation {
namespace {

template <typename Label>
cv::Mat square(int left, int edge, Label label, int type) {
  cv::Mat labels = cv::Mat::zeros(40, 40, type);
  labels(cv::Rect(left, 5, edge, edge)).setTo(label);
  return labels;
}

TEST(ScoreMasks, ThePerfectMaskScoresOneWhateverItsNumbers) {
  const MaskScore score = score_masks(square(5, 10, 77, CV_32SC1), square(5, 10, 3, CV_16UC1));
  EXPECT_EQ(score.matched, 1U);
  EXPECT_DOUBLE_EQ(score.f1().value(), 1.0);
  EXPECT_DOUBLE_EQ(score.mean_overlap().value(), 1.0);
}

TEST(ScoreMasks, MatchesOnlyAboveTheLimit) {
  // Shifted by 3 of 10: 70 of 130 pixels shared. By 4: 60 of 140.
  EXPECT_EQ(score_masks(square(8, 10, 1, CV_8UC1), square(5, 10, 1, CV_8UC1)).matched, 1U);
  EXPECT_EQ(score_masks(square(9, 10, 1, CV_8UC1), square(5, 10, 1, CV_8UC1)).matched, 0U);
  // 100 of 200 pixels: exactly one half is not more than one half.
  cv::Mat half = square(5, 10, 1, CV_8UC1);
  half(cv::Rect(20, 5, 10, 10)).setTo(1);
  EXPECT_EQ(score_masks(square(5, 10, 1, CV_8UC1), half).matched, 0U);
}

TEST(ScoreMasks, ASplitNucleusCountsAsItIs) {
  cv::Mat split = square(5, 10, 1, CV_16UC1);
  split(cv::Rect(5, 5, 3, 10)).setTo(2);
  const MaskScore score = score_masks(split, square(5, 10, 9, CV_16UC1));
  EXPECT_EQ(score.truth, 1U);
  EXPECT_EQ(score.found, 2U);
  EXPECT_EQ(score.matched, 1U);
  EXPECT_DOUBLE_EQ(score.mean_overlap().value(), 0.7);
  EXPECT_DOUBLE_EQ(score.precision().value(), 0.5);
}

TEST(ScoreMasks, LabelsAboveTheSignedRangeAreObjectsLikeOthers) {
  const MaskScore score = score_masks(square(5, 10, -2, CV_32SC1), square(5, 10, 1, CV_32SC1));
  EXPECT_EQ(score.found, 1U);
  EXPECT_EQ(score.matched, 1U);
}

TEST(ScoreMasks, SumsOverImages) {
  MaskScore sum = score_masks(square(5, 10, 1, CV_8UC1), square(5, 10, 1, CV_8UC1));
  sum += score_masks(cv::Mat::zeros(40, 40, CV_8UC1), square(5, 10, 1, CV_8UC1));
  EXPECT_EQ(sum.truth, 2U);
  EXPECT_DOUBLE_EQ(sum.recall().value(), 0.5);
}

TEST(ScoreMasks, EmptyImagesHaveNoRatios) {
  const cv::Mat none = cv::Mat::zeros(4, 4, CV_8UC1);
  EXPECT_FALSE(score_masks(none, none).f1());
}

TEST(ScoreMasks, RefusesOtherSizesTypesAndLimits) {
  const cv::Mat good = cv::Mat::zeros(4, 4, CV_8UC1);
  EXPECT_THROW((void)score_masks(cv::Mat::zeros(4, 5, CV_8UC1), good), Error);
  EXPECT_THROW((void)score_masks(cv::Mat::zeros(4, 4, CV_32FC1), good), Error);
  EXPECT_THROW((void)score_masks(cv::Mat::zeros(4, 4, CV_8UC3), good), Error);
  EXPECT_THROW((void)score_masks(good, good, 0.3), Error);
}

}  // namespace
}  // namespace cyto::validation
