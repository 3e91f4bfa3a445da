// What must hold of detection whatever the picture: it does not depend on how a slide is cut, where on the
// slide the cells lie, or on the camera's scale and offset.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "cytrial/detect/segmentation.h"
#include "support/drawn_tile.h"
#include "support/each_vector_unit.h"

namespace cyto {
namespace {

using testing::corrected;
using testing::Drawing;

constexpr double kPixelUm = 0.65;

/// Dense random cells: single nuclei of 5 to 14 um, touching ones, dim ones, some with cytokeratin.
Drawing crowd(int rows, int columns, std::uint32_t seed) {
  Drawing drawing(rows, columns, kPixelUm);
  std::mt19937 random(seed);
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random()) / 4294967296.0;
  };
  const int cells = static_cast<int>(rows * columns * kPixelUm * kPixelUm / 420.0);
  for (int i = 0; i < cells; ++i) {
    const double x = uniform(0.0, columns * kPixelUm);
    const double y = uniform(0.0, rows * kPixelUm);
    const double size = uniform(5.0, 11.0);
    const auto counts = static_cast<float>(uniform(400.0, 2500.0));
    const cv::Rect box =
        cv::Rect(static_cast<int>((x - 14.0) / kPixelUm), static_cast<int>((y - 14.0) / kPixelUm), 44, 44) &
        cv::Rect(0, 0, columns, rows);
    cv::Mat1f nuclear = drawing.nuclear(box);
    cv::Mat1f cytokeratin = drawing.cytokeratin(box);
    drawing.disc(nuclear, x - box.x * kPixelUm, y - box.y * kPixelUm, size, counts);
    if (i % 20 == 0) {
      drawing.disc(cytokeratin, x - box.x * kPixelUm, y - box.y * kPixelUm, size + 6.0, 3000.0F);
    }
  }
  drawing.add_noise(seed + 1);
  return drawing;
}

Drawing cut(const Drawing& whole, const cv::Rect& rect) {
  Drawing part(rect.height, rect.width, whole.pixel_um);
  part.nuclear = whole.nuclear(rect).clone();
  part.cytokeratin = whole.cytokeratin(rect).clone();
  return part;
}

using Found = std::vector<std::pair<SlidePoint, bool>>;

void add_owned(Found& list, const Segmentation& segmentation, const SlideRect& core) {
  for (const DetectedCell& cell : segmentation.objects) {
    if (owns(core, cell.anchor)) {
      list.emplace_back(cell.anchor.point(), cell.has_nucleus);
    }
  }
}

void sort_by_place(Found& list) {
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first.y_px, a.first.x_px) < std::tie(b.first.y_px, b.first.x_px);
  });
}

TEST(DetectionProperty, FourWindowsWithHaloFindWhatOneWindowFinds) {
  constexpr int kSize = 900;
  const Drawing whole = crowd(kSize, kSize, 21);
  const SlideRect slide{0, 0, kSize, kSize};
  Found once;
  add_owned(once, segment(corrected(whole), 1, {}), slide);
  Found parts;
  const std::int64_t halo = required_halo_px({kPixelUm, kPixelUm}, {});
  for (const SlideRect core : {SlideRect{0, 0, 437, 450}, SlideRect{437, 0, 463, 450},
                               SlideRect{0, 450, 437, 450}, SlideRect{437, 450, 463, 450}}) {
    const SlideRect extent = inflate_within(core, halo, slide);
    const SlideRect area = inflate_within(core, detection_margin_px({kPixelUm, kPixelUm}, {}), extent);
    const Drawing part =
        cut(whole, cv::Rect(static_cast<int>(extent.x), static_cast<int>(extent.y),
                            static_cast<int>(extent.width), static_cast<int>(extent.height)));
    add_owned(parts, segment(corrected(part, extent.x, extent.y), 1, {}, area), core);
  }
  sort_by_place(once);
  sort_by_place(parts);

  ASSERT_GT(once.size(), 500U);
  EXPECT_EQ(parts, once);
}

TEST(DetectionProperty, MovingTheCellsByWholeMeshCellsMovesTheResult) {
  const Drawing drawing = crowd(300, 320, 22);
  // The mesh of the background has cells of 25 px of 0.65 um and counts even rows, that of the noise has
  // cells of 12 work pixels of 2 px: 600 px are whole cells of both.
  const Segmentation here = segment(corrected(drawing, 0, 0), 1, {});
  const Segmentation there = segment(corrected(drawing, 600 * 17, 600 * 3), 1, {});
  EXPECT_GT(here.objects.size(), 50U);
  EXPECT_TRUE(here.nuclei == there.nuclei);
  EXPECT_TRUE(here.cells == there.cells);
}

TEST(DetectionProperty, TheScaleOfTheCountsDoesNotMatter) {
  const Drawing drawing = crowd(300, 320, 23);
  Drawing scaled = drawing;
  scaled.nuclear = drawing.nuclear * 256.0;
  scaled.cytokeratin = drawing.cytokeratin * 256.0;
  const Segmentation a = segment(corrected(drawing), 1, {});
  const Segmentation b = segment(corrected(scaled), 1, {});
  EXPECT_TRUE(a.nuclei == b.nuclei);
  EXPECT_TRUE(a.cells == b.cells);
}

TEST(DetectionProperty, AConstantAddedToTheCountsDoesNotMatter) {
  const Drawing drawing = crowd(300, 320, 24);
  Drawing lifted = drawing;
  lifted.nuclear = drawing.nuclear + 1024.0;
  lifted.cytokeratin = drawing.cytokeratin + 1024.0;
  const Segmentation a = segment(corrected(drawing), 1, {});
  const Segmentation b = segment(corrected(lifted), 1, {});
  ASSERT_EQ(a.objects.size(), b.objects.size());
  for (std::size_t i = 0; i < a.objects.size(); ++i) {
    EXPECT_NEAR(a.objects[i].anchor.point().x_px, b.objects[i].anchor.point().x_px, 0.1);
    EXPECT_NEAR(a.objects[i].anchor.point().y_px, b.objects[i].anchor.point().y_px, 0.1);
  }
}

TEST(DetectionProperty, EveryVectorUnitGivesTheSameLabels) {
  const Drawing drawing = crowd(300, 320, 26);
  const Segmentation chosen = segment(corrected(drawing), 1, {});
  EXPECT_GT(chosen.objects.size(), 50U);
  testing::on_each_vector_unit([&](const char* unit) {
    const Segmentation found = segment(corrected(drawing), 1, {});
    EXPECT_TRUE(found.nuclei == chosen.nuclei) << unit;
    EXPECT_TRUE(found.cells == chosen.cells) << unit;
  });
}

TEST(DetectionProperty, TwoRunsGiveTheSameLabels) {
  const CorrectedTile tile = corrected(crowd(300, 320, 25));
  const Segmentation a = segment(tile, 1, {});
  const Segmentation b = segment(tile, 1, {});
  EXPECT_TRUE(a.nuclei == b.nuclei);
  EXPECT_TRUE(a.cells == b.cells);
}

TEST(DetectionProperty, OnlyNucleiThatTheNetworkWouldTakeAreTakenWithoutAskingIt) {
  constexpr int kSize = 700;
  const auto found = [](const Drawing& drawing, double least_score) {
    DetectionOptions options;
    options.min_nucleus_score = least_score;
    Found list;
    add_owned(list, segment(corrected(drawing), 1, options), {0, 0, kSize, kSize});
    return list;
  };
  for (const std::uint32_t seed : {11U, 12U, 13U}) {
    Drawing drawing = crowd(kSize, kSize, seed);
    std::mt19937 random(seed);
    for (int i = 0; i < 120; ++i) {  // crumbs, which are no nuclei
      const double x = static_cast<double>(random() % kSize) * kPixelUm;
      const double y = static_cast<double>(random() % kSize) * kPixelUm;
      drawing.disc(drawing.nuclear, x, y, 2.0 + 0.02 * i, 600.0F + 15.0F * static_cast<float>(i));
    }
    drawing.add_noise(seed);
    const Found all = found(drawing, 1e-12);  // a limit above 0: all are asked about
    EXPECT_LT(all.size() + 20, found(drawing, -20.0).size());
    EXPECT_EQ(found(drawing, 0.0), all);
  }
}

}  // namespace
}  // namespace cyto
