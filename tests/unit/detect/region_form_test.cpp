#include "region_hull.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <vector>

#include "region_graph.h"

namespace cyto {
namespace {

/// Form of the one region of a mask.
RegionForm form_of(const cv::Mat1b& mask) {
  const MeshPlane ones({1, 0, 0, cv::Mat1f::ones(mask.size())}, {0, 0, mask.cols, mask.rows});
  NucleusField field{cv::Mat1f::ones(mask.size()), cv::Mat1f::zeros(mask.size()),
                     cv::Mat1f::zeros(mask.size()), ones, ones};
  cv::Mat1i labels;
  mask.convertTo(labels, CV_32S);
  return RegionGraph(LabelRuns(labels), field, {0.0F, 0.0F}, 1.0).form(1);
}

/// Rows of a blot without gaps.
std::vector<RowExtent> drawn_rows(cv::RNG& random, int rows) {
  std::vector<RowExtent> drawn;
  for (int i = 0; i < rows; ++i) {
    const int left = random.uniform(0, 30);
    drawn.push_back({left, left + random.uniform(0, 20)});
  }
  return drawn;
}

TEST(HullAround, TwoHullsIsTheHullOfAllTheirPixels) {
  cv::RNG random(9);
  for (int round = 0; round < 200; ++round) {
    const int top = random.uniform(0, 12);
    const std::vector<RowExtent> a = drawn_rows(random, random.uniform(1, 14));
    const std::vector<RowExtent> b = drawn_rows(random, random.uniform(1, 14));
    std::vector<RowExtent> both(std::max(a.size(), b.size() + static_cast<std::size_t>(top)), {1000000, -1});
    for (std::size_t i = 0; i < both.size(); ++i) {
      const auto j = i - static_cast<std::size_t>(top);
      for (const RowExtent* row : {i < a.size() ? &a[i] : nullptr, j < b.size() ? &b[j] : nullptr}) {
        if (row != nullptr) {
          both[i] = {std::min(both[i].left, row->left), std::max(both[i].right, row->right)};
        }
      }
    }
    HullChains hull_a;
    HullChains hull_b;
    HullChains around;
    HullChains whole;
    hull_of_rows(a, 0, hull_a);
    hull_of_rows(b, top, hull_b);
    hull_around(hull_a.view(), hull_b.view(), around);
    hull_of_rows(both, 0, whole);
    ASSERT_EQ(hull_area(around.view()), hull_area(whole.view()));
    ASSERT_EQ(around.view().left.size(), whole.view().left.size());
    ASSERT_EQ(around.view().right.size(), whole.view().right.size());
  }
}

TEST(RegionShape, KnowsADiscAnEllipseAndADumbbell) {
  cv::Mat1b disc = cv::Mat1b::zeros(60, 60);
  cv::Mat1b ellipse = disc.clone();
  cv::Mat1b dumbbell = disc.clone();
  for (int y = 0; y < 60; ++y) {
    for (int x = 0; x < 60; ++x) {
      const double dx = x - 30.0;
      const double dy = y - 30.0;
      disc(y, x) = dx * dx + dy * dy <= 20 * 20 ? 1 : 0;
      ellipse(y, x) = dx * dx / 400.0 + dy * dy / 100.0 <= 1.0 ? 1 : 0;
      dumbbell(y, x) =
          std::hypot(std::abs(dx) - 12.0, dy) <= 10.0 || (std::abs(dy) <= 2 && std::abs(dx) < 12) ? 1 : 0;
    }
  }
  EXPECT_NEAR(form_of(disc).solidity, 1.0, 0.03);
  EXPECT_NEAR(form_of(disc).ellipse_fill, 1.0, 0.01);
  EXPECT_NEAR(form_of(disc).axis_ratio, 1.0, 0.01);
  EXPECT_NEAR(form_of(ellipse).ellipse_fill, 1.0, 0.01);
  EXPECT_NEAR(form_of(ellipse).axis_ratio, 2.0, 0.05);
  EXPECT_LT(form_of(dumbbell).solidity, 0.88);
}

}  // namespace
}  // namespace cyto
