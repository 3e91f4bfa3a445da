#include "cytokeratin_owners.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include <algorithm>
#include <map>
#include <vector>

#include "bit_plane.h"
#include "cell_regions.h"
#include "label_cleanup.h"

namespace cyto {
namespace {

/// Rectangles with holes; later ones lie over those before.
cv::Mat1i ragged(const cv::Size& window, int count, int most_px, cv::RNG& random) {
  cv::Mat1i labels = cv::Mat1i::zeros(window);
  for (int i = 1; i <= count; ++i) {
    const cv::Rect box(random.uniform(-5, window.width), random.uniform(-5, window.height),
                       random.uniform(3, i == 9 ? 90 : most_px), random.uniform(3, most_px));
    cv::Mat1i part = labels(box & cv::Rect({0, 0}, window));
    for (std::int32_t& pixel : part) {
      pixel = random.uniform(0, 9) > 0 ? i : pixel;
    }
  }
  return labels;
}

/// The object with at least half of the marked pixels, of equal ones the lower, or 0.
std::int32_t main_object(const cv::Mat1i& objects, const cv::Mat1b& marked) {
  std::map<std::int32_t, int> pixels;
  for (int y = 0; y < objects.rows; ++y) {
    for (int x = 0; x < objects.cols; ++x) {
      pixels[objects(y, x)] += marked(y, x) != 0 ? 1 : 0;
    }
  }
  pixels.erase(0);
  const auto most = std::max_element(pixels.begin(), pixels.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  const bool is_main =
      most != pixels.end() && most->second > 0 && 2 * most->second >= cv::countNonZero(marked);
  return is_main ? most->first : 0;
}

TEST(FindOwners, GivesEachNucleusTheObjectWithHalfOfItsPixelsOrOfItsRing) {
  cv::RNG random(41);
  const cv::Size window(140, 120);
  int by_ring = 0;
  for (int round = 0; round < 20; ++round) {
    const CleanLabels nuclei =
        clean_labels(LabelRuns(ragged(window, 40, 14, random)), 1, 5, {0, 0, window.width, window.height});
    const cv::Mat1i objects = ragged(window, round, 24, random);
    const LabelRuns rows(objects);
    const CytokeratinOwners owners =
        find_owners(objects_of(nuclei.runs, window.width), boxes_of(nuclei), rows, ObjectRuns(objects), 3.8);
    const cv::Mat1i plane = nuclei.runs.plane(window.width);
    const cv::Mat1i grown = grown_runs_reference(nuclei.runs, window.width, 3.8).plane(window.width);
    for (int label = 1; label <= nuclei.runs.most(); ++label) {
      const std::int32_t inside = main_object(objects, plane == label);
      const std::int32_t around = main_object(objects, (grown == label) & (plane != label));
      const std::int32_t owner = owners.object_of[static_cast<std::size_t>(label)];
      ASSERT_EQ(owner, inside != 0 ? inside : around) << round << ", " << label;
      ASSERT_EQ(owners.ringed.of(label).empty(), inside != 0) << round << ", " << label;
      by_ring += inside == 0 && around != 0 ? 1 : 0;
    }
  }
  EXPECT_GT(by_ring, 1);
}

TEST(BitPlane, CountsAndCutsOffThePixelsThatItWasGiven) {
  cv::RNG random(42);
  const cv::Size window(193, 40);
  const cv::Mat1i first = ragged(window, 30, 20, random);
  const cv::Mat1i second = ragged(window, 30, 20, random);
  BitPlane plane(window);
  plane.add(LabelRuns(first));
  BitPlane taken(window);
  taken.add(LabelRuns(second));
  plane.remove(taken);
  const cv::Mat1b left = (first != 0) & (second == 0);
  const ObjectRuns objects(ragged(window, 50, 30, random));
  cv::Mat1i outside = objects.plane();
  outside.setTo(0, left);
  EXPECT_EQ(cv::norm(outside_of(objects, plane).plane(), outside, cv::NORM_INF), 0.0);
  for (std::int32_t object = 1; object <= objects.most(); ++object) {
    EXPECT_EQ(plane.count(objects.of(object)), cv::countNonZero((objects.plane() == object) & left));
  }
  EXPECT_FALSE(plane.meets(LabelRuns(second)));
  EXPECT_TRUE(plane.meets(rows_of(objects)));
  EXPECT_EQ(plane.bits(3, -64), 0U);
  EXPECT_EQ(plane.bits(3, window.width), 0U);
}

}  // namespace
}  // namespace cyto
