#pragma once

#include <cstdint>
#include <string>

#include "cytrial/imageio/slide_reader.h"

namespace cyto {

/// What happened in a run, for people and benchmarks. Never part of a result: times differ from run to run.
struct RunSummary {
  std::string sample_id;
  SlideDescription scan;
  std::uint64_t tiles = 0;
  std::uint64_t windows = 0;
  std::uint64_t events = 0;
  ReadStatistics reading;              ///< of the pixel pass
  std::uint64_t blocks_for_crops = 0;  ///< decoded again afterwards, for pictures of candidates
  std::size_t live_tiles = 0;          ///< tiles in memory at once, at most
  std::uint64_t cache_bytes = 0;       ///< limit of decoded blocks kept
  int threads = 0;
  double seconds_hashing = 0.0;      ///< digests of the input files
  double seconds_reading = 0.0;      ///< reading and decoding, summed over threads
  double seconds_analysing = 0.0;    ///< summed over threads
  double seconds_writing = 0.0;      ///< events and label images
  double seconds_classifying = 0.0;  ///< population, gates, crops, and beside them quality; 0 with a fault
  double seconds_total = 0.0;
  std::uint64_t peak_memory_bytes = 0;  ///< largest resident set of the process so far
};

}  // namespace cyto
