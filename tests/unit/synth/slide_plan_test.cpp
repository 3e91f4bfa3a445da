#include "slide_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "cytrial/core/error.h"

namespace cyto::synth {
namespace {

std::vector<SimulatedObject> plan_all(const ScanOptions& options) {
  SlidePlan plan(options);
  std::vector<SimulatedObject> objects;
  while (!plan.finished()) {
    for (SimulatedObject& object : plan.next_row()) {
      objects.push_back(std::move(object));
    }
  }
  return objects;
}

std::uint64_t count_of(const std::vector<SimulatedObject>& objects, Phenotype phenotype) {
  std::uint64_t count = 0;
  for (const SimulatedObject& object : objects) {
    count += phenotype_of(object.kind) == phenotype ? 1 : 0;
  }
  return count;
}

ScanOptions square_mm(double edge_px) {
  ScanOptions options;
  options.width_px = options.height_px = static_cast<std::int64_t>(edge_px);
  return options;
}

double distance(const SimulatedObject& a, const SimulatedObject& b) {
  return std::hypot(a.x_um - b.x_um, a.y_um - b.y_um);
}

TEST(SlidePlan, PlacesExactlyTheCtcsAskedFor) {
  for (const std::uint64_t wanted : {0U, 1U, 5U, 137U}) {
    ScanOptions options = square_mm(1024);
    options.ctc_count = wanted;
    options.density_per_mm2 = 3000;
    EXPECT_EQ(count_of(plan_all(options), Phenotype::Ctc), wanted);
  }
}

TEST(SlidePlan, FindsRoomForEveryCtcWhereTheBorderCutsTheLastBlocks) {
  // 513 um are four blocks and a strip of one.
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    ScanOptions options = square_mm(1026);
    options.seed = seed;
    options.density_per_mm2 = 1;
    options.ctc_count = 200;
    EXPECT_EQ(count_of(plan_all(options), Phenotype::Ctc), 200U) << seed;
  }
}

TEST(SlidePlan, ABlankHasNoCtcAtAll) {
  ScanOptions options = square_mm(1024);
  options.ctc_count = 50;
  options.blank = true;
  EXPECT_EQ(count_of(plan_all(options), Phenotype::Ctc), 0U);
}

TEST(SlidePlan, RefusesMoreCtcsThanThereIsRoomFor) {
  ScanOptions options = square_mm(256);
  options.ctc_count = 2000;
  EXPECT_THROW((void)plan_all(options), Error);
}

TEST(SlidePlan, ComesCloseToTheDensityAskedFor) {
  for (const double density : {200.0, 1000.0, 2000.0}) {
    ScanOptions options = square_mm(3000);
    options.density_per_mm2 = density;
    const double expected = density * options.area_mm2();
    const auto count = static_cast<double>(count_of(plan_all(options), Phenotype::Leukocyte));
    EXPECT_NEAR(count, expected, 5 * std::sqrt(expected) + 0.02 * expected) << density;
  }
}

TEST(SlidePlan, KeepsCellsApartUnlessTheyWereForcedTogether) {
  ScanOptions options = square_mm(1500);
  options.density_per_mm2 = 2500;
  options.ctc_count = 60;
  const std::vector<SimulatedObject> objects = plan_all(options);
  for (std::size_t i = 0; i < objects.size(); ++i) {
    for (std::size_t k = i + 1; k < objects.size(); ++k) {
      const SimulatedObject& a = objects[i];
      const SimulatedObject& b = objects[k];
      if ((a.touching && b.touching) || a.kind == Kind::Fibre || b.kind == Kind::Fibre) {
        continue;
      }
      ASSERT_GT(distance(a, b), static_cast<double>(a.reach_um() + b.reach_um())) << a.id << " and " << b.id;
    }
  }
}

TEST(SlidePlan, ForcesTheAskedShareOfLeukocytesIntoPairs) {
  ScanOptions options = square_mm(3000);
  options.doublet_share = 0.3;
  options.blank = true;
  double touching = 0.0;
  double leukocytes = 0.0;
  for (const SimulatedObject& object : plan_all(options)) {
    leukocytes += is_leukocyte(object.kind) ? 1.0 : 0.0;
    touching += is_leukocyte(object.kind) && object.touching ? 1.0 : 0.0;
  }
  EXPECT_NEAR(touching / leukocytes, 0.3, 0.06);
}

TEST(SlidePlan, ClusterMembersTouchAnotherMember) {
  ScanOptions options = square_mm(2048);
  options.ctc_count = 200;
  options.cluster_share = 0.7;
  std::map<std::uint32_t, std::vector<SimulatedObject>> clusters;
  for (const SimulatedObject& object : plan_all(options)) {
    if (object.cluster_id != 0) {
      clusters[object.cluster_id].push_back(object);
    }
  }
  std::size_t members = 0;
  for (const auto& [id, cluster] : clusters) {
    members += cluster.size();
    ASSERT_GE(cluster.size(), 2U);
    ASSERT_LE(cluster.size(), 6U);
    for (const SimulatedObject& member : cluster) {
      double nearest = 1e9;
      for (const SimulatedObject& other : cluster) {
        if (other.id != member.id) {
          nearest = std::min(nearest, distance(member, other) - static_cast<double>(member.reach_um()) -
                                          static_cast<double>(other.reach_um()));
        }
      }
      EXPECT_LT(nearest, 0.0) << "cluster " << id;
    }
  }
  EXPECT_NEAR(static_cast<double>(members) / 200.0, 0.7, 0.2);
}

TEST(SlidePlan, ABlockDoesNotDependOnHowFarTheSlideReachesDown) {
  ScanOptions options = square_mm(1024);
  options.blank = true;  // CTCs are scattered over the whole slide
  const std::vector<SimulatedObject> tall = plan_all(options);
  options.height_px = 512;
  const std::vector<SimulatedObject> low = plan_all(options);
  ASSERT_GT(low.size(), 50U);
  // The last block row is cut by the slide's end and its border.
  const double compared_um = 512 * 0.5 - SlidePlan::kBlockUm;
  for (std::size_t i = 0; i < low.size() && low[i].y_um < compared_um; ++i) {
    ASSERT_EQ(low[i].x_um, tall[i].x_um);
    ASSERT_EQ(low[i].y_um, tall[i].y_um);
    ASSERT_EQ(low[i].texture_key, tall[i].texture_key);
  }
}

TEST(CellModel, CtcsAreEightToTwentyFiveMicrometresAndCarryTheirLevel) {
  ScanOptions options;
  options.ck_level_min = 3.0;
  options.ck_level_max = 30.0;
  double sum = 0.0;
  for (std::uint64_t key = 0; key < 500; ++key) {
    const SimulatedObject ctc = make_object(Kind::Ctc, options, mix64(key));
    const double diameter = 2.0 * static_cast<double>(ctc.cell.lobes.front().radius_um);
    EXPECT_GE(diameter, 7.99);
    EXPECT_LE(diameter, 25.01);
    sum += diameter;
    const double level = ck_level_of(ctc, options);
    // The little CD45 that sticks to a CTC spills a hundredth of a level.
    EXPECT_GE(level, 2.99);
    EXPECT_LE(level, 30.1);
  }
  EXPECT_NEAR(sum / 500, 12.9, 0.5);
}

TEST(CellModel, LeukocyteLevelsHaveMeanZeroAndScaleOne) {
  const ScanOptions options;
  CounterRng rng(5);
  std::vector<double> levels;
  for (int i = 0; i < 4000; ++i) {
    levels.push_back(ck_level_of(make_object(random_leukocyte(rng), options, rng.bits()), options));
  }
  std::sort(levels.begin(), levels.end());
  EXPECT_NEAR(levels[2000], 0.0, 0.1);
  EXPECT_NEAR((levels[3365] - levels[635]) / 2.0, 1.0, 0.1);  // 15.87 % and 84.13 %
}

}  // namespace
}  // namespace cyto::synth
