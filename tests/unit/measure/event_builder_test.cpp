#include "cytrial/measure/event_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "drawn_scene.h"

namespace cyto {
namespace {

using ::testing::ElementsAre;

const std::vector<std::pair<std::string, ChannelRole>> kThree = {
    {"DAPI", ChannelRole::Nuclear}, {"CK", ChannelRole::Cytokeratin}, {"CD45", ChannelRole::Leukocyte}};

Panel panel_of(const std::vector<std::string>& names) {
  Panel panel;
  for (const std::string& name : names) {
    panel.channels.push_back({name, ChannelRole::Other, {}, {}, {}});
  }
  return panel;
}

/// Channel c: 200 (c + 1) in the nucleus and half of it in the rest of the cell, DAPI in the nucleus alone;
/// on a slope as background.
DrawnScene one_cell(const SlideRect& window = {100, 200, 60, 50}) {
  DrawnScene scene(window, {0.5, 0.5}, kThree);
  const Form nucleus = disc(130.3, 225.6, 6);
  const Form cell = disc(130.3, 225.6, 10);
  const auto slope = [](double x, double y) { return 50 + x / 8 + y / 16; };
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const double height = 100.0 * static_cast<double>(channel + 1);
    const double cytoplasm = channel == 0 ? 0 : height;
    scene.paint(
        channel,
        [&](double x, double y) {
          return slope(x, y) + (nucleus(x, y) ? 2 * height : cell(x, y) ? cytoplasm : 0);
        },
        slope);
  }
  scene.add(nucleus, cell);
  return scene;
}

TEST(FeatureSchema, StartsWithIdentityAndNamesUnits) {
  const FeatureSchema schema = feature_schema(one_cell().panel);
  EXPECT_EQ(schema.require("x_px"), 0U);
  EXPECT_EQ(schema.require("y_px"), 1U);
  EXPECT_EQ(schema.require("x_um"), 2U);
  EXPECT_EQ(schema.require("y_um"), 3U);
  EXPECT_EQ(schema.require("flags"), 4U);
  EXPECT_EQ(schema.require("nucleus_area_um2"), 5U);
  for (const char* name :
       {"cell_area_um2", "dapi_nucleus_mean_adu", "ck_cell_integrated_adu", "cd45_ring_mean_adu",
        "cd45_background_adu", "cytokeratin_nucleus_overlap", "focus_score_per_um"}) {
    EXPECT_TRUE(schema.index_of(name).has_value()) << name;
  }
  EXPECT_FALSE(schema.index_of("dapi_texture_contrast").has_value());
  EXPECT_FALSE(feature_schema(panel_of({"A"})).index_of("cytokeratin_nucleus_overlap").has_value());
}

std::vector<std::string> names_of(const FeatureSchema& schema) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : schema.columns()) {
    names.push_back(column.name);
  }
  return names;
}

TEST(FeatureSchema, LargerSetsHoldTheColumnsOfSmallerOnesInTheSameOrder) {
  const Panel panel = one_cell().panel;
  ASSERT_TRUE(panel.index_of(ChannelRole::Leukocyte));
  const auto without = [](std::vector<std::string> names, const std::string& part) {
    std::erase_if(names, [&](const std::string& name) {
      return name.find(part) != std::string::npos && name != "cd45_cell_median_adu";
    });
    return names;
  };
  const std::vector<std::string> basic = names_of(feature_schema(panel));
  const std::vector<std::string> full = names_of(feature_schema(panel, kAllFeatures));
  EXPECT_TRUE(feature_schema(panel).index_of("cd45_cell_median_adu"));
  EXPECT_EQ(basic, without(without(full, "texture"), "median"));
  EXPECT_EQ(without(full, "texture"), names_of(feature_schema(panel, {.medians = true, .textures = false})));
  EXPECT_EQ(without(full, "median"), names_of(feature_schema(panel, {.medians = false, .textures = true})));
  EXPECT_EQ(full.size(), basic.size() + 5 * panel.channels.size() - 1);
}

TEST(FeatureSchema, HasMediansAndTexturesWhereSomebodyAsksForThem) {
  using Names = std::vector<std::string>;
  const Panel panel = one_cell().panel;
  const auto measured = [&](FeatureSet set, const Names& looked_at) {
    return measured_features(set, panel, looked_at);
  };
  const Names neither{"ck_cell_mean_adu", "cd45_cell_median_adu", "nucleus_diameter_um", "no_such_column"};
  EXPECT_EQ(measured(FeatureSet::Standard, neither), Features{});
  EXPECT_EQ(measured(FeatureSet::Standard, {"ck_cell_mean_adu", "dapi_texture_contrast"}),
            (Features{.medians = false, .textures = true}));
  for (const char* median : {"cd45_nucleus_median_adu", "ck_cell_median_adu", "dapi_nucleus_median_adu"}) {
    EXPECT_EQ(measured(FeatureSet::Standard, {median}), (Features{.medians = true, .textures = false}));
    EXPECT_EQ(measured(FeatureSet::Standard, {"ck_texture_entropy_bit", median}), kAllFeatures);
    EXPECT_EQ(measured(FeatureSet::Basic, {median}), Features{});
  }
  EXPECT_EQ(measured(FeatureSet::Full, neither), kAllFeatures);
}

TEST(MeasureEvents, GivesTheSameValuesWhateverElseIsMeasured) {
  for (const bool with_nucleus : {true, false}) {
    DrawnScene scene = one_cell();
    if (!with_nucleus) {
      scene.segmentation.objects.front().has_nucleus = false;
    }
    MeasureInputs inputs;
    inputs.features = kAllFeatures;
    const EventValues full = scene.measure(inputs).at(0).values;
    const FeatureSchema full_schema = feature_schema(scene.panel, kAllFeatures);
    for (const Features& some : {Features{}, Features{.medians = true, .textures = false},
                                 Features{.medians = false, .textures = true}}) {
      inputs.features = some;
      const EventValues values = scene.measure(inputs).at(0).values;
      const FeatureSchema schema = feature_schema(scene.panel, some);
      ASSERT_EQ(values.size(), schema.size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        const float expected = full[full_schema.require(schema.columns()[i].name)];
        EXPECT_TRUE(values[i] == expected || (std::isnan(values[i]) && std::isnan(expected)))
            << schema.columns()[i].name;
      }
      EXPECT_FALSE(std::isnan(values[schema.require("cd45_cell_median_adu")]));
    }
  }
}

TEST(FeatureSchema, IsDocumentedColumnByColumn) {
  const std::string page = read_text_file(std::string(CYTRIAL_SOURCE_DIR) + "/docs/formats/events.md");
  Panel panel;
  panel.channels.push_back({"c", ChannelRole::Nuclear, {}, {}, {}});
  panel.channels.push_back({"k", ChannelRole::Cytokeratin, {}, {}, {}});
  const FeatureSchema schema = feature_schema(panel, kAllFeatures);
  for (const FeatureColumn& column : schema.columns()) {
    std::string name = column.name;
    // The page shows one compartment and one channel for all.
    if (name.starts_with("k_")) {
      name.replace(0, 1, "c");
    }
    const bool compartment = name.starts_with("c_cell_") || name.starts_with("cell_");
    if (compartment && page.find('`' + name + '`') == std::string::npos) {
      name.replace(name.find("cell"), 4, "nucleus");
    }
    EXPECT_THAT(page, ::testing::HasSubstr('`' + name + '`'));
    EXPECT_FALSE(column.description.empty()) << column.name;
  }
}

TEST(ChannelPrefixes, AreUniqueWhateverTheNames) {
  EXPECT_THAT(channel_prefixes(panel_of({"CD-45", "CD 45", "CD45"})),
              ElementsAre("cd_45", "cd_45_2", "cd45"));
  EXPECT_THAT(channel_prefixes(panel_of({"a", "A!", "a_2", "\xCE\xB1", "\xCE\xB2"})),
              ElementsAre("a", "a_3", "a_2", "channel", "channel_2"));
  EXPECT_EQ(feature_schema(panel_of({"a", "A!", "a_2"})).size(),
            feature_schema(panel_of({"x", "y", "z"})).size());
}

TEST(MeasureEvents, PlacesTheEvent) {
  const DrawnScene scene = one_cell();
  const Anchor anchor = scene.segmentation.objects[0].anchor;
  EXPECT_EQ(scene.value("x_px"), static_cast<float>(anchor.point().x_px));
  EXPECT_NEAR(scene.value("x_px"), 130.3, 0.1);
  EXPECT_NEAR(scene.value("y_px"), 225.6, 0.1);
  EXPECT_NEAR(scene.value("x_um"), 130.3 * 0.5, 0.05);
  EXPECT_NEAR(scene.value("y_um"), 225.6 * 0.5, 0.05);
  EXPECT_EQ(scene.value("cell_left_px"), 120);
  EXPECT_EQ(scene.value("cell_top_px"), 216);
  EXPECT_EQ(scene.value("cell_width_px"), 20);
  EXPECT_EQ(scene.value("flags"), 0);
}

TEST(MeasureEvents, TakesTheLocalBackgroundOff) {
  const DrawnScene scene = one_cell();
  EXPECT_NEAR(scene.value("ck_nucleus_mean_adu"), 400, 1e-3);
  EXPECT_NEAR(scene.value("ck_ring_mean_adu"), 200, 1e-3);
  EXPECT_NEAR(scene.value("ck_nucleus_median_adu"), 400, 1e-3);
  EXPECT_NEAR(scene.value("ck_nucleus_sd_adu"), 0, 1e-3);
  EXPECT_NEAR(scene.value("ck_cell_max_adu"), 400, 1e-3);
  EXPECT_NEAR(scene.value("ck_background_adu"), 50 + 130.3 / 8 + 225.6 / 16, 0.1);
  const double nucleus_px = scene.value("nucleus_area_um2") / 0.25;
  const double cell_px = scene.value("cell_area_um2") / 0.25;
  EXPECT_NEAR(scene.value("ck_cell_integrated_adu"), 400 * nucleus_px + 200 * (cell_px - nucleus_px), 0.1);
  EXPECT_NEAR(scene.value("nucleus_to_cell_ratio"), 0.36, 0.01);
}

TEST(MeasureEvents, LeavesNucleusMeasuresOfAFragmentEmpty) {
  DrawnScene scene = one_cell();
  scene.segmentation.objects.clear();
  scene.segmentation.nuclei = ObjectRuns(scene.segmentation.nuclei.window());
  scene.segmentation.cells = ObjectRuns(scene.segmentation.cells.window());
  scene.add(nullptr, disc(130, 225, 10));
  for (const char* name : {"nucleus_area_um2", "nucleus_solidity", "nucleus_to_cell_ratio",
                           "ck_nucleus_mean_adu", "ck_nucleus_saturated_share", "focus_score_per_um",
                           "cytokeratin_nucleus_overlap", "dapi_texture_contrast"}) {
    EXPECT_TRUE(std::isnan(scene.value(name))) << name;
  }
  EXPECT_EQ(scene.value("flags"), static_cast<float>(bit(EventFlag::WithoutNucleus)));
  EXPECT_GT(scene.value("ck_cell_mean_adu"), 100);
  EXPECT_EQ(scene.value("ck_ring_mean_adu"), scene.value("ck_cell_mean_adu"));
  EXPECT_GT(scene.value("ck_texture_contrast"), 0);
}

TEST(MeasureEvents, CompensatesMeansAndSumsOnly) {
  const DrawnScene scene = one_cell();
  SpilloverMatrix spillover;
  // Dye 0 spills into detector 1 alone: channel 1 loses a quarter of channel 0.
  spillover.compensation = (cv::Mat1d(3, 3) << 1, -0.25, 0, 0, 1, 0, 0, 0, 1);
  MeasureInputs inputs;
  inputs.spillover = &spillover;
  EXPECT_NEAR(scene.value("ck_nucleus_mean_adu", inputs), 400 - 50, 1e-3);
  EXPECT_NEAR(scene.value("ck_ring_mean_adu", inputs), 200, 1e-3);
  EXPECT_NEAR(scene.value("dapi_nucleus_mean_adu", inputs), 200, 1e-3);
  EXPECT_NEAR(scene.value("ck_nucleus_median_adu", inputs), 400, 1e-3);
  EXPECT_NEAR(scene.value("ck_nucleus_integrated_adu", inputs),
              350 * static_cast<double>(scene.value("nucleus_area_um2")) / 0.25, 0.1);
}

TEST(MeasureEvents, KeepsOnlyWhatTheCoreOwns) {
  const DrawnScene scene = one_cell();
  MeasureInputs inputs;
  inputs.panel = &scene.panel;
  inputs.slide = {0, 0, 1000, 1000};
  const auto count = [&](const SlideRect& core) {
    return measure_events(scene.tile, scene.segmentation, core, inputs).size();
  };
  EXPECT_EQ(count({100, 200, 30, 50}), 0U);
  EXPECT_EQ(count({130, 200, 30, 50}), 1U);
}

EventFlags flags_at(const SlideRect& window, const SlideRect& slide) {
  const DrawnScene scene = one_cell(window);
  MeasureInputs inputs;
  inputs.slide = slide;
  return static_cast<EventFlags>(scene.value("flags", inputs));
}

TEST(MeasureEvents, TellsTheSlideEdgeFromTheWindowEdge) {
  const SlideRect wide{0, 0, 1000, 1000};
  EXPECT_EQ(flags_at({120, 200, 60, 50}, wide), bit(EventFlag::TouchesHaloEdge));
  EXPECT_EQ(flags_at({119, 200, 60, 50}, wide), 0U);
  EXPECT_EQ(flags_at({100, 200, 40, 50}, wide), bit(EventFlag::TouchesHaloEdge));
  EXPECT_EQ(flags_at({100, 216, 60, 50}, wide), bit(EventFlag::TouchesHaloEdge));
  EXPECT_EQ(flags_at({100, 200, 60, 50}, {120, 0, 1000, 1000}), bit(EventFlag::TouchesSlideEdge));
  EXPECT_EQ(flags_at({100, 200, 40, 50}, {0, 0, 140, 1000}), bit(EventFlag::TouchesSlideEdge));
  EXPECT_EQ(flags_at({120, 216, 60, 50}, {120, 0, 1000, 1000}),
            bit(EventFlag::TouchesSlideEdge) | bit(EventFlag::TouchesHaloEdge));
}

TEST(MeasureEvents, FlagsOneSaturatedPixelOfAnyChannel) {
  DrawnScene scene = one_cell();
  scene.tile.saturated[2](25, 38) = 255;  // in the ring
  EXPECT_EQ(scene.value("flags"), static_cast<float>(bit(EventFlag::Saturated)));
  EXPECT_GT(scene.value("cd45_cell_saturated_share"), 0);
  EXPECT_EQ(scene.value("cd45_nucleus_saturated_share"), 0);
  EXPECT_EQ(scene.value("ck_cell_saturated_share"), 0);
}

TEST(MeasureEvents, FlagsBlurBelowTheLimit) {
  const DrawnScene scene = one_cell();
  MeasureInputs inputs;
  inputs.min_focus_per_um = 10;
  EXPECT_EQ(scene.value("flags", inputs), static_cast<float>(bit(EventFlag::OutOfFocus)));
  inputs.min_focus_per_um = 11;
  EXPECT_THROW((void)scene.measure(inputs), Error);
}

TEST(MeasureEvents, KeepsMasksInSlidePixelsWhenAsked) {
  const DrawnScene scene = one_cell();
  EXPECT_TRUE(scene.measure()[0].cell_spans.empty());
  MeasureInputs inputs;
  inputs.keep_masks = true;
  const Event event = scene.measure(inputs)[0];
  std::int64_t nucleus_px = 0;
  for (const MaskSpan& span : event.nucleus_spans) {
    for (std::int32_t x = span.x; x < span.x + span.length; ++x) {
      EXPECT_TRUE(disc(130.3, 225.6, 6)(x + 0.5, span.y + 0.5));
      ++nucleus_px;
    }
  }
  EXPECT_EQ(static_cast<double>(nucleus_px) * 0.25, static_cast<double>(scene.value("nucleus_area_um2")));
  EXPECT_EQ(event.cell_spans.front().y, 216);
}

TEST(MeasureEvents, KeepsTheValuesOfAWindowInOneTable) {
  DrawnScene scene = one_cell();
  scene.add(disc(140.3, 215.6, 2), disc(140.3, 215.6, 3));
  const std::vector<Event> events = scene.measure();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].values.begin(), events[0].values.end());
}

TEST(MeasureEvents, RefusesLabelsThatContradictTheirBoxes) {
  DrawnScene outside = one_cell();
  outside.segmentation.objects[0].cell_box.x = 55;
  EXPECT_THROW((void)outside.measure(), Error);
  DrawnScene escaped = one_cell();
  cv::Mat1i cells = escaped.segmentation.cells.plane();
  cells(25, 30) = 0;
  escaped.segmentation.cells = ObjectRuns(cells);
  EXPECT_THROW((void)escaped.measure(), Error);
  DrawnScene absent = one_cell();
  absent.segmentation.objects[0].label = 7;
  EXPECT_THROW((void)absent.measure(), Error);
  DrawnScene planes = one_cell();
  planes.tile.background.pop_back();
  EXPECT_THROW((void)planes.measure(), Error);
}

}  // namespace
}  // namespace cyto
