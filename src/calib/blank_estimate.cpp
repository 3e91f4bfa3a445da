#include "cytrial/calib/blank_estimate.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

constexpr double kAlpha = 0.05;
constexpr double kUneven = 0.01;

/// Clopper and Pearson: the upper bound of a share of which k in n were seen, missed with probability `tail`.
double upper_share(double k, double n, double tail) {
  return k >= n ? 1.0
                : boost::math::quantile(
                      boost::math::complement(boost::math::beta_distribution<>(k + 1.0, n - k), tail));
}

double lower_share(double k, double n, double tail) {
  return k <= 0.0 ? 0.0 : boost::math::quantile(boost::math::beta_distribution<>(k, n - k + 1.0), tail);
}

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
  const auto k = static_cast<double>(estimate.false_ctcs);
  const auto n = static_cast<double>(estimate.cells);
  estimate.per_million = kMillion * k / n;
  estimate.per_million_low = kMillion * lower_share(k, n, kAlpha / 2.0);
  estimate.per_million_high = kMillion * upper_share(k, n, kAlpha / 2.0);
  estimate.per_million_bound = kMillion * upper_share(k, n, kAlpha);
  estimate.even_p = estimate.false_ctcs == 0 ? 1.0 : even_probability(slides, k / n);
  if (slides.size() >= kSlidesForRanks) {
    estimate.method = "ranks";
    estimate.limit_of_blank = rank_limit(counts);
  } else {
    // Few slides: the upper bound of the mean stands for the mean, so that the limit errs upwards.
    estimate.method = "poisson";
    const double bound = boost::math::gamma_q_inv(k + 1.0, kAlpha) / static_cast<double>(slides.size());
    estimate.limit_of_blank = poisson_limit(bound);
    if (estimate.even_p < kUneven) {
      // The slides do not share one rate, so a Poisson bound is too low for the worst of them.
      estimate.limit_of_blank =
          std::max(estimate.limit_of_blank, *std::max_element(counts.begin(), counts.end()));
    }
  }
  const auto above = static_cast<double>(std::count_if(
      counts.begin(), counts.end(), [&](std::uint64_t count) { return count > estimate.limit_of_blank; }));
  estimate.share_above_bound = upper_share(above, static_cast<double>(slides.size()), kAlpha);
  return estimate;
}

}  // namespace cyto
