#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <set>

#include "unit/measure/drawn_scene.h"

namespace cyto {
namespace {

const std::vector<std::pair<std::string, ChannelRole>> kChannels = {
    {"DAPI", ChannelRole::Nuclear}, {"CK", ChannelRole::Cytokeratin}, {"CD45", ChannelRole::Leukocyte}};

/// A value in [0, 1) that depends on a place and a seed alone (the finalizer of SplitMix64).
double noise_at(double x, double y, std::uint64_t seed) {
  std::uint64_t z = seed + 0x9E3779B97F4A7C15ULL * static_cast<std::uint64_t>(std::llround(x * 2 + 1e6)) +
                    0xD1B54A32D192ED03ULL * static_cast<std::uint64_t>(std::llround(y * 2 + 1e6));
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53;
}

/// A cell of a seed's size, form and pixels, with its centre at (x, y).
struct RandomCell {
  std::uint64_t seed;
  double x;
  double y;

  [[nodiscard]] double draw(int index) const { return noise_at(index, 0, seed); }
  [[nodiscard]] Form nucleus() const { return ellipse(x, y, 4 + 4 * draw(1), 3 + 2 * draw(2), 3 * draw(3)); }
  [[nodiscard]] Form cell() const {
    const Form inner = nucleus();
    const Form outer = disc(x + draw(4), y + draw(5), 7 + 3 * draw(6));
    return [=](double px, double py) { return inner(px, py) || outer(px, py); };
  }
  /// Signal of a channel; depends on the place relative to the cell.
  [[nodiscard]] double signal(std::size_t channel, double px, double py) const {
    const double level = nucleus()(px, py) ? 900 : cell()(px, py) ? 300 : 0;
    return level * (1 + 0.3 * noise_at(px - x, py - y, seed + 7 * channel));
  }
};

/// The cells in a window, the first one drawn first; everything outside them is `outside`.
DrawnScene scene_of(const SlideRect& window, const std::vector<RandomCell>& cells, double outside) {
  DrawnScene scene(window, {0.5, 0.6}, kChannels);
  for (std::size_t channel = 0; channel < kChannels.size(); ++channel) {
    const auto value = [&](double x, double y) {
      for (const RandomCell& cell : cells) {
        if (cell.cell()(x, y)) {
          return 64 + cell.signal(channel, x, y);
        }
      }
      return outside * noise_at(x, y, 99);
    };
    scene.paint(channel, value, [](double, double) { return 64.0; });
  }
  // The first cell keeps all of its pixels: a later one gets what is left.
  Form taken = [](double, double) { return false; };
  for (const RandomCell& cell : cells) {
    const auto free = [taken](const Form& form) -> Form {
      return [=](double x, double y) { return form(x, y) && !taken(x, y); };
    };
    scene.add(free(cell.nucleus()), free(cell.cell()));
    taken = [taken, mine = cell.cell()](double x, double y) { return taken(x, y) || mine(x, y); };
  }
  return scene;
}

/// Names of the columns whose bits differ between the first events of two scenes.
std::set<std::string> differences(const DrawnScene& a, const DrawnScene& b) {
  MeasureInputs inputs;
  inputs.features = kAllFeatures;
  const EventValues x = a.measure(inputs).at(0).values;
  const EventValues y = b.measure(inputs).at(0).values;
  std::set<std::string> names;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::bit_cast<std::uint32_t>(x[i]) != std::bit_cast<std::uint32_t>(y[i])) {
      names.insert(feature_schema(a.panel, kAllFeatures).columns()[i].name);
    }
  }
  return names;
}

constexpr std::uint64_t kSeeds = 25;

TEST(MeasureProperty, ValuesDoNotDependOnTheWindow) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const std::vector<RandomCell> cells{{seed, 5130.5, 7225.5}};
    const DrawnScene narrow = scene_of({5110, 7205, 40, 41}, cells, 50);
    const DrawnScene wide = scene_of({5093, 7191, 90, 77}, cells, 50);
    EXPECT_EQ(differences(narrow, wide), std::set<std::string>()) << "seed " << seed;
  }
}

TEST(MeasureProperty, AMovedCellKeepsEverythingButItsPlace) {
  const std::set<std::string> place{"x_px", "y_px", "x_um", "y_um", "cell_left_px", "cell_top_px"};
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const DrawnScene here = scene_of({5100, 7200, 60, 50}, {{seed, 5130.5, 7225.5}}, 50);
    const DrawnScene there = scene_of({5100, 7200, 60, 50}, {{seed, 5119.5, 7230.5}}, 50);
    EXPECT_EQ(differences(here, there), place) << "seed " << seed;
    const DrawnScene far = scene_of({90000, 120, 60, 50}, {{seed, 90030.5, 145.5}}, 50);
    EXPECT_EQ(differences(here, far), place) << "seed " << seed;
  }
}

TEST(MeasureProperty, NeighboursDoNotChangeACell) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const RandomCell cell{seed, 5130.5, 7225.5};
    const RandomCell touching{seed + 1000, 5141.5, 7225.5};
    const RandomCell other{seed + 2000, 5122.5, 7236.5};
    const DrawnScene alone = scene_of({5100, 7200, 60, 60}, {cell}, 0);
    const DrawnScene crowded = scene_of({5100, 7200, 60, 60}, {cell, touching, other}, 900);
    EXPECT_EQ(differences(alone, crowded), std::set<std::string>()) << "seed " << seed;
  }
}

TEST(MeasureProperty, TheseTestsCanSeeADifference) {
  const DrawnScene one = scene_of({5100, 7200, 60, 60}, {{1, 5130.5, 7225.5}}, 0);
  DrawnScene brighter = one;
  brighter.tile.planes[0] = one.tile.planes[0].clone();
  brighter.tile.planes[0].at<float>(25, 30) += 1;
  EXPECT_TRUE(differences(one, brighter).contains("dapi_cell_mean_adu"));
}

}  // namespace
}  // namespace cyto
