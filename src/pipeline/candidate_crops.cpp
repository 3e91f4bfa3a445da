#include "candidate_crops.h"

#include <cmath>
#include <cstdint>

#include "cytrial/core/error.h"
#include "cytrial/measure/event_builder.h"

namespace cyto {
namespace {

SlideRect crop_rect(const SlidePoint& centre, const PixelSize& pixel_size, const SlideRect& slide) {
  const auto half_width = static_cast<std::int64_t>(std::lround(kCropEdgeUm / 2.0 / pixel_size.x_um));
  const auto half_height = static_cast<std::int64_t>(std::lround(kCropEdgeUm / 2.0 / pixel_size.y_um));
  const auto x = static_cast<std::int64_t>(std::floor(centre.x_px));
  const auto y = static_cast<std::int64_t>(std::floor(centre.y_px));
  return intersect({x - half_width, y - half_height, 2 * half_width + 1, 2 * half_height + 1}, slide);
}

}  // namespace

void write_candidate_crops(SlideReader& reader, const Panel& panel, const std::vector<Candidate>& candidates,
                           const std::vector<DisplayRange>& ranges, SampleSink& sink) {
  const SlideDescription& slide = reader.description();
  const SlideRect whole{0, 0, slide.width_px, slide.height_px};
  const std::vector<std::string> names = channel_prefixes(panel);
  for (const Candidate& candidate : candidates) {
    const RawTile tile = reader.read_tile(crop_rect(candidate.anchor, *slide.pixel_size, whole));
    if (!tile.failures.empty()) {
      const TileFailure& failure = tile.failures.front();
      throw Error(ErrorCode::Io, failure.file,
                  "could be read before and cannot now, for the picture of event " +
                      std::to_string(candidate.event_id) + ": " + failure.problem,
                  failure.remedy);
    }
    std::vector<CompositeLayer> layers;
    for (std::size_t c = 0; c < panel.channels.size(); ++c) {
      const PanelChannel& channel = panel.channels[c];
      sink.add_crop(candidate.event_id, names[c], png_gray8(render_channel_crop(tile.planes[c], ranges[c])));
      layers.push_back({tile.planes[c], channel.role, ranges[c]});
    }
    sink.add_crop(candidate.event_id, "composite", png_rgb8(render_composite(layers)));
  }
}

}  // namespace cyto
