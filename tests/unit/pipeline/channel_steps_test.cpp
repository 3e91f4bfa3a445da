#include "channel_steps.h"

#include <gtest/gtest.h>

#include "support/temporary_folder.h"
#include "support/test_tiff.h"

namespace cyto {
namespace {

using Channels = std::vector<std::size_t>;

Panel panel_of(const std::vector<ChannelRole>& roles) {
  Panel panel = test::position_panel(roles.size());
  for (std::size_t i = 0; i < roles.size(); ++i) {
    panel.channels[i].role = roles[i];
  }
  return panel;
}

ChannelSteps steps_of(const Panel& panel, bool in_one_page) {
  const test::TemporaryFolder folder;
  test::TiffVariant variant;
  variant.samples_in_page = in_one_page;
  test::write_test_tiff(folder / "scan.tif", test::test_planes(panel.channels.size(), 40, 50, CV_16UC1),
                        variant);
  return channel_steps(*open_slide({folder / "scan.tif"}, panel), panel);
}

TEST(ChannelSteps, ReadNuclearAndCytokeratinChannelFirst) {
  const ChannelSteps steps = steps_of(
      panel_of({ChannelRole::Leukocyte, ChannelRole::Cytokeratin, ChannelRole::Other, ChannelRole::Nuclear}),
      false);
  EXPECT_EQ(steps.all, (Channels{0, 1, 2, 3}));
  EXPECT_EQ(steps.first, (Channels{1, 3}));
  EXPECT_EQ(steps.further, (Channels{0, 2}));
}

TEST(ChannelSteps, ReadAtOnceWhatLiesInTheSameBlocks) {
  const ChannelSteps steps =
      steps_of(panel_of({ChannelRole::Nuclear, ChannelRole::Cytokeratin, ChannelRole::Leukocyte}), true);
  EXPECT_EQ(steps.first, (Channels{0, 1, 2}));
  EXPECT_TRUE(steps.further.empty());
}

TEST(ChannelSteps, ReadAtOnceWhatIsDecodedRowByRow) {
  const test::TemporaryFolder folder;
  const Panel panel = panel_of({ChannelRole::Nuclear, ChannelRole::Cytokeratin, ChannelRole::Leukocyte});
  test::TiffVariant variant;
  variant.rows_per_strip = 1700;
  for (const int compression : {1, 8}) {
    variant.compression = compression;
    test::write_test_tiff(folder / "scan.tif", test::test_planes(3, 1700, 1601, CV_16UC1), variant);
    const auto slide = open_slide({folder / "scan.tif"}, panel);
    EXPECT_EQ(slide->decodes_rows_in_turn(), compression != 1);
    EXPECT_EQ(channel_steps(*slide, panel).further.empty(), compression != 1);
  }
}

TEST(ChannelSteps, AreApartWhereEveryTileHasOneWindowAndThereAreFurtherChannels) {
  const ChannelSteps steps =
      steps_of(panel_of({ChannelRole::Nuclear, ChannelRole::Cytokeratin, ChannelRole::Leukocyte}), false);
  const TileGrid small = make_tile_grid(4096, 4096, {2048, 1024}, 102, 1024);
  const TileGrid large = make_tile_grid(4096, 4096, {2048, 1024}, 102, 4096);
  const TileGrid mixed = make_tile_grid(4096, 3072, {2048, 1024}, 102, 2048);
  EXPECT_TRUE(steps.apart_in(small));
  EXPECT_FALSE(steps.apart_in(large));
  EXPECT_FALSE(steps.apart_in(mixed)) << "rows of two windows and of one";
  EXPECT_FALSE(steps_of(panel_of({ChannelRole::Nuclear, ChannelRole::Cytokeratin}), false).apart_in(small));
}

}  // namespace
}  // namespace cyto
