#include "cytrial/pipeline/tile_analyzer.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

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
      {0, 0, 1024, kHeight}, {1024, 0, 1024, kHeight}, {2048, 0, kWidth - 2048, kHeight}};
  EXPECT_EQ(cores, expected);
}

}  // namespace
}  // namespace cyto
