#include "cytrial/calib/blank_estimate.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "cytrial/core/binomial_interval.h"
#include "cytrial/core/error.h"
#include "cytrial/core/poisson_interval.h"

namespace cyto {
namespace {

constexpr double kAlpha = 0.05;
constexpr double kUneven = 0.01;

/// Least count that a Poisson variable of that mean exceeds with probability kAlpha at most.
std::uint64_t poisson_limit(double mean) {
  std::uint64_t limit = 0;
  // P(X <= k) = Q(k + 1, mean).
  while (mean > 0.0 && boost::math::gamma_q(static_cast<double>(limit) + 1.0, mean) < 1.0 - kAlpha) {
    ++limit;
  }
  return limit;
}

/// CLSI EP17-A2: the value of rank 0.5 + 0.95 n among the sorted blanks, rounded up to a whole rank.
std::uint64_t rank_limit(std::vector<std::uint64_t> counts) {
  std::sort(counts.begin(), counts.end());
  const double rank = 0.5 + (1.0 - kAlpha) * static_cast<double>(counts.size());
  const auto index = static_cast<std::size_t>(std::ceil(rank)) - 1;
  return counts[std::min(index, counts.size() - 1)];
}

/// Chi-squared test of counts against shares of the cells (index of dispersion).
double even_probability(const std::vector<BlankSlide>& slides, double rate) {
  double statistic = 0.0;
  int used = 0;
  for (const BlankSlide& slide : slides) {
    const double expected = rate * static_cast<double>(slide.cells);
    if (expected > 0.0) {
      const double away = static_cast<double>(slide.ctcs) - expected;
      statistic += away * away / expected;
      ++used;
    }
  }
  return used < 2 ? 1.0 : boost::math::gamma_q(0.5 * (used - 1), 0.5 * statistic);
}

}  // namespace

BlankEstimate estimate_blank(const std::vector<BlankSlide>& slides) {
  BlankEstimate estimate;
  estimate.slides = slides.size();
  std::vector<std::uint64_t> counts;
  for (const BlankSlide& slide : slides) {
    if (slide.ctcs > slide.cells) {
      throw Error(ErrorCode::BadData, "blank slide " + slide.sample_id, "has more CTCs than cells");
    }
    estimate.false_ctcs += slide.ctcs;
    estimate.cells += slide.cells;
    counts.push_back(slide.ctcs);
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
  estimate.even_p = estimate.false_ctcs == 0 ? 1.0 : even_probability(slides, rate);
  if (slides.size() >= kSlidesForRanks) {
    estimate.method = "ranks";
    estimate.limit_of_blank = rank_limit(counts);
  } else {
    // Few slides: the upper bound of the mean stands for the mean, so that the limit errs upwards.
    estimate.method = "poisson";
    const double bound =
        garwood_interval(estimate.false_ctcs, 1.0 - 2.0 * kAlpha).high / static_cast<double>(slides.size());
    estimate.limit_of_blank = poisson_limit(bound);
    if (estimate.even_p < kUneven) {
      // The slides do not share one rate, so a Poisson bound is too low for the worst of them.
      estimate.limit_of_blank =
          std::max(estimate.limit_of_blank, *std::max_element(counts.begin(), counts.end()));
    }
  }
  const auto above = static_cast<std::uint64_t>(std::count_if(
      counts.begin(), counts.end(), [&](std::uint64_t count) { return count > estimate.limit_of_blank; }));
  estimate.share_above_bound = clopper_pearson_interval(above, slides.size(), 1.0 - 2.0 * kAlpha).high;
  return estimate;
}

}  // namespace cyto
