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

TileAnalyzer::TileAnalyzer(const AnalysisConfig& config, const SlideDescription& slide, bool keep_masks,
                           bool keep_levels)
    : config_(config), slide_(slide), features_(measured_features(config)), keep_masks_(keep_masks) {
  for (std::size_t i = 0; keep_levels && i < config.panel.channels.size(); ++i) {
    known_levels_.emplace_back(slide.width_px, slide.height_px, *slide.pixel_size);
  }
}

std::vector<Event> TileAnalyzer::analyze_window(const RawTile& raw, const AnalysisWindow& window) const {
  const SlideRect whole{0, 0, slide_.width_px, slide_.height_px};
  CorrectionInputs correction;
  correction.panel = &config_.panel;
  correction.pixel_size = *slide_.pixel_size;
  correction.slide = whole;
  correction.fields = &slide_.fields;
  correction.calibration = config_.calibration.get();
  correction.known_levels = known_levels_;
  const CorrectedTile tile = correct_tile(raw, window.extent, correction);

  const auto cytokeratin = config_.panel.index_of(ChannelRole::Cytokeratin);
  const SlideRect area =
      inflate_within(window.core, detection_margin_px(*slide_.pixel_size, config_.detection), window.extent);
  const Segmentation segmentation = segment(tile, cytokeratin, config_.detection, area);

  MeasureInputs measure;
  measure.panel = &config_.panel;
  measure.slide = whole;
  measure.keep_masks = keep_masks_;
  measure.features = features_;
  if (config_.calibration && config_.calibration->spillover) {
    measure.spillover = &*config_.calibration->spillover;
  }
  return measure_events(part_of(tile, area), segmentation, window.core, measure);
}

namespace {

// Brightness is held against the median of a square.
constexpr std::int64_t kSquarePx = 1024;
static_assert(kSquarePx >= kWindow.height_px && kWindow.width_px % kSquarePx == 0 &&
              kSquarePx % kQualityCellPx == 0);

}  // namespace

std::vector<WindowQuality> TileAnalyzer::examine_core(const RawTile& raw, const SlideRect& core) const {
  std::vector<WindowQuality> found;
  const int mark_bits = content_mark_bits(slide_.width_px, slide_.height_px);
  for (std::int64_t x = core.x; x < core.right(); x += kSquarePx) {
    const SlideRect square{x, core.y, std::min(kSquarePx, core.right() - x), core.height};
    found.push_back(examine_window(raw, square, config_.panel, mark_bits));
  }
  return found;
}

std::vector<WindowEvents> TileAnalyzer::analyze(const RawTile& raw, const Tile& tile) const {
  std::vector<WindowEvents> found;
  for (const AnalysisWindow& window : tile.windows) {
    try {
      found.push_back({window.row, analyze_window(raw, window), examine_core(raw, window.core)});
    } catch (const cv::Exception& problem) {
      throw Error(problem.code == cv::Error::StsNoMem ? ErrorCode::OutOfMemory : ErrorCode::Internal,
                  "window at x " + std::to_string(window.core.x) + ", y " + std::to_string(window.core.y),
                  "the image library refused a step: " + problem.err);
    }
  }
  return found;
}

}  // namespace cyto
