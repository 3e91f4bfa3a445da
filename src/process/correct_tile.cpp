#include "cytrial/process/correct_tile.h"

#include <limits>
#include <string>

#include "cytrial/core/error.h"
#include "cytrial/process/background.h"
#include "cytrial/process/saturation.h"
#include "cytrial/process/shading.h"

namespace cyto {
namespace {

void require_consistent(const RawTile& raw, const SlideRect& rect, const CorrectionInputs& inputs) {
  const auto fail = [](const char* problem) { throw Error(ErrorCode::Internal, "tile", problem); };
  if (inputs.panel == nullptr || inputs.fields == nullptr || !raw.failures.empty()) {
    fail("correction was asked for a tile without panel, fields or pixels");
  }
  if (raw.planes.size() != inputs.panel->channels.size() || rect.empty() ||
      intersect(rect, raw.rect) != rect) {
    fail("planes or window do not fit the tile");
  }
  if (!inputs.known_levels.empty() && inputs.known_levels.size() != raw.planes.size()) {
    fail("levels are known of another number of channels");
  }
  if (inputs.calibration != nullptr && inputs.calibration->flat_fields.size() != raw.planes.size()) {
    throw Error(ErrorCode::BadConfig, "calibration", "has another number of channels than the panel",
                "use a calibration made for this panel");
  }
}

float greatest_of(const RawTile& raw, std::size_t channel) {
  return channel < raw.greatest.size() ? raw.greatest[channel] : std::numeric_limits<float>::infinity();
}

cv::Mat shaded_off(const cv::Mat& raw, const SlideRect& rect, std::size_t channel,
                   const CorrectionInputs& inputs) {
  if (inputs.calibration == nullptr || !inputs.calibration->flat_fields[channel]) {
    return raw;
  }
  cv::Mat1f counts;
  raw.convertTo(counts, CV_32F);
  return correct_shading(counts, rect, *inputs.fields, *inputs.calibration->flat_fields[channel]);
}

}  // namespace

CorrectedTile correct_tile(const RawTile& raw, const SlideRect& rect, const CorrectionInputs& inputs) {
  require_consistent(raw, rect, inputs);
  const auto nuclear = inputs.panel->index_of(ChannelRole::Nuclear);
  if (!nuclear) {
    throw Error(ErrorCode::BadConfig, "panel", "has no nuclear channel");
  }
  CorrectedTile tile;
  tile.rect = rect;
  tile.pixel_size = inputs.pixel_size;
  tile.nuclear_channel = *nuclear;
  tile.count_step.resize(raw.planes.size());
  tile.saturated.resize(raw.planes.size());
  tile.planes.resize(raw.planes.size());
  tile.background.resize(raw.planes.size());
  correct_further_channels(raw, inputs, tile);
  return tile;
}

void correct_further_channels(const RawTile& raw, const CorrectionInputs& inputs, CorrectedTile& tile) {
  const SlideRect& rect = tile.rect;
  require_consistent(raw, rect, inputs);
  if (tile.planes.size() != raw.planes.size() || tile.background.size() != raw.planes.size() ||
      tile.saturated.size() != raw.planes.size() || tile.count_step.size() != raw.planes.size()) {
    throw Error(ErrorCode::Internal, "tile", "is corrected further than it was begun");
  }
  const cv::Rect window(static_cast<int>(rect.x - raw.rect.x), static_cast<int>(rect.y - raw.rect.y),
                        static_cast<int>(rect.width), static_cast<int>(rect.height));
  for (std::size_t channel = 0; channel < raw.planes.size(); ++channel) {
    if (raw.planes[channel].empty() || !tile.planes[channel].empty()) {
      continue;
    }
    const cv::Mat counts = raw.planes[channel](window);
    tile.count_step[channel] = counts.depth() < CV_32F ? 1.0F : 0.0F;
    tile.saturated[channel] =
        saturation_mask(counts, inputs.panel->channels[channel].saturation_adu, greatest_of(raw, channel));
    tile.planes[channel] = shaded_off(counts, rect, channel, inputs);
    KnownLevels* const known = inputs.known_levels.empty() ? nullptr : &inputs.known_levels[channel];
    tile.background[channel] = local_background(tile.planes[channel], rect, inputs.pixel_size, known);
  }
}

CorrectedTile part_of(const CorrectedTile& tile, const SlideRect& rect) {
  if (rect.empty() || intersect(rect, tile.rect) != rect) {
    throw Error(ErrorCode::Internal, "tile", "a part was asked for that leaves it");
  }
  const cv::Rect part(static_cast<int>(rect.x - tile.rect.x), static_cast<int>(rect.y - tile.rect.y),
                      static_cast<int>(rect.width), static_cast<int>(rect.height));
  CorrectedTile cut = tile;
  cut.rect = rect;
  for (cv::Mat& plane : cut.planes) {
    plane = plane(part);
  }
  for (MeshPlane& plane : cut.background) {
    plane = plane.over(rect);
  }
  for (cv::Mat1b& mask : cut.saturated) {
    mask = mask.empty() ? mask : mask(part);
  }
  return cut;
}

}  // namespace cyto
