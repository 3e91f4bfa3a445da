#pragma once

#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/result_sink.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/process/crop_render.h"

namespace cyto {

/// Edge of a candidate's picture on the slide [um].
inline constexpr double kCropEdgeUm = 48.0;

/// Reads the surroundings of each candidate again and gives the sink one PNG per channel, named by the
/// channel's column prefix, and "composite". A crop is cut at the slide's edge. Pictures are read and encoded
/// by `threads` threads and given to the sink one after the other, from the top of the slide to its bottom.
void write_candidate_crops(SlideReader& reader, const Panel& panel, const std::vector<Candidate>& candidates,
                           const std::vector<DisplayRange>& ranges, int threads, SampleSink& sink);

}  // namespace cyto
