#include "stain_territories.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "cytrial/process/slide_mesh.h"
#include "flow_basins.h"
#include "gaussian.h"
#include "saddle_graph.h"
#include "support/each_vector_unit.h"

namespace cyto {
namespace {

constexpr StainLevels kLevels{3.0F, 0.6, 8.0F};

/// Spots of all brightnesses, many side by side, over noise that differs from place to place.
NucleusField spotted_field(unsigned seed, bool whole_counts) {
  std::mt19937 random(seed);
  const auto up_to = [&](double most) { return most * static_cast<double>(random()) / 4294967296.0; };
  cv::Mat1f plane(150, 190);
  for (float& value : plane) {
    value = static_cast<float>(up_to(12.0) - 6.0);
  }
  for (int spot = 0; spot < 110; ++spot) {
    const int x = static_cast<int>(random() % 190);
    const int y = static_cast<int>(random() % 150);
    const double height = std::exp(up_to(4.0)) * 6.0;
    const int radius = 1 + static_cast<int>(random() % 4);
    const cv::Rect box = cv::Rect(x - radius, y - radius, 2 * radius + 1, 2 * radius + 1) &
                         cv::Rect(0, 0, plane.cols, plane.rows);
    plane(box) += static_cast<float>(height);
  }
  NucleusField field;
  field.smooth = gaussian_blur(plane, 0.8);
  if (whole_counts) {
    for (float& value : field.smooth) {
      value = std::round(value);
    }
  }
  const SlideRect rect{0, 0, plane.cols, plane.rows};
  SlideMesh mesh = make_slide_mesh(rect, 12);
  for (float& value : mesh.value) {
    value = static_cast<float>(0.7 + up_to(4.0));
  }
  field.noise = MeshPlane(mesh, rect);
  return field;
}

bool stands_out(const NucleusField& field, const cv::Point& peak) {
  return field.smooth(peak) >= kLevels.peak_snr * field.noise(peak.y, peak.x);
}

/// Territories that stand out as a plane, and the place of each one's highest peak.
struct Found {
  cv::Mat1i plane;
  std::vector<cv::Point> peaks;
};

Found found_by_clusters(const NucleusField& field) {
  const StainTerritories all = stain_territories(field, kLevels);
  std::vector<std::int32_t> kept(all.peaks.size(), 0);
  Found found;
  for (std::size_t label = 1; label < kept.size(); ++label) {
    kept[label] = stands_out(field, all.peaks[label]) ? static_cast<std::int32_t>(label) : 0;
  }
  found.plane = all.runs.relabelled(kept).plane(field.smooth.cols);
  found.peaks = all.peaks;
  return found;
}

/// With basins everywhere, joined as one graph.
Found found_plainly(const NucleusField& field) {
  const PeakedBasins basins = peaked_basins(field.smooth, foreground_of(field, kLevels.foreground_snr));
  std::vector<float> heights(1, 0.0F);
  for (std::size_t basin = 1; basin < basins.peaks.size(); ++basin) {
    heights.push_back(field.smooth(basins.peaks[basin]));
  }
  std::vector<std::int32_t> joined = join_basins(basins.runs, heights, field.smooth, kLevels.join_share);
  std::vector<std::size_t> highest(heights.size(), 0);
  Found found{{}, std::vector<cv::Point>(heights.size())};
  for (std::size_t basin = 1; basin < heights.size(); ++basin) {
    std::size_t& known = highest[static_cast<std::size_t>(joined[basin])];
    known = known == 0 || heights[basin] > heights[known] ? basin : known;
    found.peaks[static_cast<std::size_t>(joined[basin])] = basins.peaks[known];
  }
  for (std::int32_t& territory : joined) {
    territory = stands_out(field, found.peaks[static_cast<std::size_t>(territory)]) ? territory : 0;
  }
  found.plane = basins.runs.relabelled(joined).plane(field.smooth.cols);
  return found;
}

TEST(StainTerritories, AreThoseOfAllBasinsJoinedAsOneGraph) {
  for (const unsigned seed : {1U, 2U, 3U, 4U}) {
    const NucleusField field = spotted_field(seed, seed % 2 == 0);
    const Found plain = found_plainly(field);
    testing::on_each_vector_unit([&](const char* unit) {
      const Found found = found_by_clusters(field);
      EXPECT_EQ(cv::norm(found.plane, plain.plane, cv::NORM_INF), 0.0) << unit << ", seed " << seed;
      for (const std::int32_t label : plain.plane) {
        if (label != 0) {
          ASSERT_EQ(found.peaks[static_cast<std::size_t>(label)],
                    plain.peaks[static_cast<std::size_t>(label)]);
        }
      }
    });
  }
}

TEST(StainTerritories, TwoPeaksAreDividedBelowTheShareAndWholeAboveIt) {
  NucleusField field;
  field.smooth = cv::Mat1f::zeros(9, 30);
  const SlideRect rect{0, 0, 30, 9};
  SlideMesh mesh = make_slide_mesh(rect, 12);
  mesh.value.setTo(1.0F);
  field.noise = MeshPlane(mesh, rect);
  field.smooth(cv::Rect(5, 3, 15, 3)).setTo(11.0F);
  field.smooth(4, 6) = 40.0F;
  field.smooth(4, 18) = 18.0F;
  EXPECT_EQ(stain_territories(field, kLevels).runs.row(4).size(), 1U);
  field.smooth(4, 18) = 19.0F;  // 11 are less than 60 % of it
  EXPECT_EQ(stain_territories(field, kLevels).runs.row(4).size(), 2U);
  field.smooth.setTo(7.9F);
  EXPECT_EQ(stain_territories(field, kLevels).runs.size(), 0U);
}

}  // namespace
}  // namespace cyto
