#include "pixel_pass.h"

#include <oneapi/tbb/parallel_pipeline.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iterator>
#include <memory>
#include <mutex>
#include <opencv2/core.hpp>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "leading_tiles.h"

namespace cyto {
namespace {

namespace tbb = oneapi::tbb;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Adds the time that a step takes to `seconds`.
template <typename Step>
void timed(double& seconds, const Step& step) {
  const auto start = Clock::now();
  step();
  seconds += seconds_since(start);
}

/// One tile on its way through the stages.
struct TileInWork {
  std::size_t index = 0;  ///< in the grid
  const Tile* tile = nullptr;
  RawTile raw;
  std::vector<WindowEvents> windows;
  double seconds_reading = 0.0;
  double seconds_analysing = 0.0;
};
using TileInWorkPtr = std::shared_ptr<TileInWork>;

auto place_of(const TileFailure& f) {
  return std::tie(f.file, f.channel, f.rect.y, f.rect.x, f.rect.width, f.rect.height, f.problem);
}

/// Neighbouring tiles meet the same broken block in their halos: name it once.
std::vector<TileFailure> each_once(std::vector<TileFailure> failures) {
  std::sort(failures.begin(), failures.end(),
            [](const TileFailure& a, const TileFailure& b) { return place_of(a) < place_of(b); });
  failures.erase(
      std::unique(failures.begin(), failures.end(),
                  [](const TileFailure& a, const TileFailure& b) { return place_of(a) == place_of(b); }),
      failures.end());
  return failures;
}

/// The stages. next() and write() are called by one thread at a time, in tile order; read_and_analyze() by
/// many: the thread that reads a tile analyses it, while its pixels are in its cache.
class PixelPass {
 public:
  PixelPass(SlideReader& reader, const TileGrid& grid, const ChannelSteps& channels,
            const TileAnalyzer& analyzer, EventRows& rows, KeptSurroundings& surroundings, Logger& logger,
            SlideQuality& quality, RunSummary& summary)
      : reader_(reader),
        grid_(grid),
        channels_(channels),
        apart_(channels.apart_in(grid)),
        analyzer_(analyzer),
        rows_(rows),
        surroundings_(surroundings),
        logger_(logger),
        quality_(quality),
        summary_(summary),
        first_read_(grid.tiles.size()),
        all_read_(grid.tiles.size()) {}

  /// Null when there is no further tile.
  [[nodiscard]] TileInWorkPtr next() {
    if (next_ == grid_.tiles.size()) {
      return nullptr;
    }
    auto work = std::make_shared<TileInWork>();
    work->index = next_;
    work->tile = &grid_.tiles[next_++];
    return work;
  }

  void read_and_analyze(TileInWork& work) {
    work.raw.rect = work.tile->rect;
    std::optional<WindowObjects> objects;
    if (apart_) {
      timed(work.seconds_reading, [&] { read_first(work); });
      timed(work.seconds_analysing, [&] { objects = objects_of(work); });
    }
    timed(work.seconds_reading, [&] { read_rest(work); });
    timed(work.seconds_analysing, [&] { take_events(work, std::move(objects)); });
    work.raw.planes.clear();
  }

  void write(TileInWork& work) {
    const auto start = Clock::now();
    std::move(work.raw.failures.begin(), work.raw.failures.end(), std::back_inserter(failures_));
    if (!lost_a_tile_) {
      for (const WindowEvents& window : work.windows) {
        for (const WindowQuality& square : window.quality) {
          quality_.add(square);
        }
        quality_.add(window.events, window.margin);
      }
      rows_.add(std::move(work.windows), work.tile->windows.front().row);
    }
    summary_.seconds_reading += work.seconds_reading;
    summary_.seconds_analysing += work.seconds_analysing;
    summary_.seconds_writing += seconds_since(start);
    logger_.progress(static_cast<double>(++done_) / static_cast<double>(grid_.tiles.size()));
  }

  [[nodiscard]] std::vector<TileFailure> finish() {
    if (failures_.empty()) {
      rows_.finish();
    }
    return each_once(std::move(failures_));
  }

 private:
  // What a tile has finished is free when all tiles before it were read as well.

  void read_first(TileInWork& work) {
    reader_.read_channels(channels_.first, work.raw, work.tile->alone);
    const std::lock_guard lock(release_mutex_);
    first_read_.end(work.index, [this](std::size_t tile) {
      reader_.release_channels(channels_.first, grid_.tiles[tile].finished);
    });
  }

  void read_rest(TileInWork& work) {
    reader_.read_channels(apart_ ? channels_.further : channels_.all, work.raw, work.tile->alone);
    const std::lock_guard lock(release_mutex_);
    all_read_.end(work.index, [this](std::size_t tile) { reader_.release(grid_.tiles[tile].finished); });
  }

  /// After a loss only the other losses still matter: the count is void.
  [[nodiscard]] bool counts_still(const TileInWork& work) {
    if (!work.raw.failures.empty()) {
      lost_a_tile_ = true;
    }
    return !lost_a_tile_;
  }

  [[nodiscard]] std::optional<WindowObjects> objects_of(TileInWork& work) {
    if (!counts_still(work)) {
      return std::nullopt;
    }
    return analyzer_.find_objects(work.raw, work.tile->windows.front());
  }

  /// @param objects of the tile's only window, where they were found already.
  void take_events(TileInWork& work, std::optional<WindowObjects> objects) {
    if (!counts_still(work)) {
      return;
    }
    if (objects) {
      work.windows.push_back(analyzer_.measure(work.raw, work.tile->windows.front(), std::move(*objects)));
    } else {
      work.windows = analyzer_.analyze(work.raw, *work.tile);
    }
    for (const WindowEvents& window : work.windows) {
      surroundings_.keep_likeliest(work.raw, window.events);
    }
  }

  SlideReader& reader_;
  const TileGrid& grid_;
  const ChannelSteps& channels_;
  bool apart_;
  const TileAnalyzer& analyzer_;
  EventRows& rows_;
  KeptSurroundings& surroundings_;
  Logger& logger_;
  SlideQuality& quality_;
  RunSummary& summary_;
  std::vector<TileFailure> failures_;
  std::atomic<bool> lost_a_tile_{false};
  std::mutex release_mutex_;
  LeadingTiles first_read_;
  LeadingTiles all_read_;
  std::size_t next_ = 0;
  std::size_t done_ = 0;
};

}  // namespace

std::vector<TileFailure> run_pixel_pass(SlideReader& reader, const TileGrid& grid,
                                        const ChannelSteps& channels, const TileAnalyzer& analyzer,
                                        const MemoryPlan& plan, const GrantedThreads& threads,
                                        EventRows& rows, KeptSurroundings& surroundings, Logger& logger,
                                        SlideQuality& quality, RunSummary& summary, SpareTimeWork& spare) {
  // OpenCV's own loops would take threads that were not granted, and nest in ours.
  cv::setNumThreads(1);
  PixelPass pass(reader, grid, channels, analyzer, rows, surroundings, logger, quality, summary);
  const auto next =
      tbb::make_filter<void, TileInWorkPtr>(tbb::filter_mode::serial_in_order, [&](tbb::flow_control& flow) {
        TileInWorkPtr work = pass.next();
        if (!work) {
          spare.begin(SpareTimeWork::Part::Last);
          flow.stop();
        }
        return work;
      });
  const auto analyze =
      tbb::make_filter<TileInWorkPtr, TileInWorkPtr>(tbb::filter_mode::parallel, [&pass](TileInWorkPtr work) {
        pass.read_and_analyze(*work);
        return work;
      });
  const auto write = tbb::make_filter<TileInWorkPtr, void>(
      tbb::filter_mode::serial_in_order, [&pass](const TileInWorkPtr& work) { pass.write(*work); });
  threads.run([&] {
    spare.begin(SpareTimeWork::Part::First);
    tbb::parallel_pipeline(plan.live_tiles, next & analyze & write);
  });
  return pass.finish();
}

}  // namespace cyto
