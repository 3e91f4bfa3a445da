#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "cytrial/core/error.h"
#include "cytrial/imageio/tile_grid.h"
#include "cytrial/pipeline/control_scans.h"
#include "cytrial/pipeline/run_config.h"
#include "cytrial/process/correct_tile.h"

namespace cyto {
namespace {

/// Largest cell or clump that is looked at; larger ones are cut by the halo and left out.
constexpr double kLargestObjectUm = 60.0;
constexpr double kLeastAreaUm2 = 12.0;
/// Standard deviations of the smoothed noise that a pixel of an object lies above the background.
constexpr double kStandOut = 6.0;
constexpr int kSmoothPx = 3;
constexpr float kShareOfPeak = 0.5F;
/// Around an object its light still falls; further out its surroundings begin.
constexpr double kHaloUm = 2.5;
constexpr double kSurroundingsUm = 8.0;
constexpr int kLeastSurroundingPx = 50;
/// From |difference of two neighbours| to the standard deviation of one: 1.4826 / sqrt(2).
constexpr double kDifferenceToSigma = 1.0484;

/// Noise of a plane from neighbouring pixels [ADU]: cells hardly touch the median.
double noise_of(const cv::Mat1f& plane) {
  std::vector<float> differences;
  for (int y = 0; y < plane.rows; y += 2) {
    for (int x = 0; x + 1 < plane.cols; x += 2) {
      differences.push_back(std::abs(plane(y, x) - plane(y, x + 1)));
    }
  }
  if (differences.empty()) {
    return 1.0;
  }
  const auto middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
  std::nth_element(differences.begin(), middle, differences.end());
  return std::max(0.5, kDifferenceToSigma * static_cast<double>(*middle));
}

/// The dye's light above its background, smoothed.
cv::Mat1f smoothed(const cv::Mat1f& above_background) {
  cv::Mat1f smooth;
  cv::blur(above_background, smooth, cv::Size(kSmoothPx, kSmoothPx), cv::Point(-1, -1), cv::BORDER_REPLICATE);
  return smooth;
}

/// One object of a window.
struct StainedObject {
  Anchor anchor;
  cv::Rect box;
  bool usable = true;  ///< not cut by the window, no saturated pixel
  std::vector<double> sums;
};

// What stands out is held against the noise of a window, so these are part of the method.
constexpr WindowLayout kStainWindow{1024, 1024};

/// Everything of a window that objects are measured in.
struct StainedWindow {
  CorrectedTile tile;
  std::vector<cv::Mat1f> planes;
  cv::Mat1f smooth;  ///< of the dye's channel
  cv::Mat1i labels;
  cv::Mat1b near_objects;  ///< 255 in objects and close to them
  int count = 0;
};

StainedWindow stained_window(const RawTile& raw, const SlideRect& extent, const CorrectionInputs& correction,
                             std::size_t channel) {
  StainedWindow window{correct_tile(raw, extent, correction), {}, {}, {}, {}, 0};
  for (const cv::Mat& plane : window.tile.planes) {
    window.planes.emplace_back();
    plane.convertTo(window.planes.back(), CV_32F);
  }
  const cv::Mat1f above = window.planes[channel] - window.tile.background[channel].plane();
  window.smooth = smoothed(above);
  const cv::Mat1b mask = window.smooth > kStandOut * noise_of(above) / kSmoothPx;
  window.count = cv::connectedComponents(mask, window.labels, 8, CV_32S);
  const int reach = std::max(1, static_cast<int>(std::lround(kHaloUm / correction.pixel_size.mean_um())));
  const cv::Mat disc = cv::getStructuringElement(cv::MORPH_ELLIPSE, cv::Size(2 * reach + 1, 2 * reach + 1));
  cv::dilate(mask, window.near_objects, disc);
  return window;
}

/// Brightest smoothed pixel of every object.
std::vector<float> peaks_of(const StainedWindow& window) {
  std::vector<float> peaks(static_cast<std::size_t>(window.count), 0.0F);
  for (int y = 0; y < window.labels.rows; ++y) {
    for (int x = 0; x < window.labels.cols; ++x) {
      float& peak = peaks[static_cast<std::size_t>(window.labels(y, x))];
      peak = std::max(peak, window.smooth(y, x));
    }
  }
  return peaks;
}

/// Sums over the pixels of each object that reach a share of its own peak. A limit in counts would draw
/// bright cells larger, into a rim where their own light and other light fall off differently.
std::vector<StainedObject> sum_objects(const StainedWindow& window) {
  const std::vector<float> peaks = peaks_of(window);
  const SlideRect& rect = window.tile.rect;
  std::vector<StainedObject> objects(static_cast<std::size_t>(window.count));
  for (StainedObject& object : objects) {
    object.sums.assign(window.planes.size(), 0.0);
  }
  for (int y = 0; y < window.labels.rows; ++y) {
    for (int x = 0; x < window.labels.cols; ++x) {
      const int label = window.labels(y, x);
      if (label == 0) {
        continue;
      }
      StainedObject& object = objects[static_cast<std::size_t>(label)];
      const bool border = x == 0 || y == 0 || x + 1 == window.labels.cols || y + 1 == window.labels.rows;
      object.usable = object.usable && !border;
      object.box |= cv::Rect(x, y, 1, 1);
      if (window.smooth(y, x) < kShareOfPeak * peaks[static_cast<std::size_t>(label)]) {
        continue;
      }
      object.anchor.sum_x_px += rect.x + x;
      object.anchor.sum_y_px += rect.y + y;
      ++object.anchor.area_px;
      for (std::size_t i = 0; i < window.planes.size(); ++i) {
        const cv::Mat1b& saturated = window.tile.saturated[i];
        object.sums[i] += static_cast<double>(window.planes[i](y, x));
        object.usable = object.usable && (saturated.empty() || saturated(y, x) == 0);
      }
    }
  }
  return objects;
}

/// Mean of every channel over the same pixels around the object; empty when there are too few.
std::vector<double> surroundings(const StainedWindow& window, const cv::Rect& box, int reach_px) {
  const cv::Rect around =
      cv::Rect(box.x - reach_px, box.y - reach_px, box.width + 2 * reach_px, box.height + 2 * reach_px) &
      cv::Rect(cv::Point(0, 0), window.labels.size());
  const cv::Mat1b free = window.near_objects(around) == 0;
  if (cv::countNonZero(free) < kLeastSurroundingPx) {
    return {};
  }
  std::vector<double> means;
  for (const cv::Mat1f& plane : window.planes) {
    means.push_back(cv::mean(plane(around), free)[0]);
  }
  return means;
}

/// Object and surroundings are means over the same pixels in every channel: whatever share of a dye's light
/// falls elsewhere, falls out of the ratio of two channels. An estimate of the background that takes bright
/// pixels out would not have this property.
void keep_objects(const StainedWindow& window, const SlideRect& core, const PixelSize& pixel_size,
                  StainControl& control) {
  const auto reach_px = static_cast<int>(std::lround(kSurroundingsUm / pixel_size.mean_um()));
  for (const StainedObject& object : sum_objects(window)) {
    const double area_um2 = static_cast<double>(object.anchor.area_px) * pixel_size.area_um2();
    if (!object.usable || area_um2 < kLeastAreaUm2 || !owns(core, object.anchor)) {
      continue;
    }
    const std::vector<double> around = surroundings(window, object.box, reach_px);
    if (around.empty()) {
      continue;
    }
    std::vector<double> means;
    for (std::size_t i = 0; i < around.size(); ++i) {
      means.push_back(object.sums[i] / static_cast<double>(object.anchor.area_px) - around[i]);
    }
    control.means.push_back(std::move(means));
  }
}

}  // namespace

StainControl collect_stained_objects(SlideReader& reader, const Panel& panel, std::size_t channel,
                                     const CalibrationSet* calibration, Logger& logger) {
  const SlideDescription& slide = reader.description();
  CorrectionInputs correction;
  correction.panel = &panel;
  correction.pixel_size = *slide.pixel_size;
  correction.slide = {0, 0, slide.width_px, slide.height_px};
  correction.fields = &slide.fields;
  correction.calibration = calibration;
  const std::int64_t halo_px =
      background_support_px(*slide.pixel_size) + std::llround(kLargestObjectUm / slide.pixel_size->mean_um());
  const TileGrid grid =
      make_tile_grid(slide.width_px, slide.height_px, kStainWindow, halo_px, kStainWindow.height_px);
  StainControl control{panel.channels[channel].name, channel, {}};
  for (std::size_t i = 0; i < grid.tiles.size(); ++i) {
    const Tile& tile = grid.tiles[i];
    const RawTile raw = reader.read_tile(tile.rect);
    reader.release(tile.finished);
    if (!raw.failures.empty()) {
      const TileFailure& lost = raw.failures.front();
      throw Error(ErrorCode::BadData, lost.file, lost.problem, lost.remedy);
    }
    for (const AnalysisWindow& window : tile.windows) {
      keep_objects(stained_window(raw, window.extent, correction, channel), window.core, *slide.pixel_size,
                   control);
    }
    logger.progress(static_cast<double>(i + 1) / static_cast<double>(grid.tiles.size()));
  }
  return control;
}

}  // namespace cyto
