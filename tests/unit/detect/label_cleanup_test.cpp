#include "label_cleanup.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

namespace cyto {
namespace {

TEST(CleanLabels, KeepsTheLargestPieceFillsHolesAndRenumbers) {
  cv::Mat1i labels = cv::Mat1i::zeros(12, 12);
  labels(cv::Rect(6, 1, 4, 4)) = 9;
  labels(2, 7) = 0;  // a hole
  labels(cv::Rect(1, 6, 5, 5)) = 4;
  labels(11, 11) = 4;  // a stray piece
  labels(0, 0) = 2;    // too small
  const auto [runs, objects] = clean_labels(LabelRuns(labels), 4, 6, SlideRect{100, 200, 12, 12});
  labels = runs.plane(labels.cols);
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(labels(2, 7), 1);
  EXPECT_EQ(labels(8, 3), 2);
  EXPECT_EQ(labels(11, 11), 0);
  EXPECT_EQ(labels(0, 0), 0);
  EXPECT_EQ(objects[0].box, cv::Rect(6, 1, 4, 4));
  EXPECT_EQ(objects[0].anchor.area_px, 16);
  EXPECT_DOUBLE_EQ(objects[0].anchor.point().x_px, 108.0);
  EXPECT_DOUBLE_EQ(objects[1].anchor.point().y_px, 208.5);
}

/// A 4-connected piece of a plane, with what lies around it.
struct PlanePiece {
  std::vector<cv::Point> pixels;
  std::vector<cv::Point> around;
  bool at_border = false;
};

/// The piece of equal values at a place, pixel by pixel. @param seen marked.
PlanePiece piece_at(const cv::Mat1i& plane, const cv::Point& first, cv::Mat1i& seen) {
  PlanePiece piece;
  piece.pixels.push_back(first);
  seen(first) = 1;
  for (std::size_t i = 0; i < piece.pixels.size(); ++i) {
    for (const cv::Point& step : std::array<cv::Point, 4>{{{0, -1}, {-1, 0}, {1, 0}, {0, 1}}}) {
      const cv::Point to = piece.pixels[i] + step;
      if (!cv::Rect({0, 0}, plane.size()).contains(to)) {
        piece.at_border = true;
      } else if (plane(to) != plane(first)) {
        piece.around.push_back(to);
      } else if (seen(to) == 0) {
        seen(to) = 1;
        piece.pixels.push_back(to);
      }
    }
  }
  return piece;
}

std::vector<PlanePiece> pieces_of(const cv::Mat1i& plane) {
  std::vector<PlanePiece> pieces;
  cv::Mat1i seen = cv::Mat1i::zeros(plane.size());
  for (int y = 0; y < plane.rows; ++y) {
    for (int x = 0; x < plane.cols; ++x) {
      if (seen(y, x) == 0) {
        pieces.push_back(piece_at(plane, {x, y}, seen));
      }
    }
  }
  return pieces;
}

/// Whether a piece of background is a hole in the piece `kept` marks with the label around it.
bool is_hole(const PlanePiece& piece, const cv::Mat1i& kept, int max_hole_px) {
  const cv::Rect box = cv::boundingRect(piece.pixels);
  const std::int32_t label = piece.around.empty() ? 0 : kept(piece.around.front());
  return !piece.at_border && label != 0 && box.width <= max_hole_px && box.height <= max_hole_px &&
         std::all_of(piece.around.begin(), piece.around.end(),
                     [&](const cv::Point& at) { return kept(at) == label; });
}

/// The same on planes, as the words say it.
cv::Mat1i cleaned_plainly(const cv::Mat1i& plane, std::int64_t min_area_px, int max_hole_px) {
  const std::vector<PlanePiece> pieces = pieces_of(plane);
  std::vector<const PlanePiece*> largest(
      1 + static_cast<std::size_t>(*std::max_element(plane.begin(), plane.end())));
  for (const PlanePiece& piece : pieces) {
    const PlanePiece*& best = largest[static_cast<std::size_t>(plane(piece.pixels[0]))];
    best = best == nullptr || piece.pixels.size() > best->pixels.size() ? &piece : best;
  }
  cv::Mat1i kept = cv::Mat1i::zeros(plane.size());
  for (std::size_t label = 1; label < largest.size(); ++label) {
    for (std::size_t i = 0; largest[label] != nullptr && i < largest[label]->pixels.size(); ++i) {
      kept(largest[label]->pixels[i]) = static_cast<std::int32_t>(label);
    }
  }
  const cv::Mat1i unfilled = kept.clone();
  for (const PlanePiece& piece : pieces) {
    if (plane(piece.pixels[0]) == 0 && is_hole(piece, unfilled, max_hole_px)) {
      for (const cv::Point& at : piece.pixels) {
        kept(at) = unfilled(piece.around[0]);
      }
    }
  }
  std::vector<std::int64_t> area(largest.size(), 0);
  for (const std::int32_t label : kept) {
    ++area[static_cast<std::size_t>(label)];
  }
  std::vector<std::int32_t> number(largest.size(), 0);
  std::int32_t most = 0;
  for (std::int32_t& label : kept) {
    const auto i = static_cast<std::size_t>(label);
    if (label != 0 && number[i] == 0 && area[i] >= min_area_px) {
      number[i] = ++most;
    }
    label = number[i];
  }
  return kept;
}

TEST(CleanLabels, AreThoseOfPlanesWhateverLiesInside) {
  std::mt19937 random(23);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 200; ++round) {
    cv::Mat1i labels = cv::Mat1i::zeros(1 + below(40), 1 + below(40));
    for (int i = 0; i < 60; ++i) {  // of a label many pieces, with holes, some of them not empty
      const cv::Rect box(below(labels.cols), below(labels.rows), 1 + below(12), 1 + below(12));
      labels(box & cv::Rect({0, 0}, labels.size())) = std::max(0, below(14) - 3);
    }
    const cv::Mat1i expected = cleaned_plainly(labels, 4, 5);
    const auto [runs, objects] = clean_labels(LabelRuns(labels), 4, 5, SlideRect{0, 0, 40, 40});
    const cv::Mat1i found = runs.plane(labels.cols);
    ASSERT_EQ(cv::norm(found, expected, cv::NORM_INF), 0.0) << round;
    ASSERT_EQ(runs.size(), LabelRuns(found).size()) << "runs are joined";
    ASSERT_EQ(objects.size(), static_cast<std::size_t>(*std::max_element(expected.begin(), expected.end())));
    for (std::size_t i = 0; i < objects.size(); ++i) {
      const cv::Mat1b mask = expected == static_cast<int>(i) + 1;
      std::vector<cv::Point> pixels;
      cv::findNonZero(mask, pixels);
      EXPECT_EQ(objects[i].box, cv::boundingRect(pixels));
      EXPECT_EQ(objects[i].anchor.area_px, cv::countNonZero(mask));
    }
  }
}

}  // namespace
}  // namespace cyto
