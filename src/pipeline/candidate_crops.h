#pragma once

#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/result_sink.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/imageio/tile.h"
#include "cytrial/process/crop_render.h"
#include "granted_threads.h"

namespace cyto {

/// Gives the sink one PNG per channel of each candidate, named by the channel's column prefix, and
/// "composite". A crop is cut at the slide's edge. Pictures are drawn and encoded by all threads and
/// given to the sink one after the other, from the top of the slide to its bottom.
/// @param kept as KeptSurroundings::take() gives them: whose surroundings are not among them are read again.
void write_candidate_crops(SlideReader& reader, const Panel& panel, const std::vector<Candidate>& candidates,
                           const std::vector<DisplayRange>& ranges, const std::vector<RawTile>& kept,
                           const GrantedThreads& threads, SampleSink& sink);

}  // namespace cyto
