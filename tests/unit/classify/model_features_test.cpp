#include "cytrial/classify/model_features.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cytrial/core/error.h"
#include "event_table.h"

namespace cyto {
namespace {

using test::EventTable;

constexpr std::size_t kLeukocytes = 101;

FeatureSchema full_schema() {
  std::vector<FeatureColumn> columns;
  for (const std::string part : {"nucleus", "cell"}) {
    for (const char* shape : {"_diameter_um", "_circularity", "_eccentricity", "_solidity"}) {
      columns.push_back({part + shape, {}});
    }
  }
  for (const char* name : {"nucleus_to_cell_ratio", "focus_score_per_um", "cytokeratin_nucleus_overlap"}) {
    columns.push_back({name, {}});
  }
  for (const std::string channel : {"dapi", "ck_pe", "cd45"}) {
    for (const char* measure : {"_nucleus_mean_adu", "_nucleus_integrated_adu", "_nucleus_sd_adu",
                                "_cell_mean_adu", "_cell_max_adu", "_cell_sd_adu", "_ring_mean_adu"}) {
      columns.push_back({channel + measure, {}});
    }
  }
  return FeatureSchema(std::move(columns));
}

/// Leukocytes whose cytokeratin is 0, 1, 2 ... times `gain` and whose CD45 is 400 times it, then one event.
class Features : public ::testing::Test {
 protected:
  Features() : features_(test::three_colour_panel(), full_schema()) {}

  std::vector<float> of(double ck, double cd45, double gain) {
    EventTable table(full_schema(), 7);
    for (std::size_t i = 0; i < kLeukocytes; ++i) {
      add(table, static_cast<double>(i), 400.0, gain);
    }
    add(table, ck, cd45, gain);
    features_.learn(table, kLeukocytes, [](std::uint64_t position) { return position < kLeukocytes; });
    std::vector<float> values(features_.features().size());
    features_.values(table.row(kLeukocytes), values.data());
    return values;
  }

  [[nodiscard]] std::size_t index_of(const std::string& name) const {
    const auto& all = features_.features();
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].name == name) {
        return i;
      }
    }
    throw std::out_of_range(name);
  }

  ModelFeatures features_;

 private:
  static void add(EventTable& table, double ck, double cd45, double gain) {
    table.add({{"nucleus_diameter_um", 8.0},
               {"focus_score_per_um", 1.5 * gain},
               {"dapi_nucleus_mean_adu", 900.0 * gain},
               {"dapi_nucleus_sd_adu", 90.0 * gain},
               {"dapi_nucleus_integrated_adu", 9000.0 * gain},
               {"ck_pe_cell_mean_adu", ck * gain},
               {"cd45_cell_mean_adu", cd45 * gain}});
  }
};

TEST_F(Features, AreInUnitsOfTheSlidesOwnLeukocytes) {
  const auto values = of(150.0, 100.0, 1.0);
  // 0..100: median 50, median absolute deviation 25.
  EXPECT_NEAR(values[index_of("cytokeratin_cell_mean")], 100.0 / (1.4826 * 25.0), 1e-5);
  EXPECT_NEAR(values[index_of("leukocyte_cell_mean")], 0.25, 1e-6);
  EXPECT_NEAR(values[index_of("nuclear_nucleus_unevenness")], 0.1, 1e-6);
  EXPECT_EQ(values[index_of("nucleus_diameter")], 8.0F);
}

TEST_F(Features, DoNotMoveWithGainOrExposure) {
  const auto dim = of(150.0, 100.0, 1.0);
  const auto bright = of(150.0, 100.0, 8.0);
  for (std::size_t i = 0; i < dim.size(); ++i) {
    EXPECT_TRUE(dim[i] == bright[i] || (std::isnan(dim[i]) && std::isnan(bright[i])))
        << features_.features()[i].name;
  }
}

TEST_F(Features, WithTooFewLeukocytesNothingRelativeIsKnown) {
  EventTable table(full_schema());
  for (std::size_t i = 0; i + 1 < ModelFeatures::kMinReference; ++i) {
    table.add({{"nucleus_diameter_um", 8.0}, {"cd45_cell_mean_adu", 400.0}});
  }
  features_.learn(table, table.size(), [](std::uint64_t) { return true; });
  EXPECT_FALSE(features_.has_reference());
  std::vector<float> values(features_.features().size());
  features_.values(table.row(0), values.data());
  EXPECT_TRUE(std::isnan(values[index_of("leukocyte_cell_mean")]));
  EXPECT_EQ(values[index_of("nucleus_diameter")], 8.0F);
}

TEST(FeatureList, FollowsThePanel) {
  Panel nuclear;
  nuclear.channels.push_back(test::three_colour_panel().channels.front());
  const ModelFeatures features(nuclear, full_schema());
  for (const ModelFeature& feature : features.features()) {
    EXPECT_TRUE(feature.name.find("cytokeratin") == std::string::npos) << feature.name;
  }
  EXPECT_EQ(ModelFeatures(test::three_colour_panel(), full_schema()).features(), all_model_features());
}

TEST(FeatureList, RefusesAPanelWhoseColumnsCannotBeToldApart) {
  Panel twice = test::three_colour_panel();
  twice.channels.push_back(twice.channels[1]);
  twice.channels.back().name = "CK PE";
  EXPECT_THROW(ModelFeatures(twice, full_schema()), Error);
}

TEST(FeatureWords, TellValueUnitAndDirection) {
  EXPECT_EQ(feature_words({"cytokeratin_cell_mean", "leukocyte_sd"}, 14.23),
            "cytokeratin of the cell 14.2 leukocyte SD above the leukocytes");
  EXPECT_EQ(feature_words({"cytokeratin_cell_mean", "leukocyte_sd"}, -0.4),
            "cytokeratin of the cell 0.40 leukocyte SD below the leukocytes");
  EXPECT_EQ(feature_words({"leukocyte_cell_mean", "leukocyte_ratio"}, 0.05),
            "leukocyte marker of the cell 0.05 × the leukocytes'");
  EXPECT_EQ(feature_words({"nucleus_diameter", "um"}, 12.0), "nucleus diameter 12.0 µm");
  EXPECT_EQ(feature_words({"nucleus_diameter", "um"}, std::numeric_limits<double>::quiet_NaN()),
            "nucleus diameter not measured");
  EXPECT_THROW((void)feature_words({"nucleus_diameter", "px"}, 1.0), Error);
}

TEST(FeatureWords, AndColumnsAreThereForEveryFeature) {
  for (const ModelFeature& feature : all_model_features()) {
    EXPECT_FALSE(feature_words(feature, 1.0).empty());
    EXPECT_TRUE(column_of(feature).starts_with(feature.name));
  }
}

}  // namespace
}  // namespace cyto
