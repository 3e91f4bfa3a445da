#include "cytrial/detect/segmentation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "cytrial/core/error.h"
#include "support/drawn_tile.h"

namespace cyto {
namespace {

using testing::corrected;
using testing::Drawing;

Segmentation found(const Drawing& drawing) {
  return segment(corrected(drawing), 1, DetectionOptions{});
}

std::int32_t label_at(const ObjectRuns& objects, const Drawing& drawing, double x_um, double y_um) {
  return objects.plane()(static_cast<int>(y_um / drawing.pixel_um),
                         static_cast<int>(x_um / drawing.pixel_um));
}

TEST(Segment, SplitsTwoTouchingNuclei) {
  Drawing drawing(200, 200, 0.5);
  drawing.disc(drawing.nuclear, 45.0, 50.0, 9.0, 1500.0F);
  drawing.disc(drawing.nuclear, 53.6, 50.0, 9.0, 1500.0F);
  drawing.add_noise(1);

  const Segmentation result = found(drawing);

  ASSERT_EQ(result.objects.size(), 2U);
  EXPECT_NE(label_at(result.nuclei, drawing, 45.0, 50.0), label_at(result.nuclei, drawing, 53.6, 50.0));
}

TEST(Segment, KeepsALobedNucleusWhole) {
  Drawing drawing(200, 200, 0.325);
  for (const auto& [x, y] :
       {std::pair{30.6, 30.4}, std::pair{33.4, 31.0}, std::pair{33.8, 33.8}, std::pair{31.0, 34.4}}) {
    drawing.disc(drawing.nuclear, x, y, 3.4, 1500.0F);
  }
  drawing.add_noise(2);

  const Segmentation result = found(drawing);

  EXPECT_EQ(result.objects.size(), 1U);
}

TEST(Segment, KeepsALargeTexturedNucleusWhole) {
  Drawing drawing(240, 240, 0.325);
  drawing.disc(drawing.nuclear, 39.0, 39.0, 18.0, 900.0F);
  for (int i = 0; i < 9; ++i) {  // chromatin clumps
    drawing.disc(drawing.nuclear, 34.0 + 5.0 * (i % 3), 34.0 + 5.0 * (i / 3), 1.6, 1250.0F);
  }
  drawing.add_noise(3);

  const Segmentation result = found(drawing);

  ASSERT_EQ(result.objects.size(), 1U);
  const double area_um2 = static_cast<double>(result.objects[0].anchor.area_px) * 0.325 * 0.325;
  EXPECT_NEAR(area_um2, 3.14159 * 81.0, 0.12 * 3.14159 * 81.0);
}

TEST(Segment, FindsADimNucleusBesideABrightOne) {
  Drawing drawing(200, 200, 0.5);
  drawing.disc(drawing.nuclear, 45.0, 50.0, 9.0, 6000.0F);
  drawing.disc(drawing.nuclear, 57.0, 50.0, 9.0, 600.0F);
  drawing.add_noise(4);

  const Segmentation result = found(drawing);

  EXPECT_EQ(result.objects.size(), 2U);
  EXPECT_NE(label_at(result.nuclei, drawing, 57.0, 50.0), 0);
}

TEST(Segment, PutsTheAnchorOnTheNucleus) {
  Drawing drawing(200, 200, 0.5);
  drawing.disc(drawing.nuclear, 40.0, 60.0, 8.0, 1500.0F);
  drawing.add_noise(5);

  const Segmentation result = segment(corrected(drawing, 640, 1280), std::nullopt, DetectionOptions{});

  ASSERT_EQ(result.objects.size(), 1U);
  EXPECT_NEAR(result.objects[0].anchor.point().x_px, 640.0 + 80.0, 0.3);
  EXPECT_NEAR(result.objects[0].anchor.point().y_px, 1280.0 + 120.0, 0.3);
  EXPECT_TRUE(result.objects[0].has_nucleus);
}

TEST(Segment, FindsNothingInNoise) {
  Drawing drawing(1024, 1024, 0.5);
  drawing.add_noise(6);

  EXPECT_LE(found(drawing).objects.size(), 2U);  // per megapixel
}

TEST(Segment, FindsTheNucleusAndNotTheHazeOfAFewRoundedCountsAroundIt) {
  Drawing drawing(400, 400, 0.5, 0.0F);
  for (int i = 0; i < 49; ++i) {  // overlapping blots of 2 to 4 counts
    drawing.disc(drawing.nuclear, 15.0 + 28.0 * (i % 7), 15.0 + 28.0 * (i / 7), 7.0 + i % 5,
                 2.0F + static_cast<float>(i % 3), 0.0F);
    drawing.disc(drawing.nuclear, 21.0 + 28.0 * (i % 7), 15.0 + 28.0 * (i / 7), 9.0, 1.0F, 0.0F);
  }
  drawing.disc(drawing.nuclear, 100.0, 100.0, 9.0, 40.0F, 0.0F);
  drawing.add_noise(8, 0.1, 50.0);

  const Segmentation result = segment(corrected(drawing, 0, 0, CV_8U), std::nullopt, DetectionOptions{});

  ASSERT_EQ(result.objects.size(), 1U);
  EXPECT_NEAR(result.objects[0].anchor.point().x_px, 200.0, 0.5);
}

TEST(Segment, FindsDimNucleiOfRealNumbers) {
  Drawing drawing(200, 200, 0.5, 0.0F);
  drawing.disc(drawing.nuclear, 50.0, 50.0, 9.0, 0.01F, 0.0F);

  EXPECT_EQ(found(drawing).objects.size(), 1U);
}

TEST(Segment, FindsNothingInAFlatPlane) {
  EXPECT_TRUE(found(Drawing(300, 300, 0.5)).objects.empty());
}

TEST(Segment, FindsTheSameNucleiUnderVignettingAndASlopingBackground) {
  Drawing drawing(400, 400, 0.5);
  for (int i = 0; i < 16; ++i) {
    drawing.disc(drawing.nuclear, 25.0 + 50.0 * (i % 4), 25.0 + 50.0 * (i / 4), 8.0, 1200.0F);
  }
  for (int y = 0; y < 400; ++y) {
    for (int x = 0; x < 400; ++x) {
      const float light = 1.0F - 0.35F * static_cast<float>(std::hypot(x - 200, y - 200) / 283.0);
      drawing.nuclear(y, x) = light * (drawing.nuclear(y, x) + 1.5F * static_cast<float>(x + y));
    }
  }
  drawing.add_noise(7);

  EXPECT_EQ(found(drawing).objects.size(), 16U);
}

TEST(Segment, GivesTheCytokeratinToTheTumourCellAndNotToTheLeukocyteBesideIt) {
  Drawing drawing(300, 300, 0.325);
  drawing.disc(drawing.nuclear, 45.0, 48.0, 10.0, 1200.0F);  // tumour cell, 18 um
  drawing.disc(drawing.cytokeratin, 45.0, 48.0, 18.0, 5000.0F);
  drawing.disc(drawing.nuclear, 57.5, 48.0, 7.0, 1500.0F);  // leukocyte against its rim
  drawing.add_noise(8);

  const Segmentation result = found(drawing);

  ASSERT_EQ(result.objects.size(), 2U);
  const std::int32_t tumour = label_at(result.nuclei, drawing, 45.0, 48.0);
  const std::int32_t leukocyte = label_at(result.nuclei, drawing, 57.5, 48.0);
  ASSERT_NE(tumour, 0);
  ASSERT_NE(leukocyte, 0);
  EXPECT_EQ(label_at(result.cells, drawing, 45.0, 40.5), tumour);  // 7.5 um from its centre: cytoplasm
  EXPECT_EQ(label_at(result.cells, drawing, 52.2, 48.0), tumour);  // between the two, in cytokeratin
  const cv::Mat1i cells = result.cells.plane();
  std::int64_t stolen = 0;
  for (int y = 0; y < 300; ++y) {
    for (int x = 0; x < 300; ++x) {
      stolen += cells(y, x) == leukocyte && drawing.cytokeratin(y, x) > 3000.0F ? 1 : 0;
    }
  }
  EXPECT_LE(stolen * 50, result.objects[static_cast<std::size_t>(leukocyte) - 1].anchor.area_px);  // 2 %
}

TEST(Segment, ReportsCytokeratinWithoutANucleus) {
  Drawing drawing(200, 200, 0.5);
  drawing.disc(drawing.nuclear, 30.0, 30.0, 8.0, 1500.0F);
  drawing.disc(drawing.cytokeratin, 70.0, 70.0, 5.0, 3000.0F);
  drawing.disc(drawing.cytokeratin, 70.0, 30.0, 1.0, 3000.0F);  // below the least diameter
  drawing.add_noise(9);

  const Segmentation result = found(drawing);

  ASSERT_EQ(result.objects.size(), 2U);
  const DetectedCell& fragment = result.objects[1];
  EXPECT_FALSE(fragment.has_nucleus);
  EXPECT_EQ(fragment.nucleus_box, cv::Rect());
  EXPECT_EQ(label_at(result.cells, drawing, 70.0, 70.0), fragment.label);
  EXPECT_NEAR(fragment.anchor.point().x_px, 140.0, 0.5);
}

TEST(Segment, KeepsEveryNucleusInsideItsOwnCell) {
  Drawing drawing(300, 300, 0.5);
  for (int i = 0; i < 25; ++i) {
    drawing.disc(drawing.nuclear, 20.0 + 11.0 * (i % 5), 20.0 + 11.0 * (i / 5), 8.0, 1500.0F);
  }
  drawing.add_noise(10);

  const Segmentation result = found(drawing);

  EXPECT_EQ(result.objects.size(), 25U);
  const cv::Mat1i nuclei = result.nuclei.plane();
  const cv::Mat1i cells = result.cells.plane();
  for (int y = 0; y < 300; ++y) {
    for (int x = 0; x < 300; ++x) {
      if (nuclei(y, x) != 0) {
        ASSERT_EQ(cells(y, x), nuclei(y, x));
        ASSERT_TRUE(result.objects[static_cast<std::size_t>(nuclei(y, x)) - 1].nucleus_box.contains({x, y}));
      }
    }
  }
}

TEST(DetectionOptions, RefusesValuesOutOfRangeByName) {
  DetectionOptions options;
  options.nucleus_edge_fraction = std::numeric_limits<double>::quiet_NaN();
  try {
    options.validate();
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadConfig);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("nucleus_edge_fraction"));
  }
  options = {};
  options.min_nucleus_diameter_um = 20.0;
  options.max_nucleus_diameter_um = 10.0;
  EXPECT_THROW(options.validate(), Error);
}

TEST(RequiredHalo, GrowsWithFinerPixels) {
  EXPECT_GT(required_halo_px({0.325, 0.325}, {}), required_halo_px({0.65, 0.65}, {}));
  EXPECT_GE(required_halo_px({0.5, 0.5}, {}), background_support_px({0.5, 0.5}));
}

}  // namespace
}  // namespace cyto
