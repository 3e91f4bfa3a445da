#include "display_ranges.h"

#include <gtest/gtest.h>

namespace cyto {
namespace {

Panel one_channel() {
  Panel panel;
  panel.channels.push_back({"CK", ChannelRole::Cytokeratin, {}, {}, {}});
  return panel;
}

const FeatureSchema kSchema(std::vector<FeatureColumn>{{"ck_background_adu", ""}, {"ck_cell_max_adu", ""}});

TEST(BrightnessSample, ShowsTheUsualBackgroundAsBlackAndKeepsBrightCandidatesInRange) {
  BrightnessSample sample(kSchema, one_channel(), 1000);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const std::vector<float> row{100.0F, i % 100 == 0 ? 5000.0F : 50.0F};
    sample.add(i, row.data(), i % 100 == 0);
  }
  const DisplayRange range = sample.ranges().front();
  EXPECT_DOUBLE_EQ(range.low_adu, 100.0);
  EXPECT_DOUBLE_EQ(range.high_adu, 5100.0);
}

TEST(BrightnessSample, GivesAUsableRangeWithoutAnyEvent) {
  const DisplayRange range = BrightnessSample(kSchema, one_channel(), 0).ranges().front();
  EXPECT_LT(range.low_adu, range.high_adu);
}

}  // namespace
}  // namespace cyto
