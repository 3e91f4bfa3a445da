#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "cytrial/measure/coded_ranks.h"
#include "cytrial/measure/value_lists.h"

namespace cyto {

/// Intensities of one channel over one region, above local background. NaN without pixels.
/// Definitions: docs/methods/intensity.md.
struct Intensity {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  double mean_adu = kNone;
  double median_adu = kNone;  ///< of an even number of pixels: mean of the middle two
  double max_adu = kNone;
  double integrated_adu = kNone;   ///< sum over the pixels
  double sd_adu = kNone;           ///< population standard deviation (divided by n)
  double saturated_share = kNone;  ///< pixels at the camera limit / pixels, 0..1
};

/// Intensities of each list of values above background, of which `saturated` (one number per list) are at the
/// camera limit. Sums run in eight interleaved lanes in double, so that they depend on the values and their
/// order alone. @param ranks, results one per list. The ranks are those of the values afterwards.
void summarize(const ValueLists& values, std::span<const std::int64_t> saturated,
               std::vector<CodedRanks>& ranks, std::vector<Intensity>& results);

/// Mean of each list, summed like summarize(); NaN without values. @param means one per list.
void means_of(const ValueLists& values, std::vector<double>& means);

/// Share of the nucleus that shows cytokeratin: pixels at or above half the cell's 95th percentile.
/// @param nucleus values above background. @param cell those of the cell's values. NaN without nucleus
/// pixels, 0 when the percentile is not positive.
[[nodiscard]] double cytokeratin_overlap(std::span<const float> nucleus, CodedRanks& cell);

}  // namespace cyto
