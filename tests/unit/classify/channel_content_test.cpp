#include "channel_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace cyto {
namespace {

using testing::HasSubstr;

/// Nucleus and ring of one stain, above a background of 300.
struct Stain {
  float nucleus = 0.0F;
  float ring = 0.0F;
};

constexpr Stain kDapi{1200.0F, 60.0F};
constexpr Stain kCd45{450.0F, 630.0F};
constexpr Stain kNoCytokeratin{60.0F, 50.0F};

Panel panel() {
  Panel panel;
  panel.channels = {{"DAPI", ChannelRole::Nuclear, {}, {}, {}},
                    {"CK", ChannelRole::Cytokeratin, {}, {}, {}},
                    {"CD45", ChannelRole::Leukocyte, {}, {}, {}}};
  return panel;
}

FeatureSchema schema() {
  std::vector<FeatureColumn> columns{{"flags", ""}};
  for (const char* channel : {"dapi", "ck", "cd45"}) {
    for (const char* measure : {"_nucleus_mean_adu", "_ring_mean_adu", "_background_adu"}) {
      columns.push_back({std::string(channel) + measure, ""});
    }
  }
  return FeatureSchema(columns);
}

std::optional<std::string> contradiction(const std::vector<std::array<Stain, 3>>& cells) {
  const ChannelContent content(panel(), schema());
  ChannelContent::Tallies first;
  ChannelContent::Tallies others;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::vector<float> row{0.0F};
    for (const Stain& stain : cells[i]) {
      row.insert(row.end(), {stain.nucleus, stain.ring, 300.0F});
    }
    content.add(row.data(), i < cells.size() / 3 ? first : others);
  }
  others += first;
  return content.contradiction(others);
}

std::optional<std::string> contradiction(const std::array<Stain, 3>& cell, std::size_t count = 100) {
  return contradiction(std::vector<std::array<Stain, 3>>(count, cell));
}

TEST(ChannelContent, BloodInTheRightChannelsIsNotContradicted) {
  EXPECT_EQ(contradiction({kDapi, kNoCytokeratin, kCd45}), std::nullopt);
}

TEST(ChannelContent, NucleiInAMarkersChannelAreNamedWithTheChannel) {
  const auto as_leukocyte = contradiction({kNoCytokeratin, kCd45, kDapi});
  ASSERT_TRUE(as_leukocyte);
  EXPECT_THAT(*as_leukocyte, HasSubstr("channel CD45 shows nuclei"));
  const auto as_cytokeratin = contradiction({kCd45, kDapi, kNoCytokeratin});
  ASSERT_TRUE(as_cytokeratin);
  EXPECT_THAT(*as_cytokeratin, HasSubstr("channel CK shows nuclei"));
}

TEST(ChannelContent, CytokeratinOnNearlyEveryCellOfBloodIsContradicted) {
  const auto swapped = contradiction({kDapi, kCd45, kNoCytokeratin});
  ASSERT_TRUE(swapped);
  EXPECT_THAT(*swapped, HasSubstr("channel CK, declared as cytokeratin, stains 100 %"));
}

TEST(ChannelContent, ManyTumourCellsAmongLeukocytesAreNoContradiction) {
  std::vector<std::array<Stain, 3>> cells(100, {kDapi, {900.0F, 1500.0F}, {5.0F, 4.0F}});
  cells.resize(150, {kDapi, kNoCytokeratin, kCd45});
  EXPECT_EQ(contradiction(cells), std::nullopt);
}

TEST(ChannelContent, LightOfTheNuclearStainBelowHalfTheBackgroundIsNoNuclearStain) {
  EXPECT_EQ(contradiction({kDapi, {120.0F, 10.0F}, kCd45}), std::nullopt);
}

TEST(ChannelContent, FewCellsProveNothing) {
  EXPECT_EQ(contradiction({kDapi, kCd45, kNoCytokeratin}, 49), std::nullopt);
  EXPECT_NE(contradiction({kDapi, kCd45, kNoCytokeratin}, 50), std::nullopt);
}

}  // namespace
}  // namespace cyto
