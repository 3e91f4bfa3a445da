#include "cytrial/calib/blank_estimate.h"

#include <algorithm>
#include <cmath>

#include "cytrial/core/binomial_interval.h"
#include "cytrial/core/error.h"
#include "cytrial/core/few_blanks.h"

namespace cyto {
namespace {

constexpr double kAlpha = 0.05;

/// CLSI EP17-A2: the value of rank 0.5 + 0.95 n among the sorted blanks, rounded up to a whole rank.
std::uint64_t rank_limit(std::vector<std::uint64_t> counts) {
  std::sort(counts.begin(), counts.end());
  const double rank = 0.5 + (1.0 - kAlpha) * static_cast<double>(counts.size());
  const auto index = static_cast<std::size_t>(std::ceil(rank)) - 1;
  return counts[std::min(index, counts.size() - 1)];
}

}  // namespace

BlankEstimate estimate_blank(const std::vector<BlankSlide>& slides) {
  BlankEstimate estimate;
  estimate.slides = slides.size();
  std::vector<std::uint64_t> counts;
  std::vector<BlankCount> blanks;
  for (const BlankSlide& slide : slides) {
    if (slide.ctcs > slide.cells) {
      throw Error(ErrorCode::BadData, "blank slide " + slide.sample_id, "has more CTCs than cells");
    }
    estimate.false_ctcs += slide.ctcs;
    estimate.cells += slide.cells;
    counts.push_back(slide.ctcs);
    blanks.push_back({slide.ctcs, slide.cells});
  }
  if (estimate.cells == 0) {
    throw Error(ErrorCode::BadData, "blank slides", "hold no cell at all",
                "give slides of healthy donors: an empty glass says nothing about false calls");
  }
  constexpr double kMillion = 1e6;
  const double rate = static_cast<double>(estimate.false_ctcs) / static_cast<double>(estimate.cells);
  const BinomialInterval share = clopper_pearson_interval(estimate.false_ctcs, estimate.cells, 1.0 - kAlpha);
  estimate.per_million = kMillion * rate;
  estimate.per_million_low = kMillion * share.low;
  estimate.per_million_high = kMillion * share.high;
  // One-sided: the same tail as in a two-sided interval of 90 %.
  estimate.per_million_bound =
      kMillion * clopper_pearson_interval(estimate.false_ctcs, estimate.cells, 1.0 - 2.0 * kAlpha).high;
  estimate.even_p = even_rate_probability(blanks);
  if (slides.size() >= kSlidesForRanks) {
    estimate.method = "ranks";
    estimate.limit_of_blank = rank_limit(counts);
  } else {
    estimate.method = "poisson";
    estimate.limit_of_blank = limit_of_few_blanks(blanks);
  }
  const auto above = static_cast<std::uint64_t>(std::count_if(
      counts.begin(), counts.end(), [&](std::uint64_t count) { return count > estimate.limit_of_blank; }));
  estimate.share_above_bound = clopper_pearson_interval(above, slides.size(), 1.0 - 2.0 * kAlpha).high;
  return estimate;
}

}  // namespace cyto
