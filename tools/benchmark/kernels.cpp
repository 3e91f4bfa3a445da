// Times the steps of the analysis, one by one, on one thread, on a tile of a real or simulated scan.
// items_per_second are sites: positions with all their channels. For tools/bench.

#include <benchmark/benchmark.h>

#include <memory>

#include "cytrial/calib/panel_file.h"
#include "cytrial/detect/segmentation.h"
#include "cytrial/imageio/tile_grid.h"
#include "cytrial/measure/event_builder.h"
#include "cytrial/pipeline/run_config.h"
#include "cytrial/process/correct_tile.h"
#include "cytrial/quality/window_quality.h"
#include "running_sum.h"

namespace {

using namespace cyto;

/// A window from the middle of the scan and what every step makes of it.
struct Window {
  Panel panel;
  std::unique_ptr<SlideReader> reader;
  Tile tile;
  RawTile raw;
  CorrectionInputs correction;
  CorrectedTile corrected;
  Segmentation segmentation;

  Window(const char* scan, const char* panel_file) : panel(read_panel_file(panel_file)) {
    reader = open_slide({scan}, panel);
    reader->set_cache_limit(0);
    const SlideDescription& slide = reader->description();
    const TileGrid grid = make_tile_grid(slide.width_px, slide.height_px, kWindow,
                                         required_halo_px(*slide.pixel_size, {}), kWindow.height_px);
    tile = grid.tiles[grid.tiles.size() / 2];
    raw = reader->read_tile(tile.rect);
    correction.panel = &panel;
    correction.pixel_size = *slide.pixel_size;
    correction.slide = {0, 0, slide.width_px, slide.height_px};
    correction.fields = &slide.fields;
    corrected = correct_tile(raw, tile.rect, correction);
    segmentation = find();
  }
  [[nodiscard]] Segmentation find() const {
    return segment(corrected, panel.index_of(ChannelRole::Cytokeratin), {});
  }
};

void count_sites(benchmark::State& state, const Window& window) {
  state.SetItemsProcessed(state.iterations() * window.tile.rect.area());
}

void read_tile(benchmark::State& state, Window& window) {
  for (auto unused : state) {
    benchmark::DoNotOptimize(window.reader->read_tile(window.tile.rect));
  }
  count_sites(state, window);
}

void examine(benchmark::State& state, const Window& window) {
  const SlideRect& part = window.tile.windows.front().examined;
  for (auto unused : state) {
    benchmark::DoNotOptimize(examine_window(window.raw, part, window.panel, 14));
  }
  state.SetItemsProcessed(state.iterations() * part.area());
}

void correct(benchmark::State& state, const Window& window) {
  for (auto unused : state) {
    benchmark::DoNotOptimize(correct_tile(window.raw, window.tile.rect, window.correction));
  }
  count_sites(state, window);
}

void find_cells(benchmark::State& state, const Window& window) {
  for (auto unused : state) {
    benchmark::DoNotOptimize(window.find());
  }
  count_sites(state, window);
}

void measure_cells(benchmark::State& state, const Window& window) {
  MeasureInputs inputs;
  inputs.panel = &window.panel;
  inputs.slide = window.correction.slide;
  for (auto unused : state) {
    benchmark::DoNotOptimize(measure_events(window.corrected, window.segmentation, window.tile.rect, inputs));
  }
  count_sites(state, window);
}

template <void (*Sum)(std::uint8_t*, std::size_t, std::size_t, std::size_t)>
void sum_rows(benchmark::State& state) {
  constexpr std::size_t kSamples = 512;
  std::vector<std::uint8_t> row(kSamples * 2, 3);
  for (auto unused : state) {
    Sum(row.data(), kSamples, 2, 1);
    benchmark::DoNotOptimize(row.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSamples));
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 3) {
    std::fprintf(stderr, "usage: kernels SCAN PANEL.json [benchmark options]\n");
    return 64;
  }
  Window window(argv[1], argv[2]);
  benchmark::RegisterBenchmark("read_tile", [&](benchmark::State& s) { read_tile(s, window); });
  benchmark::RegisterBenchmark("examine_window", [&](benchmark::State& s) { examine(s, window); });
  benchmark::RegisterBenchmark("correct_tile", [&](benchmark::State& s) { correct(s, window); });
  benchmark::RegisterBenchmark("segment", [&](benchmark::State& s) { find_cells(s, window); });
  benchmark::RegisterBenchmark("measure_events", [&](benchmark::State& s) { measure_cells(s, window); });
  benchmark::RegisterBenchmark("running_sum", sum_rows<running_sum>);
  benchmark::RegisterBenchmark("plain_running_sum", sum_rows<plain_running_sum>);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
