#include "cytrial/pipeline/tile_analyzer.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>
#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/core/log.h"
#include "cytrial/synth/simulate_scan.h"
#include "support/temporary_folder.h"
#include "support/test_events.h"

namespace cyto {
namespace {

Panel nuclear_panel() {
  Panel panel;
  panel.name = "test";
  panel.channels = {{"DAPI", ChannelRole::Nuclear, {}, {}, {}}};
  return panel;
}

/// Noise, and a glare that every square but the middle one has a different share of.
RawTile noisy_tile(const SlideRect& rect) {
  cv::Mat1w plane(static_cast<int>(rect.height), static_cast<int>(rect.width));
  std::mt19937 random(3);
  for (int y = 0; y < plane.rows; ++y) {
    for (int x = 0; x < plane.cols; ++x) {
      const unsigned glare = x < 200 || x > 2150 ? 900 : 0;
      plane(y, x) = static_cast<std::uint16_t>(500 + glare + random() % 64);
    }
  }
  RawTile raw;
  raw.rect = rect;
  raw.planes = {plane};
  return raw;
}

TEST(TileAnalyzer, ExaminesTheCoreOfAWideWindowSquareBySquare) {
  constexpr std::int64_t kWidth = 2300;
  constexpr std::int64_t kHeight = 600;
  AnalysisConfig config;
  config.panel = nuclear_panel();
  config.gates = default_gate_file();
  SlideDescription slide;
  slide.width_px = kWidth;
  slide.height_px = kHeight;
  slide.pixel_size = PixelSize{0.65, 0.65};
  const TileGrid grid = make_tile_grid(kWidth, kHeight, kWindow, 110, 4096);
  ASSERT_EQ(grid.tiles.size(), 1U);
  const Tile& tile = grid.tiles.front();
  const RawTile raw = noisy_tile(tile.rect);
  const TileAnalyzer analyzer(config, slide, false, false);

  std::vector<SlideRect> cores;
  for (const WindowEvents& window : analyzer.analyze(raw, tile)) {
    for (const WindowQuality& square : window.quality) {
      cores.push_back(square.core);
      const WindowQuality alone =
          examine_window(raw, square.core, config.panel, content_mark_bits(kWidth, kHeight));
      ASSERT_EQ(square.channels.size(), alone.channels.size());
      for (std::size_t i = 0; i < alone.channels.size(); ++i) {
        EXPECT_EQ(square.channels[i].bright_blocks, alone.channels[i].bright_blocks);
      }
      EXPECT_EQ(square.marks.size(), alone.marks.size());
    }
  }
  const std::vector<SlideRect> expected{
      {0, 0, 1024, kHeight}, {1024, 0, 1792 - 1024, kHeight}, {1792, 0, kWidth - 1792, kHeight}};
  EXPECT_EQ(cores, expected);
}

TEST(TileAnalyzer, FindsInTheFirstChannelsWhatItFindsInAll) {
  const test::TemporaryFolder folder;
  synth::ScanOptions options;
  options.width_px = 900;
  options.height_px = 700;
  options.seed = 12;
  options.ctc_count = 6;
  options.density_per_mm2 = 1500.0;
  SilentLogger log;
  synth::simulate_scan(options, {folder / "scan.ome.tif", folder / "truth.csv", {}, {}}, log);
  AnalysisConfig config;
  config.panel = test::three_channel_panel();
  config.gates = default_gate_file();
  const auto slide = open_slide({folder / "scan.ome.tif"}, config.panel);
  const SlideDescription& about = slide->description();
  const TileGrid grid = make_tile_grid(about.width_px, about.height_px, kWindow, 160, 1024);
  ASSERT_EQ(grid.tiles.size(), 1U);
  const Tile& tile = grid.tiles.front();
  const TileAnalyzer analyzer(config, about, false, true);

  const std::vector<WindowEvents> at_once = analyzer.analyze(slide->read_tile(tile.rect), tile);
  RawTile raw;
  raw.rect = tile.rect;
  slide->read_channels(object_channels(config.panel), raw, tile.alone);
  WindowObjects objects = analyzer.find_objects(raw, tile.windows.front());
  const std::vector<std::size_t> further{2};
  slide->read_channels(further, raw, tile.alone);
  const WindowEvents in_steps = analyzer.measure(raw, tile.windows.front(), std::move(objects));

  ASSERT_EQ(at_once.size(), 1U);
  ASSERT_GT(in_steps.events.size(), 100U);
  ASSERT_EQ(in_steps.events.size(), at_once[0].events.size());
  for (std::size_t i = 0; i < in_steps.events.size(); ++i) {
    const EventValues& values = in_steps.events[i].values;
    for (std::size_t column = 0; column < values.size(); ++column) {
      ASSERT_EQ(std::bit_cast<std::uint32_t>(values[column]),
                std::bit_cast<std::uint32_t>(at_once[0].events[i].values[column]))
          << "event " << i << ", column " << column;
    }
  }
  ASSERT_EQ(in_steps.quality.size(), at_once[0].quality.size());
  for (std::size_t i = 0; i < in_steps.quality.size(); ++i) {
    EXPECT_EQ(in_steps.quality[i].channels.size(), at_once[0].quality[i].channels.size());
    EXPECT_EQ(in_steps.quality[i].marks.size(), at_once[0].quality[i].marks.size());
  }
  EXPECT_TRUE(in_steps.margin == at_once[0].margin);
}

TEST(TileAnalyzer, RefusesToFindObjectsInChannelsThatWereNotRead) {
  AnalysisConfig config;
  config.panel = test::three_channel_panel();
  config.gates = default_gate_file();
  SlideDescription slide;
  slide.width_px = 300;
  slide.height_px = 200;
  slide.pixel_size = PixelSize{0.65, 0.65};
  const TileGrid grid = make_tile_grid(300, 200, kWindow, 110, 1024);
  RawTile raw = noisy_tile(grid.tiles.front().rect);
  raw.planes = {raw.planes.front(), cv::Mat(), raw.planes.front()};
  const TileAnalyzer analyzer(config, slide, false, false);
  EXPECT_THROW((void)analyzer.find_objects(raw, grid.tiles.front().windows.front()), Error);
}

}  // namespace
}  // namespace cyto
