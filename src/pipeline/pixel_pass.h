#pragma once

#include <vector>

#include "channel_steps.h"
#include "cytrial/core/log.h"
#include "cytrial/core/sample.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/imageio/tile_grid.h"
#include "cytrial/pipeline/memory_budget.h"
#include "cytrial/pipeline/run_summary.h"
#include "cytrial/pipeline/tile_analyzer.h"
#include "cytrial/quality/slide_quality.h"
#include "event_rows.h"
#include "granted_threads.h"
#include "kept_surroundings.h"
#include "spare_time_work.h"

namespace cyto {

/// Every tile of the slide once: read and analyse (parallel), write (serial, in order).
/// @param channels of the reader and the analyzer's panel.
/// @param surroundings are offered every window's pixels.
/// @param spare is begun with the tiles; its last part when there is no further tile to take.
/// @return the places that could not be read, each once; not empty: the events are not all of the slide's.
[[nodiscard]] std::vector<TileFailure> run_pixel_pass(
    SlideReader& reader, const TileGrid& grid, const ChannelSteps& channels, const TileAnalyzer& analyzer,
    const MemoryPlan& plan, const GrantedThreads& threads, EventRows& rows, KeptSurroundings& surroundings,
    Logger& logger, SlideQuality& quality, RunSummary& summary, SpareTimeWork& spare);

}  // namespace cyto
