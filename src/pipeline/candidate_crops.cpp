#include "candidate_crops.h"

#include <oneapi/tbb/parallel_pipeline.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/measure/event_builder.h"
#include "kept_surroundings.h"

namespace cyto {
namespace {

namespace tbb = oneapi::tbb;

/// Height of the strips of the slide that pictures are read by: about that of a stored tile.
constexpr std::int64_t kStripPx = 512;

/// Encoded pictures of one candidate, by name.
struct Pictures {
  std::uint64_t event_id = 0;
  std::vector<std::pair<std::string, std::string>> pngs;
};
using PicturesPtr = std::shared_ptr<Pictures>;

RawTile surroundings(SlideReader& reader, const Candidate& candidate, const std::vector<RawTile>& kept) {
  const SlideRect rect = surroundings_of(candidate.anchor, reader.description());
  if (const RawTile* found = find_surroundings(kept, rect)) {
    return *found;
  }
  RawTile tile = reader.read_tile(rect);
  if (!tile.failures.empty()) {
    const TileFailure& failure = tile.failures.front();
    throw Error(ErrorCode::Io, failure.file,
                "could be read before and cannot now, for the picture of event " +
                    std::to_string(candidate.event_id) + ": " + failure.problem,
                failure.remedy);
  }
  return tile;
}

PicturesPtr pictures_of(SlideReader& reader, const Panel& panel, const std::vector<std::string>& names,
                        const Candidate& candidate, const std::vector<DisplayRange>& ranges,
                        const std::vector<RawTile>& kept) {
  const RawTile tile = surroundings(reader, candidate, kept);
  auto pictures = std::make_shared<Pictures>();
  pictures->event_id = candidate.event_id;
  std::vector<CompositeLayer> layers;
  for (std::size_t c = 0; c < panel.channels.size(); ++c) {
    layers.push_back({render_channel_crop(tile.planes[c], ranges[c]), panel.channels[c].role});
    pictures->pngs.emplace_back(names[c], png_gray8(layers.back().grey));
  }
  pictures->pngs.emplace_back("composite", png_rgb8(render_composite(layers)));
  return pictures;
}

/// Neighbours after one another, so that few blocks are decoded more than once.
std::vector<const Candidate*> by_place(const std::vector<Candidate>& candidates) {
  std::vector<const Candidate*> order;
  for (const Candidate& candidate : candidates) {
    order.push_back(&candidate);
  }
  const auto place = [](const Candidate* c) {
    return std::tuple(static_cast<std::int64_t>(c->anchor.y_px) / kStripPx, c->anchor.x_px, c->event_id);
  };
  std::sort(order.begin(), order.end(),
            [&place](const Candidate* a, const Candidate* b) { return place(a) < place(b); });
  return order;
}

}  // namespace

void write_candidate_crops(SlideReader& reader, const Panel& panel, const std::vector<Candidate>& candidates,
                           const std::vector<DisplayRange>& ranges, const std::vector<RawTile>& kept,
                           const GrantedThreads& threads, SampleSink& sink) {
  const std::vector<std::string> names = channel_prefixes(panel);
  const std::vector<const Candidate*> order = by_place(candidates);
  std::size_t next = 0;
  const auto take = tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order,
                                                        [&](tbb::flow_control& flow) -> std::size_t {
                                                          if (next == order.size()) {
                                                            flow.stop();
                                                            return 0;
                                                          }
                                                          return next++;
                                                        });
  const auto draw = tbb::make_filter<std::size_t, PicturesPtr>(
      tbb::filter_mode::parallel,
      [&](std::size_t index) { return pictures_of(reader, panel, names, *order[index], ranges, kept); });
  const auto write = tbb::make_filter<PicturesPtr, void>(tbb::filter_mode::serial_in_order,
                                                         [&](const PicturesPtr& pictures) {
                                                           for (const auto& [name, png] : pictures->pngs) {
                                                             sink.add_crop(pictures->event_id, name, png);
                                                           }
                                                         });
  threads.run([&] { tbb::parallel_pipeline(2 * threads.threads(), take & draw & write); });
}

}  // namespace cyto
