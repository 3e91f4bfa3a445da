#include <gtest/gtest.h>

#include <random>
#include <tuple>

#include "cell_regions.h"
#include "flow_basins.h"
#include "label_kernels.h"
#include "label_pixels.h"
#include "object_growth.h"
#include "outline.h"
#include "support/each_vector_unit.h"

namespace cyto {
namespace {

TEST(GrownRuns, GiveEachPixelItsNearestLabel) {
  std::mt19937 random(11);
  cv::Mat1i labels = cv::Mat1i::zeros(40, 50);
  for (int i = 1; i <= 12; ++i) {
    labels(static_cast<int>(random() % 40), static_cast<int>(random() % 50)) = i;
  }
  const double radius = 6.5;

  labels.row(20).setTo(0);
  labels(20, 30) = 3;  // of one label two pieces
  const cv::Rect everywhere({0, 0}, labels.size());
  const cv::Mat1i grown =
      grown_runs(LabelRuns(labels), labels.cols, radius, {&everywhere, 1}).plane(labels.cols);
  const cv::Mat1i plain = grown_runs_reference(LabelRuns(labels), labels.cols, radius).plane(labels.cols);
  EXPECT_EQ(cv::norm(grown, plain, cv::NORM_INF), 0.0);

  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 50; ++x) {
      int best = 1000000;
      int label = 0;
      for (int v = 0; v < 40; ++v) {
        for (int u = 0; u < 50; ++u) {
          const int squared = (y - v) * (y - v) + (x - u) * (x - u);
          if (labels(v, u) != 0 && squared <= radius * radius &&
              (squared < best || (squared == best && labels(v, u) < label))) {
            best = squared;
            label = labels(v, u);
          }
        }
      }
      ASSERT_EQ(grown(y, x), label) << "at " << x << ", " << y;
    }
  }
}

TEST(GrownRuns, AreThoseOfTheWholePlaneNearBoxesAndNoneElsewhere) {
  std::mt19937 random(12);
  cv::Mat1i labels = cv::Mat1i::zeros(90, 140);
  for (int i = 1; i <= 60; ++i) {
    const cv::Point at(static_cast<int>(random() % 130), static_cast<int>(random() % 84));
    labels(cv::Rect(at.x, at.y, 1 + static_cast<int>(random() % 9), 1 + static_cast<int>(random() % 5))) = i;
  }
  const std::vector<cv::Rect> boxes{{0, 0, 3, 2}, {60, 4, 20, 9}, {10, 5, 7, 30}, {131, 40, 9, 50}};
  for (const double radius : {0.0, 2.5, 3.0, 7.9}) {
    const cv::Mat1i plain = grown_runs_reference(LabelRuns(labels), labels.cols, radius).plane(labels.cols);
    cv::Mat1i expected = cv::Mat1i::zeros(labels.size());
    const auto margin = static_cast<int>(radius);
    for (const cv::Rect& box : boxes) {
      const cv::Rect near =
          cv::Rect(box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin) &
          cv::Rect({0, 0}, labels.size());
      plain(near).copyTo(expected(near));
    }
    testing::on_each_vector_unit([&](const char* unit) {
      const cv::Mat1i grown = grown_runs(LabelRuns(labels), labels.cols, radius, boxes).plane(labels.cols);
      EXPECT_EQ(cv::norm(grown, expected, cv::NORM_INF), 0.0) << unit << ", radius " << radius;
    });
  }
}

/// The pixels of all nuclei.
BitPlane nuclear_pixels(const cv::Mat1i& nuclei) {
  BitPlane pixels(nuclei.size());
  pixels.add(LabelRuns(nuclei));
  return pixels;
}

TEST(GrowWithin, SharesAnObjectBetweenItsNuclei) {
  cv::Mat1i nuclei = cv::Mat1i::zeros(5, 21);
  nuclei(2, 2) = 1;
  nuclei(2, 18) = 2;
  nuclei(2, 10) = 3;  // does not belong to the object
  const cv::Mat1i objects = cv::Mat1i::ones(5, 21) * 7;
  const cv::Mat1i regions =
      grow_within(ObjectRuns(nuclei), nuclear_pixels(nuclei), ObjectRuns(objects), {0, 7, 7, 0}, 30.0)
          .plane();
  EXPECT_EQ(regions(2, 4), 1);
  EXPECT_EQ(regions(2, 16), 2);
  EXPECT_EQ(regions(2, 10), 0);
  EXPECT_EQ(regions(2, 2), 1);
  EXPECT_EQ(regions(0, 9), 1);
  EXPECT_EQ(regions(0, 11), 2);
}

TEST(GrowWithin, ReachesTheSamePixelsInOneStepPerRowAsPixelByPixel) {
  cv::RNG random(21);
  for (int round = 0; round < 60; ++round) {
    cv::Mat1i objects = cv::Mat1i::zeros(60, 90);
    cv::Mat1i nuclei = cv::Mat1i::zeros(objects.size());
    for (int i = 1; i <= 6; ++i) {
      // One of them wider than a word, and ragged edges.
      const cv::Rect box(random.uniform(0, 70), random.uniform(0, 40), i == 1 ? 85 : 20, 20);
      cv::Mat1i object = objects(box & cv::Rect(0, 0, 90, 60));
      for (std::int32_t& pixel : object) {
        pixel = random.uniform(0, 4) > 0 ? i : pixel;
      }
    }
    for (int label = 1; label <= 9; ++label) {
      nuclei(cv::Rect(random.uniform(0, 84), random.uniform(0, 54), 6, 6)) = label;
    }
    std::vector<std::int32_t> owner{0};
    for (int label = 1; label <= 9; ++label) {
      owner.push_back(label <= 6 ? label : random.uniform(0, 7));
    }
    const double radius = random.uniform(0, 30);
    const BitPlane nuclear = nuclear_pixels(nuclei);
    const ObjectRuns expected = grow_sharing(ObjectRuns(nuclei), nuclear, ObjectRuns(objects), owner, radius);
    testing::on_each_vector_unit([&](const char* unit) {
      ASSERT_TRUE(grow_within(ObjectRuns(nuclei), nuclear, ObjectRuns(objects), owner, radius) == expected)
          << unit << ", " << round;
    });
  }
}

TEST(LabelPixels, HoldTheValuesOfEachLabelInRasterOrder) {
  const cv::Mat1f plane = (cv::Mat1f(2, 4) << 1, 2, 3, 4, 5, 6, 7, 8);
  const LabelRuns runs(cv::Mat1i((cv::Mat1i(2, 4) << 1, 1, 0, 3, 3, 1, 3, 3)));
  const LabelPixels pixels(plane, runs, runs.most());
  ASSERT_EQ(pixels.labels(), 4U);
  const std::span<const float> one = pixels.of(1);
  EXPECT_EQ(std::vector<float>(one.begin(), one.end()), (std::vector<float>{1, 2, 6}));
  EXPECT_TRUE(pixels.of(2).empty());
  const std::vector<cv::Point> places = pixel_places(runs, {0, 2, 0, 3});
  EXPECT_EQ(places[1], cv::Point(1, 1));
  EXPECT_EQ(places[3], cv::Point(3, 1));
}

TEST(LowQuantile, AndTheFirstHighestValueAreThoseOfASortedList) {
  cv::RNG random(4);
  ValueRanks ranks;
  for (int n = 1; n <= 120; ++n) {
    std::vector<float> values(static_cast<std::size_t>(n));
    for (float& value : values) {
      value = static_cast<float>(random.uniform(-20, 20));
    }
    const auto highest = std::max_element(values.begin(), values.end()) - values.begin();
    testing::on_each_vector_unit([&](const char* unit) {
      EXPECT_EQ(first_highest(values), static_cast<std::size_t>(highest)) << n << " values, " << unit;
    });
    std::vector<float> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(low_quantile(values, 0.05F, ranks),
              sorted[static_cast<std::size_t>(0.05F * static_cast<float>(n - 1))]);
  }
}

/// Signal at the centre of a tile pixel, between the centres of work pixels.
float signal_at(const cv::Mat1f& smooth, int bin, const cv::Point& from_origin) {
  const auto place = [bin](int i, int work_px) {
    const int twice = 2 * i + 1 - bin;
    const int low = twice >= 0 ? twice / (2 * bin) : -1;
    return std::tuple{std::clamp(low, 0, work_px - 1), std::clamp(low + 1, 0, work_px - 1),
                      static_cast<float>(twice - low * 2 * bin) / static_cast<float>(2 * bin)};
  };
  const auto [left, right, x] = place(from_origin.x, smooth.cols);
  const auto [above, below, y] = place(from_origin.y, smooth.rows);
  const float top = smooth(above, left) + x * (smooth(above, right) - smooth(above, left));
  const float bottom = smooth(below, left) + x * (smooth(below, right) - smooth(below, left));
  return top + y * (bottom - top);
}

TEST(Outline, HoldsTheTilePixelsOfATerritoryThatReachItsLevel) {
  cv::RNG random(31);
  for (const int bin : {1, 2, 3, 4}) {
    WorkPlane work;
    work.bin = bin;
    work.tile_origin = {bin > 1 ? -1 : 0, bin > 2 ? -2 : 0};
    cv::Mat1f smooth(23, 31);
    cv::Mat1i territory(smooth.size());
    for (int y = 0; y < smooth.rows; ++y) {
      for (int x = 0; x < smooth.cols; ++x) {
        smooth(y, x) = static_cast<float>(random.uniform(0, 100));
        territory(y, x) = y == 7 ? 0 : (x / 6 + y / 5) % 5;
      }
    }
    const EdgeLevels edges{{0, 40, 50, 60, 20}, {false, true, true, true, false}};
    const cv::Size tile(smooth.cols * bin - 3, smooth.rows * bin - 2);
    cv::Mat1i expected = cv::Mat1i::zeros(tile);
    for (int y = 0; y < tile.height; ++y) {
      for (int x = 0; x < tile.width; ++x) {
        const cv::Point at = cv::Point(x, y) - work.tile_origin;
        const int label = territory(at.y / bin, at.x / bin);
        const auto i = static_cast<std::size_t>(label);
        expected(y, x) = edges.kept[i] && signal_at(smooth, bin, at) >= edges.level[i] ? label : 0;
      }
    }
    const LabelRuns found = bin == 1 ? outline_on_work(smooth, LabelRuns(territory), edges)
                                     : outline_on_tile(work, smooth, LabelRuns(territory), edges, tile);
    const cv::Mat1i plane = found.plane(bin == 1 ? smooth.cols : tile.width);
    EXPECT_EQ(cv::norm(plane(cv::Rect(cv::Point(0, 0), tile)), expected, cv::NORM_INF), 0.0) << bin;
    EXPECT_EQ(found.size(), LabelRuns(plane).size());
  }
}

TEST(FlowBasins, LeadsEveryPixelToItsPeak) {
  cv::Mat1f surface(20, 40);
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 40; ++x) {
      const auto hill = [&](float u) {
        return 10.0F - std::hypot(static_cast<float>(x) - u, static_cast<float>(y) - 10.0F);
      };
      surface(y, x) = std::max(hill(10.0F), hill(30.0F));
    }
  }
  const cv::Mat1i basins = flow_basins(surface, LabelRuns(cv::Mat1i::ones(20, 40))).plane(40);
  EXPECT_EQ(basins(10, 10), 1);
  EXPECT_EQ(basins(10, 30), 2);
  EXPECT_EQ(basins(3, 5), 1);
  EXPECT_EQ(basins(17, 36), 2);
}

TEST(FlowBasins, MakesOneBasinOfAPlateau) {
  EXPECT_EQ(flow_basins(cv::Mat1f::zeros(8, 8), LabelRuns(cv::Mat1i::ones(8, 8))).most(), 1);
}

/// Follows one way, step by step. @return the peak.
cv::Point peak_of(const cv::Mat1f& surface, const cv::Mat1i& foreground, cv::Point at) {
  for (;;) {
    cv::Point next = at;
    float steepest = -1.0F;
    for (int i = 0; i < 9; ++i) {
      const cv::Point to(at.x + i % 3 - 1, at.y + i / 3 - 1);
      if (i == 4 || !cv::Rect(0, 0, surface.cols, surface.rows).contains(to) || foreground(to) == 0) {
        continue;
      }
      const float rise = surface(to) - surface(at);
      const float slope = i % 2 == 0 ? rise * 0.70710678F : rise;
      if ((i < 4 ? rise >= 0.0F : rise > 0.0F) && slope > steepest) {
        steepest = slope;
        next = to;
      }
    }
    if (next == at) {
      return at;
    }
    at = next;
  }
}

TEST(FlowBasins, GoTheWaysThatAreFollowedStepByStep) {
  cv::RNG random(5);
  for (const int levels : {2, 7, 1000}) {
    cv::Mat1f surface(150, 67);
    cv::Mat1i foreground(surface.size());
    for (int y = 0; y < surface.rows; ++y) {
      for (int x = 0; x < surface.cols; ++x) {
        // Long ways to the right and down beside short ones; few levels make plateaus.
        surface(y, x) =
            static_cast<float>(random.uniform(0, levels) + (y / 30 % 2 == 1 ? levels * (x + y) / 4 : 0));
        foreground(y, x) = random.uniform(0, 6) > 0 || y % 20 == 5 ? 1 : 0;
      }
    }
    foreground.row(13).setTo(0);
    cv::Mat1i expected = cv::Mat1i::zeros(surface.size());
    std::int32_t basins = 0;
    for (const bool peaks : {true, false}) {
      for (int y = 0; y < surface.rows; ++y) {
        for (int x = 0; x < surface.cols; ++x) {
          if (const cv::Point at(x, y); foreground(at) != 0) {
            const cv::Point peak = peak_of(surface, foreground, at);
            expected(at) = peaks ? (peak == at ? ++basins : 0) : expected(peak);
          }
        }
      }
    }
    testing::on_each_vector_unit([&](const char* unit) {
      const PeakedBasins found = peaked_basins(surface, LabelRuns(foreground));
      EXPECT_EQ(found.runs.most(), basins);
      EXPECT_EQ(cv::norm(found.runs.plane(surface.cols), expected, cv::NORM_INF), 0.0)
          << levels << " levels, " << unit;
      EXPECT_EQ(flow_peaks(surface, LabelRuns(foreground)), found.peaks);
      ASSERT_EQ(found.peaks.size(), static_cast<std::size_t>(basins) + 1);
      for (std::int32_t basin = 1; basin <= basins; ++basin) {
        const cv::Point& peak = found.peaks[static_cast<std::size_t>(basin)];
        EXPECT_EQ(expected(peak), basin);
        EXPECT_EQ(peak_of(surface, foreground, peak), peak);
      }
    });
  }
}

TEST(LabelRuns, AreCutByOthersAndJoinedWhereTheirNewLabelsMeet) {
  cv::Mat1i labels = (cv::Mat1i(2, 8) << 1, 1, 2, 2, 0, 3, 3, 3, 0, 2, 2, 2, 2, 2, 2, 0);
  cv::Mat1i others = (cv::Mat1i(2, 8) << 0, 5, 5, 0, 0, 4, 0, 6, 7, 7, 0, 8, 0, 0, 9, 9);
  const LabelRuns runs(labels);
  cv::Mat1i left = labels.clone();
  left.setTo(0, others != 0);
  EXPECT_EQ(cv::norm(outside_of(runs, LabelRuns(others)).plane(8), left, cv::NORM_INF), 0.0);

  const LabelRuns relabelled = runs.relabelled({0, 4, 4, 0});
  ASSERT_EQ(relabelled.size(), 2U);
  EXPECT_EQ(relabelled[0].end, 4);
  EXPECT_EQ(relabelled.row(1).front().begin, 1);
}

TEST(ObjectRuns, AreTheSameByLabelByRowAndAsAPlane) {
  cv::RNG random(6);
  cv::Mat1i labels(30, 40);
  for (std::int32_t& label : labels) {
    label = random.uniform(0, 3) > 0 ? 0 : random.uniform(1, 9) / 2 * 2;  // none of the odd ones
  }
  const ObjectRuns objects(labels);
  EXPECT_EQ(cv::norm(objects.plane(), labels, cv::NORM_INF), 0.0);
  EXPECT_EQ(cv::norm(rows_of(objects).plane(labels.cols), labels, cv::NORM_INF), 0.0);
  EXPECT_TRUE(objects_of(rows_of(objects), labels.cols) == objects);
  EXPECT_TRUE(objects.of(3).empty());
  EXPECT_TRUE(objects.of(-1).empty());
  EXPECT_TRUE(objects.of(100).empty());
  EXPECT_EQ(box_of(objects.of(3)), cv::Rect());
  cv::Rect box;
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      box |= labels(y, x) == 4 ? cv::Rect(x, y, 1, 1) : cv::Rect();
    }
  }
  EXPECT_EQ(box_of(objects.of(4)), box);
}

}  // namespace
}  // namespace cyto
