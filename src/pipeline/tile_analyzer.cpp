#include "cytrial/pipeline/tile_analyzer.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/detect/segmentation.h"
#include "cytrial/measure/event_builder.h"
#include "cytrial/process/correct_tile.h"

namespace cyto {
namespace {

template <typename Step>
auto naming_the_window(const AnalysisWindow& window, const Step& step) {
  try {
    return step();
  } catch (const cv::Exception& problem) {
    throw Error(problem.code == cv::Error::StsNoMem ? ErrorCode::OutOfMemory : ErrorCode::Internal,
                "window at x " + std::to_string(window.core.x) + ", y " + std::to_string(window.core.y),
                "the image library refused a step: " + problem.err);
  }
}

}  // namespace

TileAnalyzer::TileAnalyzer(const AnalysisConfig& config, const SlideDescription& slide, bool keep_masks,
                           bool keep_levels)
    : config_(config), slide_(slide), features_(measured_features(config)), keep_masks_(keep_masks) {
  for (std::size_t i = 0; keep_levels && i < config.panel.channels.size(); ++i) {
    known_levels_.emplace_back(slide.width_px, slide.height_px, *slide.pixel_size);
  }
}

CorrectionInputs TileAnalyzer::correction() const {
  CorrectionInputs inputs;
  inputs.panel = &config_.panel;
  inputs.pixel_size = *slide_.pixel_size;
  inputs.slide = {0, 0, slide_.width_px, slide_.height_px};
  inputs.fields = &slide_.fields;
  inputs.calibration = config_.calibration.get();
  inputs.known_levels = known_levels_;
  return inputs;
}

WindowObjects TileAnalyzer::find_objects(const RawTile& raw, const AnalysisWindow& window) const {
  return naming_the_window(window, [&] {
    for (const std::size_t channel : object_channels(config_.panel)) {
      if (channel >= raw.planes.size() || raw.planes[channel].empty()) {
        throw Error(ErrorCode::Internal, "tile", "a channel that objects are found in was not read");
      }
    }
    WindowObjects found{correct_tile(raw, window.extent, correction()), {}};
    const SlideRect area = inflate_within(
        window.core, detection_margin_px(*slide_.pixel_size, config_.detection), window.extent);
    found.segmentation =
        segment(found.corrected, config_.panel.index_of(ChannelRole::Cytokeratin), config_.detection, area);
    return found;
  });
}

std::vector<Event> TileAnalyzer::events_of(const AnalysisWindow& window, const WindowObjects& objects) const {
  MeasureInputs inputs;
  inputs.panel = &config_.panel;
  inputs.slide = {0, 0, slide_.width_px, slide_.height_px};
  inputs.keep_masks = keep_masks_;
  inputs.features = features_;
  if (config_.calibration && config_.calibration->spillover) {
    inputs.spillover = &*config_.calibration->spillover;
  }
  const Segmentation& found = objects.segmentation;
  return measure_events(part_of(objects.corrected, found.rect), found, window.core, inputs);
}

WindowEvents TileAnalyzer::measure(const RawTile& raw, const AnalysisWindow& window,
                                   WindowObjects objects) const {
  return naming_the_window(window, [&] {
    correct_further_channels(raw, correction(), objects.corrected);
    const SlideRect slide{0, 0, slide_.width_px, slide_.height_px};
    const std::size_t nuclear = config_.panel.index_of(ChannelRole::Nuclear).value_or(0);
    return WindowEvents{window.row, events_of(window, objects), examine(raw, window.examined),
                        MarginBlocks(raw, window.core, window.extent, slide, nuclear)};
  });
}

namespace {

// Brightness is held against the median of a square. The last quarter of one that the slide's edge
// leaves is too little for a median of its own.
constexpr std::int64_t kSquarePx = 1024;
constexpr std::int64_t kWidestSquarePx = kSquarePx + kWindow.examined_before_px;
static_assert(kSquarePx >= kWindow.height_px && kWindow.width_px % kSquarePx == 0 &&
              kSquarePx % kQualityCellPx == 0 && kWindow.examined_before_px % kQualityCellPx == 0);

}  // namespace

std::vector<WindowQuality> TileAnalyzer::examine(const RawTile& raw, const SlideRect& part) const {
  std::vector<WindowQuality> found;
  const int mark_bits = content_mark_bits(slide_.width_px, slide_.height_px);
  for (SlideRect square = part; square.x < part.right(); square.x = square.right()) {
    const std::int64_t left_px = part.right() - square.x;
    square.width = left_px <= kWidestSquarePx ? left_px : kSquarePx;
    found.push_back(examine_window(raw, square, config_.panel, mark_bits));
  }
  return found;
}

std::vector<WindowEvents> TileAnalyzer::analyze(const RawTile& raw, const Tile& tile) const {
  std::vector<WindowEvents> found;
  for (const AnalysisWindow& window : tile.windows) {
    found.push_back(measure(raw, window, find_objects(raw, window)));
  }
  return found;
}

}  // namespace cyto
