#include "event_shelf.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace cyto::review {
namespace {

constexpr std::uint64_t kSpreadEvents = 5000;
constexpr std::size_t kDisplaySamples = 8;
constexpr double kBrightShareOfCandidates = 0.9;
constexpr double kBrightShareOfEvents = 0.995;
constexpr double kLeastRangeAdu = 16.0;

double quantile(std::vector<double>& values, double share) {
  if (values.empty()) {
    return 0.0;
  }
  const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  return values[static_cast<std::size_t>(rank)];
}

/// What a channel shows over several samples.
struct Brightness {
  std::vector<double> background;
  std::vector<double> events;
  std::vector<double> candidates;
};

void add_rows(const FeatureSchema& schema, const EventBatch& rows, const std::string& prefix, bool candidates,
              Brightness& seen) {
  const auto background = schema.index_of(prefix + "_background_adu");
  const auto brightest = schema.index_of(prefix + "_cell_max_adu");
  if (!background || !brightest) {
    return;
  }
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const double below = static_cast<double>(rows.row(i)[*background]);
    const double top = below + static_cast<double>(rows.row(i)[*brightest]);
    if (std::isfinite(top)) {
      (candidates ? seen.candidates : seen.events).push_back(top);
      seen.background.push_back(below);
    }
  }
}

DisplayRange range_of(Brightness& seen) {
  DisplayRange range;
  range.low_adu = std::round(quantile(seen.background, 0.5));
  const double bright = std::max(quantile(seen.events, kBrightShareOfEvents),
                                 quantile(seen.candidates, kBrightShareOfCandidates));
  range.high_adu = std::round(std::max(bright, range.low_adu + kLeastRangeAdu));
  return range;
}

PlaceMap place_map(EventSource& events, const SampleResult& result) {
  PlaceMap map;
  map.columns = (result.width_px + PlaceMap::kCellPx - 1) / PlaceMap::kCellPx;
  map.rows = (result.height_px + PlaceMap::kCellPx - 1) / PlaceMap::kCellPx;
  const auto cells = static_cast<std::size_t>(map.columns * map.rows);
  for (auto* counts : {&map.events, &map.nuclei, &map.blurred, &map.saturated}) {
    counts->assign(cells, 0);
  }
  const std::size_t x = events.schema().require(column::kXPx);
  const std::size_t y = events.schema().require(column::kYPx);
  const std::size_t flags = events.schema().require(column::kFlags);
  EventBatch batch;
  while (events.next(batch)) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      const float* row = batch.row(i);
      const auto column =
          std::clamp<std::int64_t>(static_cast<std::int64_t>(row[x]) / PlaceMap::kCellPx, 0, map.columns - 1);
      const auto line =
          std::clamp<std::int64_t>(static_cast<std::int64_t>(row[y]) / PlaceMap::kCellPx, 0, map.rows - 1);
      const auto cell = static_cast<std::size_t>(line * map.columns + column);
      const auto bits = static_cast<EventFlags>(row[flags]);
      const bool nucleus = !has(bits, EventFlag::WithoutNucleus);
      ++map.events[cell];
      map.nuclei[cell] += nucleus ? 1U : 0U;
      map.blurred[cell] += nucleus && has(bits, EventFlag::OutOfFocus) ? 1U : 0U;
      map.saturated[cell] += has(bits, EventFlag::Saturated) ? 1U : 0U;
    }
  }
  return map;
}

}  // namespace

std::shared_ptr<const CandidateValues> EventShelf::candidates(const ReviewSample& sample) {
  const std::lock_guard guard(mutex_);
  auto& kept = candidates_[sample.name()];
  if (!kept) {
    std::vector<std::uint64_t> ids;
    for (const std::size_t index : sample.candidates) {
      ids.push_back(content_.candidates()[index].found.event_id);
    }
    kept = std::make_shared<CandidateValues>(
        CandidateValues{store_.event_schema(sample.name()), store_.event_rows(sample.name(), ids)});
  }
  return kept;
}

std::shared_ptr<const SpreadEvents> EventShelf::spread(const ReviewSample& sample) {
  const std::lock_guard guard(mutex_);
  auto& kept = spread_[sample.name()];
  if (!kept) {
    const std::uint64_t count = store_.event_count(sample.name());
    const std::uint64_t step = std::max<std::uint64_t>(1, (count + kSpreadEvents - 1) / kSpreadEvents);
    std::vector<std::uint64_t> ids;
    for (std::uint64_t id = 1; id <= count; id += step) {
      ids.push_back(id);
    }
    kept = std::make_shared<SpreadEvents>(
        SpreadEvents{store_.event_schema(sample.name()), store_.event_rows(sample.name(), ids), count});
  }
  return kept;
}

std::shared_ptr<const PlaceMap> EventShelf::places(const ReviewSample& sample) {
  const std::lock_guard guard(mutex_);
  auto& kept = places_[sample.name()];
  if (!kept) {
    kept = std::make_shared<PlaceMap>(place_map(*store_.events(sample.name()), sample.result));
  }
  return kept;
}

std::optional<std::string> EventShelf::stored_crop(const ReviewSample& sample, std::uint64_t event_id,
                                                   const std::string& name) {
  const std::lock_guard guard(mutex_);
  return store_.crop(sample.name(), event_id, name);
}

std::filesystem::path EventShelf::folder(const ReviewSample& sample) {
  const std::lock_guard guard(mutex_);
  return store_.sample_folder(sample.name());
}

std::vector<ChannelDisplay> study_display(const StudyContent& content, EventShelf& shelf) {
  std::vector<const ReviewSample*> with_events;
  for (const ReviewSample& sample : content.samples()) {
    if (sample.result.counts) {
      with_events.push_back(&sample);
    }
  }
  const std::size_t step =
      std::max<std::size_t>(1, (with_events.size() + kDisplaySamples - 1) / kDisplaySamples);
  std::vector<ChannelDisplay> display;
  for (const PanelChannel& channel : content.channels()) {
    Brightness seen;
    for (std::size_t i = 0; i < with_events.size(); i += step) {
      const auto spread = shelf.spread(*with_events[i]);
      const auto candidates = shelf.candidates(*with_events[i]);
      add_rows(spread->schema, spread->rows, column_prefix(channel.name), false, seen);
      add_rows(candidates->schema, candidates->rows, column_prefix(channel.name), true, seen);
    }
    display.push_back({channel.name, range_of(seen)});
  }
  return display;
}

}  // namespace cyto::review
