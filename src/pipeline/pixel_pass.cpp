#include "pixel_pass.h"

#include <oneapi/tbb/parallel_pipeline.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iterator>
#include <memory>
#include <mutex>
#include <opencv2/core.hpp>
#include <tuple>
#include <utility>

namespace cyto {
namespace {

namespace tbb = oneapi::tbb;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
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

/// The stages. next() and write() are called by one thread at a time, in tile order; read() and analyze() by
/// many: the thread that reads a tile analyses it, while its pixels are in its cache.
class PixelPass {
 public:
  PixelPass(SlideReader& reader, const TileGrid& grid, const TileAnalyzer& analyzer, EventRows& rows,
            KeptSurroundings& surroundings, Logger& logger, SlideQuality& quality, RunSummary& summary)
      : reader_(reader),
        grid_(grid),
        analyzer_(analyzer),
        rows_(rows),
        surroundings_(surroundings),
        logger_(logger),
        quality_(quality),
        summary_(summary),
        read_(grid.tiles.size(), false) {}

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

  void read(TileInWork& work) {
    const auto start = Clock::now();
    work.raw = reader_.read_tile(work.tile->rect);
    release_up_to(work.index);
    work.seconds_reading = seconds_since(start);
  }

  void analyze(TileInWork& work) {
    const auto start = Clock::now();
    if (!work.raw.failures.empty()) {
      lost_a_tile_ = true;
    }
    // After a loss only the other losses still matter: the count is void.
    if (!lost_a_tile_) {
      work.windows = analyzer_.analyze(work.raw, *work.tile);
      for (const WindowEvents& window : work.windows) {
        surroundings_.keep_likeliest(work.raw, window.events);
      }
    }
    work.raw.planes.clear();
    work.seconds_analysing = seconds_since(start);
  }

  void write(TileInWork& work) {
    const auto start = Clock::now();
    std::move(work.raw.failures.begin(), work.raw.failures.end(), std::back_inserter(failures_));
    if (!lost_a_tile_) {
      for (const WindowEvents& window : work.windows) {
        for (const WindowQuality& square : window.quality) {
          quality_.add(square);
        }
        quality_.add(window.events);
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
  /// Tiles end in any order; what a tile has finished is free when all tiles before it were read as well.
  void release_up_to(std::size_t index) {
    const std::lock_guard lock(release_mutex_);
    read_[index] = true;
    for (; released_ < read_.size() && read_[released_]; ++released_) {
      reader_.release(grid_.tiles[released_].finished);
    }
  }

  SlideReader& reader_;
  const TileGrid& grid_;
  const TileAnalyzer& analyzer_;
  EventRows& rows_;
  KeptSurroundings& surroundings_;
  Logger& logger_;
  SlideQuality& quality_;
  RunSummary& summary_;
  std::vector<TileFailure> failures_;
  std::atomic<bool> lost_a_tile_{false};
  std::mutex release_mutex_;
  std::vector<bool> read_;
  std::size_t released_ = 0;
  std::size_t next_ = 0;
  std::size_t done_ = 0;
};

}  // namespace

std::vector<TileFailure> run_pixel_pass(SlideReader& reader, const TileGrid& grid,
                                        const TileAnalyzer& analyzer, const MemoryPlan& plan,
                                        const GrantedThreads& threads, EventRows& rows,
                                        KeptSurroundings& surroundings, Logger& logger, SlideQuality& quality,
                                        RunSummary& summary, SpareTimeWork& spare) {
  // OpenCV's own loops would take threads that were not granted, and nest in ours.
  cv::setNumThreads(1);
  PixelPass pass(reader, grid, analyzer, rows, surroundings, logger, quality, summary);
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
        pass.read(*work);
        pass.analyze(*work);
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
