#include "nucleus_rings.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include <algorithm>
#include <vector>

#include "cell_regions.h"
#include "label_cleanup.h"
#include "support/each_vector_unit.h"

namespace cyto {
namespace {

/// Nuclei as near to each other and to the edges as can be; one of them wider than a word.
CleanLabels crowded_nuclei(const cv::Size& window) {
  cv::RNG random(31);
  cv::Mat1i labels = cv::Mat1i::zeros(window);
  for (int i = 1; i <= 70; ++i) {
    const cv::Rect box(random.uniform(-5, window.width), random.uniform(-5, window.height),
                       i == 40 ? 66 : random.uniform(1, 14), random.uniform(1, 14));
    cv::Mat1i nucleus = labels(box & cv::Rect({0, 0}, window));
    for (std::int32_t& pixel : nucleus) {
      pixel = random.uniform(0, 6) > 0 ? i : pixel;
    }
  }
  return clean_labels(LabelRuns(labels), 1, 5, {0, 0, window.width, window.height});
}

TEST(NucleiWithRings, AreThoseOfThePlainWayOnEveryVectorUnit) {
  const cv::Size window(150, 110);
  const CleanLabels nuclei = crowded_nuclei(window);
  const ObjectRuns by_label = objects_of(nuclei.runs, window.width);
  ASSERT_GT(by_label.most(), 40);
  for (const double radius : {0.0, 1.0, 2.5, 3.0, 3.9, 7.9, 8.0, 12.5}) {
    const cv::Mat1i plain = grown_runs_reference(nuclei.runs, window.width, radius).plane(window.width);
    testing::on_each_vector_unit([&](const char* unit) {
      const std::vector<bool> all(nuclei.objects.size() + 1, true);
      const ObjectRuns rings = nuclei_with_rings(by_label, boxes_of(nuclei), all, radius);
      EXPECT_EQ(cv::norm(rings.plane(), plain, cv::NORM_INF), 0.0) << unit << ", radius " << radius;
    });
  }
}

TEST(NucleiWithRings, OfThoseChosenAreNotOtherwiseForIt) {
  const cv::Size window(150, 110);
  const CleanLabels nuclei = crowded_nuclei(window);
  const ObjectRuns by_label = objects_of(nuclei.runs, window.width);
  std::vector<bool> chosen(nuclei.objects.size() + 1, false);
  cv::Mat1i plain = grown_runs_reference(nuclei.runs, window.width, 3.8).plane(window.width);
  for (std::size_t label = 1; label < chosen.size(); ++label) {
    chosen[label] = label % 3 == 0;
    if (!chosen[label]) {
      plain.setTo(0, plain == static_cast<int>(label));
    }
  }
  const ObjectRuns rings = nuclei_with_rings(by_label, boxes_of(nuclei), chosen, 3.8);
  EXPECT_EQ(rings.most(), by_label.most());
  EXPECT_EQ(cv::norm(rings.plane(), plain, cv::NORM_INF), 0.0);
}

}  // namespace
}  // namespace cyto
