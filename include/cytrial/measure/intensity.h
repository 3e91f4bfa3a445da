#pragma once

#include <cstddef>
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
  double median_adu = kNone;  ///< where asked for; of an even number of pixels: mean of the middle two
  double max_adu = kNone;
  double integrated_adu = kNone;   ///< sum over the pixels
  double sd_adu = kNone;           ///< population standard deviation (divided by n)
  double saturated_share = kNone;  ///< pixels at the camera limit / pixels, 0..1
};

/// Intensities of each list of values above background but for the medians, of which `saturated` (one number
/// per list) are at the camera limit. Sums run in eight interleaved lanes in double, so that they depend on
/// the values and their order alone. @param results one per list.
void summarize(const ValueLists& values, std::span<const std::int64_t> saturated,
               std::vector<Intensity>& results);

/// One rank of one of several lists.
struct RankOfList {
  std::size_t list = 0;
  std::size_t rank = 0;
};

/// The rank that the median of n values is told by: its upper value where n is even.
[[nodiscard]] constexpr std::size_t middle_rank(std::size_t n) noexcept {
  return n / 2;
}

/// Nearest rank of the 95th percentile: that of the smallest of n > 0 values with at least 95 % of them at or
/// below it.
[[nodiscard]] constexpr std::size_t bright_rank(std::size_t n) noexcept {
  return (n * 95 + 99) / 100 - 1;
}

/// Looks for ranks side by side. @pre the lists have values. @param summaries of summarize(), one per list.
/// @param ranks one per wanted one.
void find_ranks(const ValueLists& values, std::span<const Intensity> summaries,
                std::span<const RankOfList> wanted, std::vector<CodedRanks>& ranks);

/// Mean of each list, summed like summarize(); NaN without values. @param means one per list.
void means_of(const ValueLists& values, std::vector<double>& means);

/// Share of the nucleus that shows cytokeratin: pixels at or above half the cell's 95th percentile.
/// @param nucleus values above background. @param bright that percentile, by bright_rank(). NaN without
/// nucleus pixels, 0 when the percentile is not positive.
[[nodiscard]] double cytokeratin_overlap(std::span<const float> nucleus, float bright);

}  // namespace cyto
